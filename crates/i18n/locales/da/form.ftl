# Formularens valg for dem, der melder på en anden måde, kvitteringens sidste trin, og tilgængelighed.

# Trin 1: det, der hører under et valg
page-hole = Hvad er det?
page-hole-yes = Vi har fundet et sikkerhedshul, eller noget står åbent på nettet
page-hole-no = Noget andet, eller jeg ved det ikke
page-hole-row = Hvad det er

# Trin 2
page-payment = Hvor meget er der betalt, og hvornår?
page-more-questions = Flere spørgsmål (frivillige)
page-more-firm = Anonymt, for en anden, antal ansatte
page-more-who = Anonymt eller for en anden?
page-leak-note = Er der oplysninger om personer imellem, skal I som regel underrette Datatilsynet, senest 72 timer efter at I opdagede det. Det gør I selv, på

# Trin 3: anonymt, for en anden, og leverandøren
page-anonymous = Jeg vil ikke oplyse navn og kontakt
page-anonymous-hint = Så kan felterne ovenfor være tomme. I kan kun følge sagen med nummer og kode, og vi kan ikke ringe tilbage.
page-behalf = Jeg melder for en anden virksomhed
page-behalf-hint = For eksempel som it-leverandør eller revisor. Skriv den ramte virksomhed øverst på siden.
page-supplier = Jeres eget firma
page-supplier-hint = Navn eller CVR-nummer.
page-mandate = Hvad melder I på grundlag af?
page-mandate-contract = En fast aftale
page-mandate-request = Virksomheden har bedt os om det
page-mandate-none = Ingen aftale
page-firm_name = Hvem skal vi tale med i virksomheden?
page-firm_name-hint = Navn på en, der kan svare for virksomheden.
page-firm_phone = Telefon til vedkommende
page-supplier_suspected = It-leverandøren kan selv være årsagen

page-trap = Lad feltet stå tomt

# Kvittering
page-saved = Jeg har gemt koden
page-missing-saved = Sæt kryds, når du har gemt koden
page-saved-again = Gem koden først
page-receipt-unreachable = I har ikke oplyst, hvordan vi kan få fat i jer. Kig på sagen med nummer og kode: dér skriver vi.

# Tilgængelighedserklæring
page-a11y-link = Tilgængelighedserklæring
page-a11y = Tilgængelighed
page-a11y-lead = Alle skal kunne melde en cyberhændelse, også under pres, på en telefon eller med et hjælpemiddel.
page-a11y-status = Hvor langt vi er
page-a11y-status-text = Siderne er bygget efter EN 301 549 og WCAG 2.1 på niveau AA. Vi vurderer det selv: formularen og sagssiden afprøves automatisk i en browser ved hver ændring, på dansk og engelsk.
page-a11y-works = Det afprøver vi
page-a11y-works-keyboard = Alt kan gøres med tastaturet alene, og man kan se, hvor man er.
page-a11y-works-reader = Overskrifter, felter, vejledning og fejl har navne og rækkefølge, som en skærmlæser kan læse op. Fejl står øverst og ved feltet.
page-a11y-works-zoom = Siderne kan bruges ved 200 % forstørrelse og på skærme, der er 320 punkter brede.
page-a11y-works-colour = Intet siges med farve alene, og tekst har tilstrækkelig kontrast.
page-a11y-works-motion = Intet blinker eller bevæger sig, og der er ingen tidsfrist for at udfylde en side.
page-a11y-works-script = Alt virker også uden JavaScript.
page-a11y-limits = Det mangler
page-a11y-limits-people = Siderne er endnu ikke afprøvet af mennesker, der bruger skærmlæser til daglig.
page-a11y-limits-plain = Rådene er skrevet i korte sætninger, men findes ikke på tegnsprog eller i letlæst udgave.
page-a11y-limits-files = Filer, som andre sender os, gør vi ikke om.
page-a11y-tell = Er der noget, der ikke virker?
page-a11y-tell-text = Ring til os på { $phone }. Vi kan også tage imod hele indberetningen i telefonen.
page-a11y-complain = Klage
page-a11y-complain-text = Er du ikke tilfreds med vores svar, kan du skrive til Digitaliseringsstyrelsen, der fører tilsyn:

