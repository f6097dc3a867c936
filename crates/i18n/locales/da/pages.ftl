# De offentlige sider: forside, indberetning i fem trin, kvittering, følg sagen, fejlsider.
# Ordet er "indberetning"; "anmelde" bruges kun om politiet og om pligter over for andre.

# Rammen om alle sider
page-brand = SMV-CERT
page-skip = Gå til indholdet
page-switch = English
page-demo = Demonstration: intet sendes videre, og alt kan blive slettet.
page-help-phone = Akut hjælp:
page-footer-us = Ring til os
page-footer-police = Politiet
page-footer-hotline = Cyberhotline (råd, ingen sager)
page-follow-link = Følg en indberetning
page-yes = Ja
page-no = Nej
page-unknown = Det ved jeg ikke
page-optional = frivilligt
page-continue = Fortsæt
page-back = Tilbage
page-change = Ret
page-send = Send indberetningen
page-print = Udskriv
page-error-word = Fejl
page-warning-word = Bemærk
page-done-word = Udført
page-error-title = Fejl: { $title }
page-error-summary = Der er noget, der skal rettes

# Sker det lige nu?
page-urgent = Sker det lige nu?
page-urgent-unplug = Træk netkablet ud, og sluk for wi-fi.
page-urgent-leave-on = Lad computeren være tændt.
page-urgent-bank = Er der betalt penge? Ring til banken først.
page-urgent-stop-payments = Stop alle andre betalinger til samme modtager.
page-urgent-host = Ring til dem, der driver jeres hjemmeside eller internetforbindelse.
page-urgent-keep = Slet ikke noget: tag skærmbilleder, og gem logfiler.
page-urgent-call = Ring til os på { $phone } ({ $hours }) eller til jeres it-leverandør.
page-urgent-call-now = Ring til os på { $phone } ({ $hours }).

# Forsiden
page-start = Meld en cyberhændelse
page-start-lead = Det tager ca. 4 minutter. Du behøver ikke vide alt. Intet login.
page-start-button = Start indberetningen
page-start-what = Det får I
page-start-what-advice = Råd om, hvad I skal gøre nu, med det samme.
page-start-what-number = Et nummer og en kode, så I kan følge sagen og skrive til os.
page-start-what-police = Hjælp til at give sagen videre til politiet, hvis I vil have det.
page-start-not = Det er ikke en politianmeldelse
page-not-a-duty = Når I indberetter her, har I ikke opfyldt en pligt til at underrette Datatilsynet eller NIS2-myndighederne, og I har ikke anmeldt noget til politiet. Det skal I gøre for sig.

# Trin
page-step-of = Trin { $step } af { $steps }
page-step-1 = Hvad er der sket?
page-step-2 = Gør det her nu
page-step-3 = Hvem er I?
page-step-4 = Hvad må vi gøre?
page-step-5 = Tjek dine svar
page-do-now = Gør det her nu
page-more-advice = Flere råd

# Trin 1
page-kind = Vælg det, der ligner mest
page-kind-ransomware = Filer kan ikke åbnes, eller nogen kræver løsesum
page-kind-bec = Vi er narret til at betale, eller et kontonummer er ændret
page-kind-account-takeover = Nogen er inde i vores mail eller en anden konto
page-kind-phishing = Mistænkelig mail, sms eller opkald
page-kind-defacement = Hjemmeside eller webshop er nede eller ændret
page-kind-data-breach = Oplysninger om kunder eller medarbejdere er sluppet ud
page-kind-malware = Virus eller et ukendt program på en computer
page-kind-other = Noget andet, eller jeg er ikke sikker
page-missing-kind = Vælg det, der ligner mest
page-ongoing = Sker det stadig?
page-missing-ongoing = Vælg, om det stadig sker

# Trin 2
page-impact = Hvor meget er I ramt?
page-impact-all_down = Alt eller næsten alt står stille
page-impact-partly_down = Noget virker ikke
page-impact-normal = Vi kan arbejde som normalt
page-impact-unknown = Det ved jeg ikke
page-missing-impact = Vælg, hvor meget I er ramt
page-when = Hvornår opdagede I det?
page-when-today = I dag
page-when-yesterday = I går
page-when-earlier = Tidligere
page-when_date = Hvilken dag?
page-when_date-hint = For eksempel 5 11 2026. Cirka er fint.
page-when_day = Dag
page-when_month = Måned
page-when_year = År
page-missing-when = Vælg, hvornår I opdagede det
page-wrong-date = Skriv en dato med dag, måned og år, for eksempel 5 11 2026
page-date-in-the-future = Datoen ligger i fremtiden. Skriv, hvornår I opdagede det
page-date-too-long-ago = Datoen ligger mere end ti år tilbage. Kontrollér årstallet
page-description = Fortæl kort, hvad der skete
page-description-hint = Ingen adgangskoder eller cpr-numre.
page-missing-description = Fortæl kort, hvad der skete
page-too-short = Skriv lidt mere: mindst { $limit } tegn
page-too-long = Teksten er for lang. Skriv højst { $limit } tegn

