# Siden "Sådan behandler vi dine oplysninger" (GDPR artikel 13 og 14). Korte sætninger, ingen fagord.
# Ændres systemet, så ret også her: siden skal passe med docs/threat-model.md og docs/retention.md.
privacy-title = Sådan behandler vi dine oplysninger
privacy-link = Dine oplysninger
privacy-lead = Her står, hvad vi ved om dig, hvorfor vi har det, hvem der ser det, og hvad du kan bestemme.
privacy-short = Kort fortalt
privacy-short-sealed = Det, du skriver, bliver låst, før det gemmes. Stjæler nogen vores database, kan de ikke læse din indberetning.
privacy-short-police = Politiet får kun sagen, hvis du siger ja, eller hvis loven giver os ret til det.
privacy-short-mail = Vi skriver aldrig om din sag i en mail. Der står kun sagens nummer, almindelige råd og et link.
privacy-short-no-cookies = Vi bruger ingen cookies og måler ikke, hvad du gør på siden.

privacy-who = Hvem er ansvarlig?
privacy-who-text = { $controller } er dataansvarlig.
privacy-who-call = Ring til os på { $phone }, hvis du har spørgsmål om dine oplysninger eller vil bruge dine rettigheder. Der er åbent { $hours }.
privacy-who-dpo = Du kan også kontakte vores databeskyttelsesrådgiver: { $contact }

privacy-what = Hvad har vi?
privacy-what-contact = Navn, telefon og e-mail, som du har skrevet dem.
privacy-what-firm = Virksomhedens navn eller CVR-nummer. Indberetter du for andre, også navn og telefon på den, vi kan tale med i virksomheden.
privacy-what-words = Det, der skete, med dine egne ord, dine svar i formularen og det, du skriver til os bagefter.
privacy-what-choices = Dine to valg: om politiet må få sagen, og om vi må dele det, vi lærer.
privacy-what-work = Det, vi selv skriver: hvad vi har gjort i sagen og hvornår.
privacy-what-log = Vores webserver noterer din ip-adresse og tidspunktet, når du besøger os. Den noterer ikke, hvilken side du så.
privacy-what-not = Skriv ikke cpr-numre eller kodeord til os. Dem har vi ikke brug for.
privacy-what-free = Du bestemmer selv, om du vil indberette.

privacy-others = Er du nævnt i en andens indberetning?
privacy-others-text = Så har vi dine oplysninger fra den, der indberettede: for eksempel en kollega, en it-leverandør eller et firma, som har fået en mail i dit navn. Det kan være dit navn, dit telefonnummer, din e-mail, din konto eller det, der skete. Du har de samme rettigheder som den, der indberettede.

privacy-why = Hvorfor må vi det?
privacy-why-task = Vi hjælper virksomheder, der er ramt af en cyberhændelse, og finder mønstre, så andre ikke bliver ramt. Det er en opgave i samfundets interesse (databeskyttelsesforordningens artikel 6, stk. 1, litra e).
privacy-why-call = Vi bruger telefon og e-mail til at svare dig og til at se, om sager hører sammen. Aldrig til reklame.
privacy-why-share = Siger du ja til, at vi deler det, vi lærer, deler vi kun tekniske spor og fremgangsmåden. Aldrig navn, kontakt eller dine ord. Du kan ændre dit svar.
privacy-why-figures = Alle sager tæller med i vores tal. I tallene står ingen personer.
privacy-why-people = Et program stiller sagerne i kø efter, hvor meget det haster. Alt andet afgør mennesker.

privacy-police = Hvornår får politiet sagen?
privacy-police-yes = Når du har sagt ja. Så sender vi navn, kontakt og det, der er skrevet i sagen til dig og af dig.
privacy-police-law = Uden et ja kun, hvis loven giver os ret til det. Så skriver en vagtleder hvorfor.
privacy-police-two = To personer skal altid være enige, før politiet kan hente sagen. På sagens side kan du se, hvornår politiet har fået den.
privacy-police-back = Du kan tage dit ja tilbage på sagens side. Så stopper vi det, politiet ikke har hentet endnu. Det, de har hentet, kan vi ikke kalde tilbage: politiet er selv ansvarlig for det.

privacy-see = Hvem ser det?
privacy-see-team = De analytikere og vagtledere, der har sagen på deres vagthold. Andre vagthold ser den ikke.
privacy-see-audit = En revisor kan læse sager for at kontrollere vores arbejde, men ikke ændre noget.
privacy-see-run = De, der holder systemet kørende, kan ikke læse indholdet i databasen eller i en sikkerhedskopi.
privacy-see-nobody = Ingen andre. Vi sælger ikke noget, og vi giver ikke besked videre til Datatilsynet eller andre myndigheder for dig.

privacy-how = Sådan passer vi på det
privacy-how-sealed = Det, du skriver, bliver låst med en nøgle for netop din indberetning, før det gemmes. Navn og kontakt har en nøgle for sig.
privacy-how-apart = Den maskine, du skriver til, kan ikke åbne det igen. Det kan kun vagtholdets nøgle og din adgangskode.
privacy-how-spare = Vi kan have delt en reservenøgle mellem flere personer. Ingen af dem kan bruge sin del alene.
privacy-how-code = Adgangskoden gemmer vi ikke. Mister du den, ringer vi tilbage og giver dig en ny, og den gamle virker ikke mere.
privacy-how-open = Noget er ikke låst, fordi vi skal kunne sortere sagerne: sagens nummer, slags hændelse, alvor, status, tidspunkter, region, branche og størrelse. Aldrig navne, kontakt eller dine ord.
privacy-how-mail = Andre kan læse med i en postkasse. Derfor står der aldrig noget om din sag i en mail.

privacy-long = Hvor længe?
privacy-long-case = Vi gemmer indholdet af en sag i fem år, efter at den er lukket: så kan vi hjælpe dig, finde mønstre og vise, hvad vi har gjort. Derefter afgør arkivloven, om det må slettes, eller om det skal gemmes i et arkiv.
privacy-long-mail = En mail, der er sendt, sletter vi hos os: både adressen og teksten. I nogle timer husker vi en kode for adressen, som kun vores maskine kan danne, så ingen kan bruge vores mails til at fylde en fremmeds postkasse.
privacy-long-copies = Det, der er slettet, forsvinder fra sikkerhedskopierne, når de bliver for gamle og selv slettes.

privacy-rights = Det kan du kræve
privacy-rights-see = Se det. På sagens side ser du din indberetning og alt, vi har skrevet til dig. Vil du have resten, så ring.
privacy-rights-correct = Ret det. Skriv det rigtige på sagens side. Det, du skrev først, bliver stående ved siden af, så man kan se, hvad der er ændret.
privacy-rights-erase = Få dig selv slettet. Så fjerner vi navn og kontakt, og det, der ellers peger på dig. Sagen og tallene bliver, uden dig.
privacy-rights-erase-not = Der er to grænser. Arkivloven kan sige, at noget skal gemmes. Og er sagen del af en retssag eller en efterforskning, må vi vente. Så fortæller vi dig hvorfor.
privacy-rights-object = Gør indsigelse, eller få os til at vente med at bruge oplysningerne, mens vi undersøger noget, du mener er forkert.
privacy-rights-how = Ring til os på { $phone }, og sig sagens nummer. Vi ringer tilbage for at sikre os, at det er dig. Vi spørger aldrig om adgangskoden. Du får svar inden for en måned, og det koster ikke noget.

privacy-complain = Er du utilfreds?
privacy-complain-text = Sig det gerne til os først. Du kan altid klage til Datatilsynet:
