# Mails til den, der har indberettet. Aldrig ord fra sagen: postkassen kan være i fremmede hænder.
# "Kodeord" er det, vi aldrig beder om. "Adgangskoden" er sagens: den står på kvitteringen, aldrig i en mail.
mail-received-subject = Vi har modtaget jeres indberetning
mail-received-lead = Tak for jeres indberetning. Sagsnummeret er { $number }. Gem det.
mail-received-next = En analytiker læser indberetningen, og I hører fra os senest { $time }.
mail-received-late = Denne mail er forsinket. På sagens side kan I se, hvad der er sket i mellemtiden.
mail-received-advice = Gør dette nu: { $title }
mail-received-stranger = I får mailen, fordi nogen har oplyst denne adresse i en indberetning. Har I ikke indberettet noget, kan I se bort fra den.

mail-question-subject = Vi har et spørgsmål til jer
mail-question-lead = Vi har et spørgsmål om jeres sag { $number }.
mail-question-next = Vi kan først komme videre med sagen, når I har svaret. Læs spørgsmålet, og svar på sagens side.

mail-message-subject = Der er en besked til jer
mail-message-lead = Der er en ny besked fra os i jeres sag { $number }.
mail-message-next = Læs beskeden på sagens side. I kan svare samme sted.

mail-handed_to_police-subject = Sagen er givet videre til politiet
mail-handed_to_police-lead = Vi har givet jeres sag { $number } videre til politiet.
mail-handed_to_police-next = På sagens side kan I se, hvad vi har sendt, hvornår og til hvem. Politiet afgør selv, om de går videre med sagen, og de kan kontakte jer direkte.

mail-police_answer-subject = Politiet har svaret
mail-police_answer-lead = Politiet har svaret i jeres sag { $number }.
mail-police_answer-next = Læs svaret på sagens side.

mail-resolved-subject = Vi er færdige med jeres sag
mail-resolved-lead = Vi er færdige med at arbejde på jeres sag { $number }.
mail-resolved-next = Læs på sagens side, hvad vi nåede frem til. Er I ikke enige, eller sker der noget nyt, så skriv til os dér. Så åbner vi sagen igen.

# Fristen er virksomhedens egen over for myndighederne.
mail-stage_reminder-subject = En frist hos myndighederne nærmer sig
mail-stage_reminder-lead = Vi minder jer om en frist i jeres sag { $number }.
mail-stage_reminder-next = Er I omfattet af NIS 2-loven, skal { $stage } være sendt til myndighederne på virk.dk senest { $time }. På sagens side kan I skrive den færdig og hente teksten. Har I allerede sendt den, så skriv det dér, så minder vi jer ikke om den mere.
mail-stage_reminder-late = Fristen for { $stage } udløb { $time }. Er I omfattet af NIS 2-loven, og har I ikke sendt den til myndighederne, så gør det nu på virk.dk. På sagens side kan I skrive den færdig og hente teksten.
mail-stage_reminder-any = Se fristen på sagens side.

# Til en af os selv. Intet link: vi logger ind, hvor vi plejer.
mail-emergency_access-subject = En begrænset sag er åbnet med nødadgang
mail-emergency_access-lead = En kollega har åbnet sagen { $number } med nødadgang. Du får besked, fordi du arbejder på sagen eller leder vagtholdet.
mail-emergency_access-next = Adgangen varer højst en time. Hvem det var, og begrundelsen, står i sagens forløb. Log ind i konsollen, som du plejer, og læs det.
mail-notice-doubt = Mailen har med vilje intet link. Ser det forkert ud, så ring straks til vagtlederen eller til { $phone }.

mail-follow-title = Sagens side
mail-follow-code = I skal bruge nummeret { $number } og sagens adgangskode. I fik den på kvitteringen, da I indberettede. Vi sender den aldrig i en mail, og I skal kun skrive den på sagens side. Har I mistet den, så ring til os på { $phone }.

mail-remember-title = Husk
mail-remember-duties = En indberetning til os er ikke en politianmeldelse, og den opfylder ikke jeres pligt til at underrette Datatilsynet eller myndighederne efter NIS 2-loven. Er personoplysninger ramt, har I som hovedregel 72 timer til at give Datatilsynet besked på virk.dk.
mail-remember-never = Vi beder aldrig om kodeord, MitID eller betaling i en mail. Er I i tvivl, om en mail er fra os, så ring til os på { $phone }.
mail-remember-reply = Svar ikke på denne mail. Skriv til os på sagens side.

mail-greeting = Venlig hilsen
mail-sender = SMV-CERT