# Trin 2: frivillige spørgsmål efter hændelsestype
page-ransom_note = Er der en besked med et krav? Indsæt den her
page-backup_unaffected = Har I backup, der ikke er ramt?
page-ransom_paid = Er der betalt?
page-bank_called = Er banken ringet op?
page-amount_dkk = Hvor meget er der betalt, i kroner?
page-transferred_at = Hvornår blev pengene overført?
page-recipient_account = Modtagerens konto (registrerings- og kontonummer eller IBAN)
page-service = Hvilken tjeneste er det?
page-password_changed = Er adgangskoden skiftet?
page-mails_sent = Er der sendt mails fra kontoen?
page-clicked = Har nogen trykket på et link eller skrevet oplysninger?
page-link_or_sender = Indsæt linket eller afsenderen
page-site_state = Er siden nede eller ændret?
page-site_state-down = Den er nede
page-site_state-changed = Den er ændret
page-site_state-unknown = Det ved jeg ikke
page-address = Sidens adresse
page-operator = Hvem driver siden?
page-data_kinds = Hvilke slags oplysninger er det?
page-persons_affected = Cirka hvor mange personer?
page-computers = Hvor mange computere?
page-screen_message = Hvad viser skærmen?
page-need = Hvad har I brug for fra os?
page-need-advice = Råd
page-need-callback = Et opkald
page-need-none = Ingenting, det er kun til orientering

# Trin 3
page-organisation = Virksomhedens navn eller CVR-nummer
page-size_class = Hvor mange ansatte har virksomheden?
page-size_class-hint = Et skøn er nok. Det hjælper os med at se, hvem der bliver ramt.
page-size_class-0-1 = Ingen eller 1
page-size_class-2-4 = 2-4
page-size_class-5-9 = 5-9
page-size_class-10-19 = 10-19
page-size_class-20-49 = 20-49
page-size_class-50-99 = 50-99
page-size_class-100-249 = 100-249
page-size_class-250 = 250 eller flere
page-postcode = Postnummer
page-postcode-hint = Fire cifre, for det sted der er ramt.
page-missing-organisation = Skriv virksomhedens navn eller CVR-nummer
page-name = Dit navn
page-missing-name = Skriv dit navn
page-contact = Telefon eller e-mail
page-contact-hint = Ikke en mail, der kan være ramt.
page-phone = Telefon
page-email = E-mail
page-missing-phone = Skriv et telefonnummer eller en e-mail

# Trin 4
page-consents-lead = Et nej koster aldrig hjælp.
page-consents-more = Mere om valgene
page-consents-change = Valgene hænger ikke sammen. I kan ændre dem på siden, hvor I følger sagen.
page-share-more = De andre er kommuner, brancher og offentlige myndigheder. De får aldrig jeres navn, kontakt eller ord. Sagen tæller altid med i vores tal: det er ikke at dele den.
page-police = Må vi sende sagen til politiet?
page-police-hint = Vi sender jeres navn, kontakt og det, I har skrevet, til politiets cyberenhed. Det er ikke en politianmeldelse.
page-police-yes = Ja
page-police-no = Nej
page-police-call_first = Ring til mig først
page-missing-police = Vælg, om vi må sende sagen til politiet
page-share = Må vi dele det, vi lærer, uden jeres navn?
page-share-hint = Kun tekniske spor og fremgangsmåden, til andre, der kan blive ramt.
page-missing-share = Vælg, om vi må dele det, vi lærer
page-police-route-call = Vil I selv anmelde til politiet: ring 114. Formularen på politi.dk dækker ikke den her slags sager.
page-police-route-form = Vil I selv anmelde til politiet: brug politi.dk, eller ring 114.

# Trin 5
page-check-lead = Intet er sendt endnu.
page-row-kind = Hændelse
page-row-ongoing = Sker stadig
page-row-impact = Omfang
page-row-when = Opdaget
page-row-description = Beskrivelse
page-row-organisation = Virksomhed
page-row-name = Navn
page-row-police = Til politiet
page-row-share = Dele uden navn
page-check-warning = Kontrollér CVR-nummeret
page-bank-again = Ring til banken, før du sender
page-unavailable = Vi kan ikke modtage indberetningen lige nu
page-unavailable-text = Dine svar er her stadig. Vent et øjeblik, og tryk på Send igen: den bliver kun modtaget én gang.
page-too-many = Der kommer mange indberetninger fra dit netværk lige nu
page-too-many-text = Dine svar er her stadig. Vent et minut, og send så igen, eller ring til os.
page-broken = Der er sket en fejl hos os
page-broken-text = Dine svar er her stadig. Tryk på Send igen: den bliver kun modtaget én gang.
page-already-sent = Indberetningen er allerede sendt
page-already-sent-text = Den blev sendt, før du rettede i svarene. Brug nummeret og koden fra kvitteringen til at tilføje mere.
page-changed = Svarene er ændret i et andet vindue
page-changed-text = De nye svar står her nu, og intet er sendt. Læs dem, og tryk på Send igen.
page-new-report = Start en ny indberetning