# Kladde: gem og vend tilbage
page-keep = Kladde
page-keep-lead = Vi kan gemme svarene i 72 timer. I får en kode at vende tilbage med.
page-keep-button = Gem kladde
page-keep-do = Gem svarene
page-keep-until = Kladden er gemt og findes til { $at }. Hvert trin gemmes. I har koden.
page-keep-now = Gemt lige nu.
page-keep-failed = Vi kunne ikke gemme kladden lige nu. Svarene står her på siden, og I kan fortsætte.
page-keep-gone = Kladden findes ikke mere: den er sendt, eller de 72 timer er gået. Svarene står her på siden. Tryk for at gemme en ny.
page-offline = Der er ingen forbindelse lige nu. Intet er tabt: vent, til der er forbindelse, og tryk igen.
page-kept = Kladden er gemt
page-kept-until = Svarene er gemt til { $at }. Derefter slettes de.
page-kept-code = Kode til kladden
page-kept-resume = Fortsæt senere, også på en anden enhed, med koden på { $address }
page-kept-sealed = Kladden er låst med koden. Vi kan ikke læse den, og intet er sendt til os endnu.
page-resume = Fortsæt en kladde
page-resume-link = Fortsæt en kladde
page-resume-lead = Skriv koden, I fik, da I gemte kladden.
page-resume-button = Hent kladden
page-draft_code = Kode til kladden
page-draft_code-hint = 27 tegn. Store og små bogstaver, mellemrum og bindestreger er uden betydning.
page-draft-not-found = Vi kan ikke finde en kladde med den kode. Kontrollér koden. En kladde slettes efter 72 timer, og når den er sendt.
page-draft-unavailable = Vi kan ikke hente kladden lige nu. Vent et øjeblik, og prøv igen.
page-choose = Der er skrevet to forskellige ting
page-choose-lead = Kladden er rettet to steder på samme tid. Begge svar er her. Vælg det, der skal gælde.
page-choose-both = Behold det hele, det ene under det andet
page-missing-choice = Vælg et svar: { $question }

# Ring mig op
page-call = Ring mig op
page-call-lead = Skriv navn og telefonnummer, så ringer vi til dig.
page-call_name = Navn
page-call_phone = Telefonnummer
page-call-along = Det, I har svaret indtil nu, sendes med, så I ikke skal fortælle det igen.
page-call-button = Ring til mig
page-call-new-tab = (åbner i en ny fane)
page-call-go-on = Fortsæt indberetningen
page-call-done = Vi ringer til { $name } på { $phone }.
page-call-hours = Vi ringer, så snart en af os er ledig. Haster det, så ring selv på { $phone } ({ $hours }).
page-missing-call-phone = Skriv et telefonnummer
page-call-too-many = Der kommer mange henvendelser fra dit netværk lige nu. Vent et minut, og prøv igen, eller ring til os.
page-call-unavailable = Vi kunne ikke tage imod det lige nu. Prøv igen om lidt, eller ring til os.
console-call-backs = Ring op
console-call-lead = Dem, der har ventet længst, står først. Skriv, hvad der kom ud af det, når du har ringet.
console-call-nobody = Ingen venter på et opkald.
console-call-report = Det har de skrevet
console-call-reason = Hvad kom der ud af det?
console-call-done = Opkaldet er klaret
console-call-missing = Skriv, hvad der kom ud af opkaldet
console-call-taken = En anden har klaret det opkald.
console-call-doubted = Ser ud til at være sendt af et program.
console-call-unreadable = Et ønske om opkald, der ikke kan læses
console-call-unreadable-text = Giv nummeret til dem, der driver systemet, og luk opgaven her.
console-call-da = taler dansk
console-call-en = taler engelsk

# Når der kommer rigtig mange på én gang
page-wait = Vent lidt, før I sender
page-wait-text = Der kommer usædvanlig mange indberetninger. Tryk på Send igen om { $seconds } sekunder. Intet er gået tabt, og I mister ikke jeres plads.
page-wait-first = Der kommer usædvanlig mange indberetninger. Vent { $seconds } sekunder, før I trykker på Send. Haster det, så ring.
page-working = Der kommer usædvanlig mange indberetninger. Jeres browser regner et øjeblik og sender så selv.

# Når langt flere end ellers indberetter
page-wave = Langt flere virksomheder end ellers indberetter lige nu. Vi har gjort formularen kortere.
page-wave-of = Mange virksomheder er ramt lige nu: { $what }. Gør det her, også hvis I kun har set forsøget.

# Bølgen, for dem der leder vagten
console-surge = Bølge af indberetninger
console-surge-none = Der er ingen bølge lige nu.
console-surge-standing = { $recent } indberetninger på { $minutes } minutter, hvor der ellers kommer { $usual }. De fleste er: { $what }.
console-surge-several = flere slags
console-surge-since = Den begyndte
console-surge-lead = Uafsluttede sager, som du har adgang til. De, der ligner hinanden, står sammen, de fleste først. Bølgen slutter af sig selv.
console-surge-group = { $count } ligner hinanden: { $what }
console-surge-alone = Ligner ingen anden: { $count }
