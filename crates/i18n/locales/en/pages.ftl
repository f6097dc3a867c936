# The public pages: front page, report in five steps, receipt, follow page, error pages.
# "Report" is ours; "report to the police" and "notify" are said in full.

# Around every page
page-brand = SMV-CERT
page-skip = Skip to the content
page-switch = Dansk
page-demo = Demonstration: nothing is passed on, and everything may be deleted.
page-help-phone = Urgent help:
page-footer-us = Call us
page-footer-police = The police
page-footer-hotline = Cyber hotline (advice, no cases)
page-follow-link = Follow a report
page-yes = Yes
page-no = No
page-unknown = I do not know
page-optional = optional
page-continue = Continue
page-back = Back
page-change = Change
page-send = Send the report
page-print = Print
page-error-word = Error
page-warning-word = Note
page-done-word = Done
page-error-title = Error: { $title }
page-error-summary = Something needs to be corrected

# Happening now?
page-urgent = Happening now?
page-urgent-unplug = Unplug the network and turn off Wi-Fi.
page-urgent-leave-on = Leave the computer on.
page-urgent-bank = Money sent? Call your bank first.
page-urgent-stop-payments = Stop every other payment to the same recipient.
page-urgent-host = Call those who run your website or your internet connection.
page-urgent-keep = Do not delete anything: take screenshots and save log files.
page-urgent-call = Call us on { $phone } ({ $hours }) or your IT supplier.
page-urgent-call-now = Call us on { $phone } ({ $hours }).

# The front page
page-start = Report a cyber incident
page-start-lead = About 4 minutes. You do not need to know everything. No login.
page-start-button = Start the report
page-start-what = What you get
page-start-what-advice = Advice on what to do now, at once.
page-start-what-number = A number and a code, so that you can follow the case and write to us.
page-start-what-police = Help with passing the case to the police, if you want that.
page-start-not = This is not a report to the police
page-not-a-duty = Reporting here does not fulfil a duty to notify Datatilsynet (the Danish Data Protection Agency) or the NIS2 authorities, and it is not a report to the police. You must do those separately.

# Steps
page-step-of = Step { $step } of { $steps }
page-step-1 = What has happened?
page-step-2 = Do this now
page-step-3 = Who are you?
page-step-4 = What may we do?
page-step-5 = Check your answers
page-do-now = Do this now
page-more-advice = More advice

# Step 1
page-kind = Pick the closest
page-kind-ransomware = Files cannot be opened, or someone demands a ransom
page-kind-bec = Tricked into paying, or an account number was changed
page-kind-account-takeover = Someone is in our e-mail or another account
page-kind-phishing = Suspicious e-mail, text or call
page-kind-defacement = Website or web shop is down or changed
page-kind-data-breach = Information about customers or staff got out
page-kind-malware = Virus or unknown program on a computer
page-kind-other = Something else, or I am not sure
page-missing-kind = Pick the closest
page-ongoing = Is it still happening?
page-missing-ongoing = Choose whether it is still happening

# Step 2
page-impact = How badly are you hit?
page-impact-all_down = Everything or nearly everything is down
page-impact-partly_down = Some things do not work
page-impact-normal = We can work as normal
page-impact-unknown = I do not know
page-missing-impact = Choose how badly you are hit
page-when = When did you find out?
page-when-today = Today
page-when-yesterday = Yesterday
page-when-earlier = Earlier
page-when_date = Which day?
page-when_date-hint = For example 5 11 2026. Roughly is fine.
page-when_day = Day
page-when_month = Month
page-when_year = Year
page-missing-when = Choose when you found out
page-wrong-date = Write a date with day, month and year, for example 5 11 2026
page-date-in-the-future = The date is in the future. Write when you found out
page-date-too-long-ago = The date is more than ten years ago. Check the year
page-description = Briefly, what happened?
page-description-hint = No passwords or civil registration numbers.
page-missing-description = Tell us briefly what happened
page-too-short = Write a little more: at least { $limit } characters
page-too-long = The text is too long. Write at most { $limit } characters

# Step 2: optional questions by kind
page-ransom_note = Is there a message with a demand? Paste it here
page-backup_unaffected = Do you have a backup that is not affected?
page-ransom_paid = Has anything been paid?
page-bank_called = Has the bank been called?
page-amount_dkk = How much was paid, in Danish kroner?
page-transferred_at = When was the money transferred?
page-recipient_account = The recipient's account (registration and account number, or IBAN)
page-service = Which service is it?
page-password_changed = Has the password been changed?
page-mails_sent = Have e-mails been sent from the account?
page-clicked = Has anyone clicked a link or entered information?
page-link_or_sender = Paste the link or the sender
page-site_state = Is the site down or changed?
page-site_state-down = It is down
page-site_state-changed = It is changed
page-site_state-unknown = I do not know
page-address = The site's address
page-operator = Who runs the site?
page-data_kinds = What kinds of information?
page-persons_affected = Roughly how many people?
page-computers = How many computers?
page-screen_message = What does the screen show?
page-need = What do you need from us?
page-need-advice = Advice
page-need-callback = A call back
page-need-none = Nothing, this is for information only