# Kvittering
page-receipt-title = Kvittering { $number }
page-receipt-thanks = Vi har modtaget jeres indberetning
page-receipt-received = Modtaget { $at }.
page-receipt = Jeres nummer og kode
page-receipt-number = Sagens nummer
page-receipt-code = Adgangskode
page-receipt-once = Skriv koden ned, eller tag et billede: den vises kun denne ene gang.
page-receipt-follow = Følg sagen
page-receipt-next = Det sker der nu
page-receipt-next-update = En analytiker læser indberetningen. I hører fra os senest { $at }.
page-receipt-mail = Vi skriver aldrig om sagens indhold i en mail, og vi beder aldrig om koden i en mail eller et opkald.
page-receipt-worse = Bliver det værre, så ring til os på { $phone }.
page-receipt-address = Følg sagen med nummer og kode på { $address }
page-receipt-files = Dér kan I også sende billeder og filer.
page-receipt-police = Politi og pligter
page-receipt-keep = Denne side er jeres kvittering. Gem eller udskriv den.

# Pligter
page-duties = Frister, I selv skal holde
page-duties-not-us = Vi giver ikke besked videre for jer. Om pligten gælder, afgør I selv.
page-duties-where = Datatilsynet og NIS2-myndighederne underrettes på virk.dk.
page-duty-likely = { $duty } (gælder sandsynligvis):
page-duty-possibly = { $duty } (gælder måske):
page-duty-due = senest { $at }
page-duty-without-delay = uden unødig forsinkelse
page-duty-gdpr_notify_authority = Anmeld bruddet til Datatilsynet, hvis persondata er ramt
page-duty-gdpr_inform_persons = Underret de berørte personer, hvis risikoen for dem er høj
page-duty-nis2_early_warning = Tidlig varsling efter NIS2
page-duty-nis2_incident_notification = Hændelsesunderretning efter NIS2
page-duty-nis2_final_report = Endelig rapport efter NIS2

# Følg sagen
page-follow-heading = Følg en indberetning
page-follow-title = Sag { $number }
page-follow-lead = Nummeret og koden står på kvitteringen.
page-number = Sagens nummer
page-number-hint = For eksempel SMV-7F3K-9QXD
page-access_code = Adgangskode
page-access_code-hint = 27 tegn. Store og små bogstaver, mellemrum og bindestreger er uden betydning.
page-follow-button = Vis sagen
page-follow-not-found = Vi kan ikke finde en sag med det nummer og den kode. Kontrollér begge.
page-follow-lost = Er koden væk? Ring til os på { $phone }. Vi ringer tilbage og giver jer en ny.
page-state-new = Vi har modtaget sagen. En analytiker tager den snart.
page-state-open = En analytiker arbejder på sagen.
page-state-waiting_reporter = Vi venter på svar fra jer.
page-state-resolved = Sagen er løst. Skriv til os, hvis der sker mere.
page-state-closed = Sagen er lukket. Skriv til os, hvis der sker mere.
page-state-dismissed = Sagen er afsluttet, uden at vi gør mere. Ring, hvis det er forkert.
page-follow-next-update = I hører fra os senest
page-follow-received = Modtaget
page-follow-kind = Hændelse
page-follow-organisation = Virksomhed
page-follow-timeline = Det er der sket
page-follow-police = Videregivelse til politiet
page-follow-add = Tilføj noget til sagen
page-follow-consents = Hvad vi må gøre
page-follow-consents-lead = Ændrer I et ja til et nej, stopper vi det, der ikke er afleveret endnu. Det, der er afleveret, kan vi ikke kalde tilbage.
page-follow-consents-button = Gem valgene
page-follow-words = Det skrev I
page-follow-reload = Vis sagen igen
page-answer = Dit svar
page-answer-send = Send svaret
page-message = Din besked
page-message-hint = Ingen adgangskoder eller cpr-numre.
page-message-send = Send beskeden
page-message-again = Send igen
page-message-added = Beskeden er modtaget.
page-message-unavailable = Beskeden er ikke modtaget. Den står her stadig.
page-missing-message = Skriv en besked
page-consents-changed = Valgene er gemt.

