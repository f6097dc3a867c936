# The page "How we handle your information" (GDPR Articles 13 and 14). Short sentences, no jargon.
# When the system changes, change this too: it must agree with docs/threat-model.md and docs/retention.md.
privacy-title = How we handle your information
privacy-link = Your information
privacy-lead = What we know about you, why we have it, who sees it, and what you can decide.
privacy-short = In short
privacy-short-sealed = What you write is locked before it is stored. Whoever steals our database cannot read your report.
privacy-short-police = The police get the case only if you say yes, or if the law gives us the right.
privacy-short-mail = We never write about your case in an e-mail. It says only the case number, general advice and a link.
privacy-short-no-cookies = We use no cookies and do not measure what you do on the site.

privacy-who = Who is responsible?
privacy-who-text = { $controller } is the data controller.
privacy-who-call = Call us on { $phone } if you have questions about your information or want to use your rights. We are open { $hours }.
privacy-who-dpo = You can also contact our data protection officer: { $contact }

privacy-what = What do we have?
privacy-what-contact = Name, phone and e-mail, as you wrote them.
privacy-what-firm = The company's name or CVR number. If you report for others, also name and phone of the person we can talk to there.
privacy-what-words = What happened, in your own words, your answers in the form, and what you write to us later.
privacy-what-choices = Your two choices: whether the police may have the case, and whether we may share what we learn.
privacy-what-work = What we write ourselves: what we did in the case, and when.
privacy-what-log = Our web server notes your IP address and the time when you visit us. It does not note which page you saw.
privacy-what-not = Do not send us civil registration numbers or passwords. We do not need them.
privacy-what-free = Whether you report is up to you.

privacy-others = Are you named in somebody else's report?
privacy-others-text = Then we have your information from the one who reported: for example a colleague, an IT supplier, or a firm that got an e-mail in your name. It may be your name, your phone number, your e-mail, your account, or what happened. You have the same rights as the one who reported.

privacy-why = Why may we do this?
privacy-why-task = We help firms that are hit by a cyber incident, and look for patterns so that others are not hit. It is a task in the public interest (Article 6(1)(e) of the General Data Protection Regulation).
privacy-why-call = We use phone and e-mail to answer you, and to see whether cases belong together. Never for advertising.
privacy-why-share = If you say yes to sharing what we learn, we share only technical traces and the method. Never name, contact or your words. You can change your answer.
privacy-why-figures = Every case counts in our figures. There are no persons in them.
privacy-why-people = A program puts the cases in order by how urgent they are. People decide everything else.

privacy-police = When do the police get the case?
privacy-police-yes = When you have said yes. Then we send name, contact, and what was written in the case to you and by you.
privacy-police-law = Without a yes only if the law gives us the right. Then a duty lead writes down why.
privacy-police-two = Two people must always agree before the police can fetch the case. On the page of the case you can see when the police got it.
privacy-police-back = You can take back your yes on the page of the case. Then we stop what the police have not fetched yet. What they have fetched we cannot call back: the police are responsible for it themselves.

privacy-see = Who sees it?
privacy-see-team = The analysts and duty leads of the team that has the case. Other teams do not see it.
privacy-see-audit = An auditor can read cases to check our work, but change nothing.
privacy-see-run = Those who keep the system running cannot read the content in the database or in a backup.
privacy-see-nobody = Nobody else. We sell nothing, and we do not pass word to Datatilsynet or other authorities for you.

privacy-how = How we protect it
privacy-how-sealed = What you write is locked with a key for your report alone before it is stored. Name and contact have a key of their own.
privacy-how-apart = The machine you write to cannot open it again. Only the key of the team that has your case, and your access code, can.
privacy-how-spare = We may have split a spare key among several people. None of them can use a part alone.
privacy-how-code = We do not keep the access code. If you lose it, we call you back and give you a new one, and the old one stops working.
privacy-how-open = Some things are not locked, because we must be able to sort the cases: the case number, kind of incident, severity, status, times, region, sector and size. Never names, contacts or your words.
privacy-how-mail = Others may be reading in a mailbox. That is why no e-mail says anything about your case.

privacy-long = For how long?
privacy-long-case = We keep the content of a case for five years after it was closed: to help you, to find patterns and to show what we have done. After that, the Danish Archives Act decides whether it may be deleted or must be kept in an archive.
privacy-long-mail = An e-mail that has been sent is deleted at our end: both the address and the text. For some hours we remember a code for the address that only our machine can make, so that nobody can use our e-mails to fill a stranger's mailbox.
privacy-long-copies = What is deleted disappears from our backups when they get too old and are deleted themselves.

privacy-rights = What you can ask for
privacy-rights-see = See it. On the page of the case you see your report and everything we wrote to you. If you want the rest, call us.
privacy-rights-correct = Correct it. Write what is right on the page of the case. What you wrote first stays beside it, so that the change can be seen.
privacy-rights-erase = Be erased. Then we remove name and contact, and whatever else points to you. The case and the figures stay, without you.
privacy-rights-erase-not = There are two limits. The Archives Act may say that something must be kept. And while a case is part of a lawsuit or an investigation, we must wait. We then tell you why.
privacy-rights-object = Object, or make us wait with using the information while we look into something you think is wrong.
privacy-rights-how = Call us on { $phone } and give the case number. We call back to make sure that it is you. We never ask for the access code. You get an answer within a month, and it costs nothing.

privacy-complain = Are you dissatisfied?
privacy-complain-text = Please tell us first. You can always complain to Datatilsynet, the Danish Data Protection Agency:
