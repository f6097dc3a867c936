# Trin i virksomhedens egen underretning af myndighederne (NIS 2). Vi sender intet videre: det siger vi tydeligt.
stage-early_warning = den tidlige varsling
stage-notification = hændelsesunderretningen
stage-final = den endelige rapport
stage-title-early_warning = Tidlig varsling
stage-title-notification = Hændelsesunderretning
stage-title-final = Endelig rapport
stage-any = en del af underretningen

stage-state-not_counted = Ingen frist løber
stage-state-running = Fristen løber
stage-state-overdue = Fristen er udløbet
stage-state-sent = Sendt til myndighederne
stage-state-covered = Dækket af det, I har sendt senere

# Felter
stage-suspected_malicious = Tror I, at nogen har gjort det med vilje eller ulovligt?
stage-cross_border = Kan hændelsen ramme andre lande end Danmark?
stage-countries = Hvilke lande?
stage-update = Hvad er der sket, og hvad er nyt?
stage-severity = Hvor alvorlig er hændelsen?
stage-impact_assessment = Hvilke følger har den?
stage-indicators = Tekniske spor
stage-description = Beskriv hændelsen udførligt
stage-cause = Hvad var truslen eller årsagen?
stage-mitigation = Hvad har I gjort, og hvad arbejder I stadig på?

stage-suspected_malicious-hint = For eksempel hacking, svindel eller sabotage. Et skøn er nok.
stage-cross_border-hint = For eksempel kunder, leverandører eller systemer i udlandet.
stage-countries-hint = Kun hvis I svarede ja.
stage-update-hint = Ret eller udbyg det, vi allerede har fra jer.
stage-severity-hint = Jeres første vurdering. Den må gerne ændre sig.
stage-final-severity-hint = Jeres vurdering nu, hvor I kender hele forløbet.
stage-impact_assessment-hint = Hvilke ydelser er ramt, hvor længe, hvor mange brugere, og hvad har det kostet?
stage-indicators-hint = IP-adresser, domæner, filnavne og hashværdier, hvis I har dem.
stage-description-hint = Hele forløbet fra start til slut.
stage-cause-hint = Hvordan kom det ind, eller hvad gik galt? Skriv, hvis I ikke ved det.
stage-mitigation-hint = Både det, der er gjort, og det, der mangler.

stage-yes = Ja
stage-no = Nej
stage-unknown = Ved ikke
stage-severity-critical = Kritisk
stage-severity-high = Høj
stage-severity-medium = Middel
stage-severity-low = Lav

# Teksten til myndighedernes formular
stage-text-not-sent = Teksten er skrevet hos SMV-CERT og er ikke sendt til nogen myndighed. Indsæt den i formularen på virk.dk.
stage-text-number = Sagsnummer hos SMV-CERT
stage-text-organisation = Virksomhed
stage-text-cvr = CVR-nummer
stage-text-contact = Kontaktperson
stage-text-email = E-mail
stage-text-phone = Telefon
stage-text-aware = Opdaget
stage-text-kind = Hændelsestype
stage-text-reported = Det skrev vi, da vi indberettede
stage-text-due = Frist
stage-text-sent = Sendt til myndighederne
stage-text-empty = (ikke udfyldt)

# Siden
page-stages = Jeres frister
page-stages-lead = Nogle virksomheder skal efter NIS 2-loven selv underrette myndighederne i tre trin. Her kan I skrive trinnene, ud fra det vi allerede ved, og hente teksten.
page-stages-not-sent = Vi sender ikke underretningen for jer. I opfylder først pligten, når I selv sender den på virk.dk.
page-stages-maybe = Intet i indberetningen tyder på, at pligten gælder for jer. Gælder den alligevel, kan I bruge trinnene her. Så holder vi øje med fristerne og minder jer om dem.
page-stages-reminder = Kender vi jeres e-mailadresse, minder vi jer om en frist, før den udløber.
page-stages-trust = Udbydere af tillidstjenester har kun 24 timer til hændelsesunderretningen.
page-stage-due = Frist: { $at }
page-stage-sent-at = Sendt: { $at }
page-stage-written = Skrevet: { $at }
page-stage-versions = { $count ->
    [one] 1 udgave
   *[other] { $count } udgaver
}
page-stage-open = Åbn { $stage }
page-stage-form = Skriv { $stage }
page-stage-known = Vi har udfyldt felterne med det, I har skrevet før. Ret det, der ikke passer.
page-stage-save = Gem hos os
page-stage-saved = Vi har gemt det. Det er ikke sendt til myndighederne.
page-stage-marked = Vi har noteret, at den er sendt til myndighederne. Vi minder jer ikke om den mere.
page-stage-unmarked = Vi har noteret, at den ikke er sendt. Fristen løber igen.
page-stage-text = Teksten til virk.dk
page-stage-text-lead = Kopiér teksten, eller hent den som fil, og sæt den ind i formularen på virk.dk.
page-stage-text-missing = Noget mangler endnu. Det står som »(ikke udfyldt)« i teksten.
page-stage-download = Hent teksten som fil
page-stage-mark = Har I sendt { $stage } på virk.dk?
page-stage-mark-lead = Så skriv det her. Så minder vi jer ikke om den mere. Fristen for den endelige rapport regnes fra den dag, I har sendt hændelsesunderretningen.
page-stage-sent-on = Hvilken dag?
page-stage-sent-on-hint = Lad feltet stå tomt, hvis det var lige nu.
page-stage-missing = Svar på spørgsmålet
page-stage-problem = »{ $field }«: { $problem }
page-stage-mark-button = Ja, vi har sendt den nu
page-stage-mark-sent = I har noteret, at den blev sendt { $at }.
page-stage-unmark-button = Nej, den er ikke sendt
page-stage-back = Tilbage til sagen
page-stage-unavailable = Vi kunne ikke gemme det lige nu. Jeres svar står her endnu. Prøv igen om lidt.
page-stage-too-many = Der er kommet mange forsøg herfra. Jeres svar står her endnu. Vent et minut, og prøv igen.
page-event-stage-added = I skrev { $stage }
page-event-stage-marked = I noterede, at { $stage } er sendt til myndighederne
page-event-stage-unmarked = I noterede, at { $stage } ikke er sendt
page-event-stage-reminded = Vi mindede jer om fristen for { $stage }