# Sagens forløb
page-event-case-opened = Vi modtog indberetningen
page-event-report-joined = En indberetning mere blev lagt til sagen
page-event-status = Sagen fik en ny status
page-event-status-new = Sagen venter på en analytiker
page-event-status-open = En analytiker arbejder på sagen
page-event-status-waiting_reporter = Vi venter på svar fra jer
page-event-status-resolved = Sagen er løst
page-event-status-closed = Sagen er lukket
page-event-status-dismissed = Sagen er afsluttet, uden at vi gør mere
page-event-case-owner_changed = En analytiker har taget sagen
page-event-message-from_reporter = I skrev
page-event-message-to_reporter = Vi skrev
page-event-message-question = Vi spurgte
page-event-message-resolution = Det kom der ud af det
page-event-report-consent_changed = I ændrede, hvad vi må gøre
page-event-report-code_replaced = I fik en ny adgangskode
page-event-report-sender_shut_out = Afsenderen kan være årsagen og når ikke længere sagen
page-event-report-identity_assured = Hvem der taler for virksomheden, er undersøgt
page-event-referral-drafted = Vi gør sagen klar til politiet
page-event-referral-submitted = Sagen til politiet ventede på godkendelse hos os
page-event-referral-approved = Sagen blev godkendt til politiet
page-event-referral-withdrawn = Vi trak sagen til politiet tilbage
page-event-referral-delivered = Politiet hentede sagen
page-event-referral-acknowledged = Politiet bekræftede, at de har sagen
page-event-police-number = Politiets sagsnummer er { $number }
page-event-referral-accepted = Politiet tog sagen op
page-event-referral-declined = Politiet tog ikke sagen op
page-event-referral-more_information = Politiet bad om flere oplysninger
page-event-referral-concluded = Politiet fortalte, hvad der kom ud af sagen
page-referral-draft = Vi er ved at gøre sagen klar til politiet.
page-referral-awaiting_approval = Sagen venter på godkendelse hos os, før politiet får den.
page-referral-approved = Sagen ligger klar til politiet.
page-referral-delivered = Politiet har hentet sagen.
page-referral-acknowledged = Politiet har bekræftet, at de har sagen.
page-referral-accepted = Politiet har taget sagen op.
page-referral-declined = Politiet har ikke taget sagen op.
page-referral-more_information = Politiet har bedt om flere oplysninger.
page-referral-concluded = Politiet har afsluttet sagen.
page-referral-failed = Sagen kunne ikke afleveres til politiet. Vi prøver på en anden måde.
page-referral-withdrawn = Vi har trukket sagen tilbage, før politiet fik den.

# Fejlsider
page-error-code = Fejlkode
page-error-call = Haster det, så ring til os på { $phone }.
page-error-home = Til forsiden
page-error-400 = Vi kan ikke læse det, der blev sendt
page-error-400-text = Gå tilbage, og prøv igen.
page-error-404 = Siden findes ikke
page-error-404-text = Kontrollér adressen, eller begynd på forsiden.
page-error-405 = Siden kan ikke vises sådan
page-error-405-text = Begynd på forsiden.
page-error-500 = Der er sket en fejl hos os
page-error-500-text = Prøv igen om lidt. Oplys fejlkoden, hvis I ringer.
page-error-503 = Vi har for travlt lige nu
page-error-503-text = Vent et øjeblik, og prøv igen.

page-event-organisation-filled = Vi hentede det, der manglede om virksomheden, i CVR-registret
page-event-attachment-received = I sendte en fil
page-event-attachment-received-name = I sendte filen { $name }
page-files = Filer
page-files-lead = Send skærmbilleder, mistænkelige mails (.eml) eller andet, der viser, hvad der er sket. Vi scanner filerne, før nogen åbner dem.
page-files-later = Indberetningen er gemt, også hvis en fil ikke kommer frem.
page-file = Vælg filer
page-file-hint = Højst { $files } filer ad gangen, hver på højst { $megabytes } MB.
page-files-send = Send filer
page-files-added = Vi har fået { $count ->
    [one] filen
   *[other] { $count } filer
}. Vi scanner dem, før nogen åbner dem.
page-files-list = Filer, vi har fået
page-file-missing = Vælg mindst én fil.
page-file-too-large = En fil fylder mere end { $megabytes } MB, og vi har ikke fået den. Pak den i en zip-fil eller del den. Resten er gemt.
page-file-too-many = Vi tog de første { $files } filer. Send resten bagefter.
page-file-too-many-report = Der kan højst være { $files } filer til en indberetning. Saml flere i en zip-fil.
page-file-no-room = Vi kan ikke tage imod filer lige nu. Gem dem, og send dem senere. Selve indberetningen er gemt.
page-file-failed = Filen kom ikke frem. Prøv igen om lidt. Selve indberetningen er gemt.
