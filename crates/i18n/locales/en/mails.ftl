# Mails to the reporter. Never words from the case: the mailbox may be in a stranger's hands.
# "Password" is what we never ask for. The "access code" is of the case: on the receipt, never in a mail.
mail-received-subject = We have received your report
mail-received-lead = Thank you for your report. The case number is { $number }. Keep it.
mail-received-next = An analyst will read the report, and you will hear from us no later than { $time }.
mail-received-late = This e-mail is delayed. The case page shows what has happened in the meantime.
mail-received-advice = Do this now: { $title }
mail-received-stranger = You receive this e-mail because somebody gave this address in a report. If you have not reported anything, you can ignore it.

mail-question-subject = We have a question for you
mail-question-lead = We have a question about your case { $number }.
mail-question-next = We cannot go on with the case until you have answered. Read the question and answer it on the case page.

mail-message-subject = There is a message for you
mail-message-lead = There is a new message from us in your case { $number }.
mail-message-next = Read the message on the case page. You can answer there too.

mail-handed_to_police-subject = The case has been handed to the police
mail-handed_to_police-lead = We have handed your case { $number } to the police.
mail-handed_to_police-next = The case page shows what we sent, when and to whom. The police decide themselves whether to pursue the case, and they may contact you directly.

mail-police_answer-subject = The police have answered
mail-police_answer-lead = The police have answered in your case { $number }.
mail-police_answer-next = Read the answer on the case page.

mail-resolved-subject = We have finished work on your case
mail-resolved-lead = We have finished work on your case { $number }.
mail-resolved-next = Read on the case page what we found. If you disagree, or if something new happens, write to us there. We will then reopen the case.

# The deadline is the firm's own towards the authorities.
mail-stage_reminder-subject = A deadline with the authorities is near
mail-stage_reminder-lead = We remind you of a deadline in your case { $number }.
mail-stage_reminder-next = If you are covered by the Danish NIS 2 act, { $stage } must have been sent to the authorities at virk.dk by { $time }. On the page of the case you can finish it and fetch the text. If you have sent it already, say so there, and we will not remind you of it again.
mail-stage_reminder-late = The deadline for { $stage } ran out on { $time }. If you are covered by the Danish NIS 2 act and have not sent it to the authorities, do so now at virk.dk. On the page of the case you can finish it and fetch the text.
mail-stage_reminder-any = See the deadline on the page of the case.

# To one of us. No link: we sign in where we always do.
mail-emergency_access-subject = A restricted case was opened by emergency access
mail-emergency_access-lead = A colleague has opened case { $number } by emergency access. You are told because you work on the case or lead the watch.
mail-emergency_access-next = The access lasts one hour at most. Who it was, and the reason, stand in the timeline of the case. Sign in to the console as you always do and read it.
mail-notice-doubt = This e-mail has no link on purpose. If something looks wrong, call the duty lead or { $phone } at once.

mail-follow-title = The case page
mail-follow-code = You need the number { $number } and the access code of the case. You got it on the receipt when you reported. We never send it by e-mail, and you should write it nowhere but on the case page. If you have lost it, call us on { $phone }.

mail-remember-title = Remember
mail-remember-duties = A report to us is not a report to the police, and it does not fulfil your duty to notify Datatilsynet (the Danish Data Protection Agency) or the authorities under the NIS 2 Act. If personal data is affected, you have as a rule 72 hours to notify Datatilsynet at virk.dk.
mail-remember-never = We never ask for passwords, MitID or payment by e-mail. If you doubt that an e-mail is from us, call us on { $phone }.
mail-remember-reply = Do not reply to this e-mail. Write to us on the case page.

mail-greeting = Kind regards
mail-sender = SMV-CERT
