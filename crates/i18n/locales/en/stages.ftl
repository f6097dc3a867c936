# Stages of the firm's own notice to the authorities (NIS 2). We pass nothing on, and say so plainly.
stage-early_warning = the early warning
stage-notification = the incident notification
stage-final = the final report
stage-title-early_warning = Early warning
stage-title-notification = Incident notification
stage-title-final = Final report
stage-any = a part of the notice

stage-state-not_counted = No deadline runs
stage-state-running = The deadline runs
stage-state-overdue = The deadline has passed
stage-state-sent = Sent to the authorities
stage-state-covered = Covered by what you sent later

# Fields
stage-suspected_malicious = Do you think that somebody did it on purpose or unlawfully?
stage-cross_border = Can the incident affect countries other than Denmark?
stage-countries = Which countries?
stage-update = What happened, and what is new?
stage-severity = How severe is the incident?
stage-impact_assessment = What are its consequences?
stage-indicators = Technical traces
stage-description = Describe the incident in detail
stage-cause = What was the threat or the cause?
stage-mitigation = What have you done, and what are you still working on?

stage-suspected_malicious-hint = For instance hacking, fraud or sabotage. An estimate will do.
stage-cross_border-hint = For instance customers, suppliers or systems abroad.
stage-countries-hint = Only if you answered yes.
stage-update-hint = Correct or add to what we have from you already.
stage-severity-hint = Your first assessment. It may change.
stage-final-severity-hint = Your assessment now that you know the whole course.
stage-impact_assessment-hint = Which services are hit, for how long, how many users, and what has it cost?
stage-indicators-hint = IP addresses, domains, file names and hashes, if you have them.
stage-description-hint = The whole course from beginning to end.
stage-cause-hint = How did it get in, or what went wrong? Say so if you do not know.
stage-mitigation-hint = Both what is done and what is left.

stage-yes = Yes
stage-no = No
stage-unknown = I do not know
stage-severity-critical = Critical
stage-severity-high = High
stage-severity-medium = Medium
stage-severity-low = Low

# The text for the authorities' form
stage-text-not-sent = This text was written at SMV-CERT and has been sent to no authority. Paste it into the form at virk.dk.
stage-text-number = Case number at SMV-CERT
stage-text-organisation = Organisation
stage-text-cvr = CVR number
stage-text-contact = Contact person
stage-text-email = E-mail
stage-text-phone = Phone
stage-text-aware = Found out
stage-text-kind = Kind of incident
stage-text-reported = What we wrote when we reported it
stage-text-due = Deadline
stage-text-sent = Sent to the authorities
stage-text-empty = (not filled in)

# The page
page-stages = Your deadlines
page-stages-lead = Under the Danish NIS 2 act some organisations must notify the authorities themselves, in three stages. Here you can write the stages, beginning with what we know already, and fetch the text.
page-stages-not-sent = We do not send the notice for you. You have fulfilled the duty only when you have sent it yourselves at virk.dk.
page-stages-maybe = Nothing in the report suggests that you have this duty. If you have it all the same, you can use the stages here. Then we watch the deadlines and remind you of them.
page-stages-reminder = If we know your e-mail address, we remind you of a deadline before it runs out.
page-stages-trust = Providers of trust services have only 24 hours for the incident notification.
page-stage-due = Deadline: { $at }
page-stage-sent-at = Sent: { $at }
page-stage-written = Written: { $at }
page-stage-versions = { $count ->
    [one] 1 version
   *[other] { $count } versions
}
page-stage-open = Open { $stage }
page-stage-form = Write { $stage }
page-stage-known = We have filled in the fields with what you wrote before. Change what does not fit.
page-stage-save = Save it with us
page-stage-saved = We have saved it. It has not been sent to the authorities.
page-stage-marked = We have noted that it was sent to the authorities. We will not remind you of it again.
page-stage-unmarked = We have noted that it was not sent. The deadline runs again.
page-stage-text = The text for virk.dk
page-stage-text-lead = Copy the text, or fetch it as a file, and paste it into the form at virk.dk.
page-stage-text-missing = Something is still missing. It stands as “(not filled in)” in the text.
page-stage-download = Fetch the text as a file
page-stage-mark = Have you sent { $stage } at virk.dk?
page-stage-mark-lead = Then say so here, and we will not remind you of it again. The deadline for the final report is counted from the day you sent the incident notification.
page-stage-sent-on = On which day?
page-stage-sent-on-hint = Leave it empty if it was just now.
page-stage-missing = Answer the question
page-stage-problem = “{ $field }”: { $problem }
page-stage-mark-button = Yes, we have sent it now
page-stage-mark-sent = You noted that it was sent on { $at }.
page-stage-unmark-button = No, it was not sent
page-stage-back = Back to the case
page-stage-unavailable = We could not save it just now. Your answers are still here. Try again in a moment.
page-stage-too-many = There have been many tries from here. Your answers are still here. Wait a minute, and try again.
page-event-stage-added = You wrote { $stage }
page-event-stage-marked = You noted that { $stage } was sent to the authorities
page-event-stage-unmarked = You noted that { $stage } was not sent
page-event-stage-reminded = We reminded you of the deadline for { $stage }