# Step 3
page-organisation = Company name or CVR number
page-size_class = How many people work for the company?
page-size_class-hint = An estimate is enough. It helps us see who is hit.
page-size_class-0-1 = None or 1
page-size_class-2-4 = 2-4
page-size_class-5-9 = 5-9
page-size_class-10-19 = 10-19
page-size_class-20-49 = 20-49
page-size_class-50-99 = 50-99
page-size_class-100-249 = 100-249
page-size_class-250 = 250 or more
page-postcode = Postcode
page-postcode-hint = Four digits, of the place that is hit.
page-missing-organisation = Write the company's name or CVR number
page-name = Your name
page-missing-name = Write your name
page-contact = Phone or e-mail
page-contact-hint = Not a mailbox that may be affected.
page-phone = Phone
page-email = E-mail
page-missing-phone = Write a phone number or an e-mail address

# Step 4
page-consents-lead = A no never costs you help.
page-consents-more = More about this
page-consents-change = The choices are independent. You can change them on the page where you follow the case.
page-share-more = The others are municipalities, trade sectors and public authorities. They never get your name, contact details or words. The case always counts in our figures: that is not sharing it.
page-police = May we pass this to the police?
page-police-hint = We send name, contact details and your words to the police cyber unit. It is not a police report.
page-police-yes = Yes
page-police-no = No
page-police-call_first = Call me first
page-missing-police = Choose whether we may pass this to the police
page-share = May we share what we learn, without your name?
page-share-hint = Only technical traces and the method, to others who may be hit.
page-missing-share = Choose whether we may share what we learn
page-police-route-call = To report to the police yourselves: call 114. The form at politi.dk does not cover this kind of case.
page-police-route-form = To report to the police yourselves: use politi.dk or call 114.

# Step 5
page-check-lead = Nothing is sent yet.
page-row-kind = Incident
page-row-ongoing = Ongoing
page-row-impact = Impact
page-row-when = Discovered
page-row-description = Description
page-row-organisation = Company
page-row-name = Name
page-row-police = To police
page-row-share = Share without name
page-check-warning = Check the CVR number
page-bank-again = Call the bank before you send this
page-unavailable = We cannot receive the report right now
page-unavailable-text = Your answers are still here. Wait a moment and press Send again: it will only be received once.
page-too-many = Many reports are coming from your network right now
page-too-many-text = Your answers are still here. Wait a minute, then send again, or call us.
page-broken = Something went wrong on our side
page-broken-text = Your answers are still here. Press Send again: it will only be received once.
page-already-sent = The report has already been sent
page-already-sent-text = It was sent before you changed these answers. Use the number and code on the receipt to add more.
page-changed = The answers were changed in another window
page-changed-text = The new answers are here now, and nothing was sent. Read them and press Send again.
page-new-report = Start a new report

# Receipt
page-receipt-title = Receipt { $number }
page-receipt-thanks = We have received your report
page-receipt-received = Received { $at }.
page-receipt = Your number and code
page-receipt-number = Case number
page-receipt-code = Access code
page-receipt-once = Write the code down or take a picture: it is shown only this once.
page-receipt-follow = Follow the case
page-receipt-next = What happens next
page-receipt-next-update = An analyst reads the report. You will hear from us by { $at } at the latest.
page-receipt-mail = We never write about the content of the case in an e-mail, and we never ask for the code by e-mail or phone.
page-receipt-worse = If it gets worse, call us on { $phone }.
page-receipt-address = Follow the case with number and code at { $address }
page-receipt-files = You can send pictures and files there too.
page-receipt-police = Police and duties
page-receipt-keep = This page is your receipt. Save or print it.

# Duties
page-duties = Deadlines that are yours to keep
page-duties-not-us = We do not notify anyone for you. Whether the duty applies is for you to decide.
page-duties-where = Datatilsynet and the NIS2 authorities are notified at virk.dk.
page-duty-likely = { $duty } (probably applies):
page-duty-possibly = { $duty } (may apply):
page-duty-due = by { $at }
page-duty-without-delay = without undue delay
page-duty-gdpr_notify_authority = Notify Datatilsynet of the breach, if personal data is affected
page-duty-gdpr_inform_persons = Tell the people affected, if the risk to them is high
page-duty-nis2_early_warning = Early warning under NIS2
page-duty-nis2_incident_notification = Incident notification under NIS2
page-duty-nis2_final_report = Final report under NIS2

