# Formularens valg for dem, der melder på en anden måde, kvitteringens sidste trin, og tilgængelighed.

# Trin 1: det, der hører under et valg
page-hole = Hvad er det?
page-hole-yes = Vi har fundet et sikkerhedshul, eller noget står åbent på nettet
page-hole-no = Noget andet, eller jeg ved det ikke
page-hole-row = Hvad det er

# Trin 2
page-payment = Hvor meget er der betalt, og hvornår?
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
page-a11y-status-text = Siderne er bygget efter EN 301 549 og WCAG 2.1 på niveau AA. Vi vurderer det selv: hver ændring afprøves automatisk i en browser, på alle sider, på dansk og engelsk.
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
