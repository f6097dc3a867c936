# The form's choices for those who report otherwise, the last step of the receipt, and accessibility.

# Step 1: what belongs under a choice
page-hole = What is it?
page-hole-yes = We found a security hole, or something is open on the internet
page-hole-no = Something else, or I do not know
page-hole-row = What it is

# Step 2
page-payment = How much was paid, and when?
page-more-questions = More questions (optional)
page-more-firm = Anonymous, for somebody else, company size
page-more-who = Anonymously, or for somebody else?
page-leak-note = If it includes information about people, you usually must notify Datatilsynet (the Danish Data Protection Agency) within 72 hours of finding out. You do that yourselves, at

# Step 3: anonymously, for somebody else, and the supplier
page-anonymous = I do not want to give my name and contact details
page-anonymous-hint = The fields above may then be empty. You can only follow the case by number and code, and we cannot call back.
page-behalf = I am reporting for another company
page-behalf-hint = As an IT supplier or accountant, for example. Write the company that was hit at the top of the page.
page-supplier = Your own firm
page-supplier-hint = Name or CVR number.
page-mandate = On what basis are you reporting?
page-mandate-contract = A standing contract
page-mandate-request = The company asked us to
page-mandate-none = No agreement
page-firm_name = Whom should we talk to at the company?
page-firm_name-hint = The name of somebody who can answer for the company.
page-firm_phone = Their phone number
page-supplier_suspected = The IT supplier itself may be the cause

page-trap = Leave this field empty

# Receipt
page-saved = I have saved the code
page-missing-saved = Tick the box when you have saved the code
page-saved-again = Save the code first
page-receipt-unreachable = You did not say how we can reach you. Look at the case with number and code: that is where we write.

# Accessibility statement
page-a11y-link = Accessibility statement
page-a11y = Accessibility
page-a11y-lead = Everybody must be able to report a cyber incident, under pressure too, on a phone or with assistive technology.
page-a11y-status = How far we are
page-a11y-status-text = The pages are built to EN 301 549 and WCAG 2.1 at level AA. This is our own assessment: the form and the case page are tried automatically in a browser with every change, in Danish and English.
page-a11y-works = What we try
page-a11y-works-keyboard = Everything can be done with the keyboard alone, and one can see where one is.
page-a11y-works-reader = Headings, fields, hints and errors have names and an order that a screen reader can read out. Errors stand at the top and at the field.
page-a11y-works-zoom = The pages can be used at 200 % zoom and on screens 320 pixels wide.
page-a11y-works-colour = Nothing is said by colour alone, and text has enough contrast.
page-a11y-works-motion = Nothing flashes or moves, and there is no time limit for a page.
page-a11y-works-script = Everything works without JavaScript too.
page-a11y-limits = What is missing
page-a11y-limits-people = The pages have not yet been tried by people who use a screen reader every day.
page-a11y-limits-plain = The advice is written in short sentences, but not in sign language or as an easy-to-read version.
page-a11y-limits-files = Files that others send us are not changed by us.
page-a11y-tell = Does something not work?
page-a11y-tell-text = Call us on { $phone }. We can also take the whole report by telephone.
page-a11y-complain = Complaints
page-a11y-complain-text = If you are not satisfied with our answer, you can write to the Agency for Digital Government, which supervises this:

# Draft: save and come back
page-keep = Draft
page-keep-lead = We can keep your answers for 72 hours. You get a code to come back with.
page-keep-button = Save draft
page-keep-do = Save the answers
page-keep-until = The draft is saved and kept until { $at }. Every step is saved. You have the code.
page-keep-now = Saved just now.
page-keep-failed = We could not save the draft just now. Your answers are here on the page, and you can go on.
page-keep-gone = The draft is not there any more: it has been sent, or the 72 hours are over. Your answers are here on the page. Press to save a new one.
page-offline = There is no connection right now. Nothing is lost: wait until there is one, and press again.
page-kept = The draft is saved
page-kept-until = Your answers are kept until { $at }. Then they are deleted.
page-kept-code = Code of the draft
page-kept-resume = Go on later, on another device too, with the code at { $address }
page-kept-sealed = The draft is locked with the code. We cannot read it, and nothing has been sent to us yet.
page-resume = Continue a draft
page-resume-link = Resume a draft
page-resume-lead = Write the code that you got when you saved the draft.
page-resume-button = Open the draft
page-draft_code = Code of the draft
page-draft_code-hint = 27 characters. Upper and lower case, spaces and hyphens make no difference.
page-draft-not-found = We cannot find a draft with that code. Check the code. A draft is deleted after 72 hours, and when it has been sent.
page-draft-unavailable = We cannot open the draft just now. Wait a moment and try again.
page-choose = Two different things were written
page-choose-lead = The draft was changed in two places at the same time. Both answers are here. Choose the one that holds.
page-choose-both = Keep all of it, one below the other
page-missing-choice = Choose an answer: { $question }

# Call me back
page-call = Call me back
page-call-lead = Write your name and phone number, and we call you.
page-call_name = Name
page-call_phone = Phone number
page-call-along = What you have answered so far is sent along, so that you need not tell it again.
page-call-button = Call me
page-call-new-tab = (opens in a new tab)
page-call-go-on = Go on with the report
page-call-done = We will call { $name } on { $phone }.
page-call-hours = We call as soon as one of us is free. If it is urgent, call us yourself on { $phone } ({ $hours }).
page-missing-call-phone = Write a phone number
page-call-too-many = Many requests are coming from your network right now. Wait a minute and try again, or call us.
page-call-unavailable = We could not take it just now. Try again in a moment, or call us.
console-call-backs = Call back
console-call-lead = Those who have waited longest stand first. Write what came of it when you have called.
console-call-nobody = Nobody is waiting for a call.
console-call-report = What they have written
console-call-reason = What came of it?
console-call-done = The call is done
console-call-missing = Write what came of the call
console-call-taken = Somebody else has done that call.
console-call-doubted = Looks as if a program had sent it.
console-call-unreadable = A wish to be called that cannot be read
console-call-unreadable-text = Give the number to those who run the system, and close the task here.
console-call-da = speaks Danish
console-call-en = speaks English

# When a great many come at once
page-wait = Wait a little before you send
page-wait-text = Unusually many reports are coming in. Press Send again in { $seconds } seconds. Nothing is lost, and you keep your place.
page-wait-first = Unusually many reports are coming in. Wait { $seconds } seconds before you press Send. If it is urgent, call us.
page-working = Unusually many reports are coming in. Your browser calculates for a moment and then sends by itself.

# When far more than usual report
page-wave = Far more companies than usual are reporting right now. We have made the form shorter.
page-wave-of = Many companies are hit right now: { $what }. Do this, even if you have only seen the attempt.

# The wave, for who leads the desk
console-surge = Wave of reports
console-surge-none = There is no wave right now.
console-surge-standing = { $recent } reports in { $minutes } minutes, where { $usual } are usual. Most are: { $what }.
console-surge-several = of several kinds
console-surge-since = It began
console-surge-lead = Unfinished cases that you may open. Those that are alike stand together, the most first. The wave ends by itself.
console-surge-group = { $count } are alike: { $what }
console-surge-alone = Like no other: { $count }