# Follow the case
page-follow-heading = Follow a report
page-follow-title = Case { $number }
page-follow-lead = The number and the code are on the receipt.
page-number = Case number
page-number-hint = For example SMV-7F3K-9QXD
page-access_code = Access code
page-access_code-hint = 27 characters. Upper and lower case, spaces and hyphens make no difference.
page-follow-button = Show the case
page-follow-not-found = We cannot find a case with that number and code. Check both.
page-follow-lost = Lost the code? Call us on { $phone }. We call back and give you a new one.
page-state-new = We have received the case. An analyst will take it soon.
page-state-open = An analyst is working on the case.
page-state-waiting_reporter = We are waiting for an answer from you.
page-state-resolved = The case is solved. Write to us if more happens.
page-state-closed = The case is closed. Write to us if more happens.
page-state-dismissed = The case has ended without further action from us. Call if that is wrong.
page-follow-next-update = You will hear from us by
page-follow-received = Received
page-follow-kind = Incident
page-follow-organisation = Company
page-follow-timeline = What has happened
page-follow-police = Passed to the police
page-follow-add = Add something to the case
page-follow-consents = What we may do
page-follow-consents-lead = If you change a yes to a no, we stop what has not been delivered yet. What has been delivered cannot be called back.
page-follow-consents-button = Save the choices
page-follow-words = What you wrote
page-follow-reload = Show the case again
page-answer = Your answer
page-answer-send = Send the answer
page-message = Your message
page-message-hint = No passwords or civil registration numbers.
page-message-send = Send the message
page-message-again = Send again
page-message-added = The message has been received.
page-message-unavailable = The message has not been received. It is still here.
page-missing-message = Write a message
page-consents-changed = The choices have been saved.

# The course of the case
page-event-case-opened = We received the report
page-event-report-joined = Another report was added to the case
page-event-status = The case got a new status
page-event-status-new = The case is waiting for an analyst
page-event-status-open = An analyst is working on the case
page-event-status-waiting_reporter = We are waiting for an answer from you
page-event-status-resolved = The case is solved
page-event-status-closed = The case is closed
page-event-status-dismissed = The case ended without further action from us
page-event-case-owner_changed = An analyst has taken the case
page-event-message-from_reporter = You wrote
page-event-message-to_reporter = We wrote
page-event-message-question = We asked
page-event-message-resolution = What came of it
page-event-report-consent_changed = You changed what we may do
page-event-report-code_replaced = You got a new access code
page-event-report-sender_shut_out = The sender may be the cause and no longer reaches the case
page-event-report-identity_assured = Who speaks for the firm was checked
page-event-referral-drafted = We are preparing the case for the police
page-event-referral-submitted = The case for the police waited for approval on our side
page-event-referral-approved = The case was approved for the police
page-event-referral-withdrawn = We took the case for the police back
page-event-referral-delivered = The police fetched the case
page-event-referral-acknowledged = The police confirmed that they have the case
page-event-police-number = The police case number is { $number }
page-event-referral-accepted = The police took the case on
page-event-referral-declined = The police did not take the case on
page-event-referral-more_information = The police asked for more information
page-event-referral-concluded = The police told what came of the case
page-referral-draft = We are preparing the case for the police.
page-referral-awaiting_approval = The case waits for approval on our side before the police get it.
page-referral-approved = The case is ready for the police.
page-referral-delivered = The police have fetched the case.
page-referral-acknowledged = The police have confirmed that they have the case.
page-referral-accepted = The police have taken the case on.
page-referral-declined = The police have not taken the case on.
page-referral-more_information = The police have asked for more information.
page-referral-concluded = The police have concluded the case.
page-referral-failed = The case could not be delivered to the police. We are trying another way.
page-referral-withdrawn = We took the case back before the police got it.

# Error pages
page-error-code = Error code
page-error-call = If it is urgent, call us on { $phone }.
page-error-home = To the front page
page-error-400 = We cannot read what was sent
page-error-400-text = Go back and try again.
page-error-404 = The page does not exist
page-error-404-text = Check the address, or begin at the front page.
page-error-405 = The page cannot be shown like that
page-error-405-text = Begin at the front page.
page-error-500 = Something went wrong on our side
page-error-500-text = Try again in a moment. Tell us the error code if you call.
page-error-503 = We are too busy right now
page-error-503-text = Wait a moment and try again.

page-event-organisation-filled = We filled in what was missing about the firm from the business register (CVR)
page-event-attachment-received = You sent a file
page-event-attachment-received-name = You sent the file { $name }
page-files = Files
page-files-lead = Send screenshots, suspicious e-mails (.eml) or anything else that shows what happened. We scan the files before anybody opens them.
page-files-later = The report is kept, even if a file does not arrive.
page-file = Choose files
page-file-hint = At most { $files } files at a time, each of at most { $megabytes } MB.
page-files-send = Send files
page-files-added = We have received { $count ->
    [one] the file
   *[other] { $count } files
}. We scan them before anybody opens them.
page-files-list = Files that we have
page-file-missing = Choose at least one file.
page-file-too-large = A file has more than { $megabytes } MB, and we have not received it. Put it into a zip or split it. The rest is kept.
page-file-too-many = We took the first { $files } files. Send the rest afterwards.
page-file-too-many-report = There can be { $files } files to a report at most. Put several into a zip.
page-file-no-room = We cannot take files right now. Keep them and send them later. The report itself is kept.
page-file-failed = The file did not arrive. Try again in a moment. The report itself is kept.
