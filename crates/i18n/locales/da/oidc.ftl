### Login hos organisationens egen login-tjeneste (OpenID Connect).

oidc-button = Log ind med { $provider }
oidc-otherwise = Eller med mailadresse og kodeord
oidc-again = Prøv igen
oidc-outside = Tilbage til login

oidc-inside = Du er logget ind
oidc-inside-text = Du bliver sendt videre. Sker der ikke noget, så brug linket.
oidc-inside-link = Gå til konsollen
oidc-end-session = Du er logget ud her
oidc-end-session-text = Nu logger vi dig også ud hos { $provider }. Sker der ikke noget, så brug linket.
oidc-end-session-link = Log ud hos { $provider }

oidc-refused-away = Login er ikke muligt lige nu
oidc-refused-away-text = { $provider } kan ikke nås i øjeblikket. Vent lidt, og prøv igen. Hjælper det ikke, så sig det til jeres administrator.
oidc-refused-stale = Dette login kan ikke bruges længere
oidc-refused-stale-text = Det er for gammelt, brugt før eller begyndt i en anden browser. Begynd forfra.
oidc-refused-answer = Svaret kan ikke bruges
oidc-refused-answer-text = Det, der kom tilbage, er ikke et svar fra { $provider }, som vi kan læse. Begynd forfra.
oidc-refused-denied = { $provider } lukkede dig ikke ind
oidc-refused-denied-text = Login blev afbrudt, eller { $provider } sagde nej. Prøv igen, eller spørg jeres administrator.
oidc-refused-provider = { $provider } svarede med en fejl
oidc-refused-provider-text = Prøv igen om lidt. Bliver fejlen ved, så giv jeres administrator fejlkoden.
oidc-refused-token = Vi kan ikke stole på svaret
oidc-refused-token-text = Det, { $provider } svarede, beviser ikke, hvem du er. Du er ikke logget ind. Giv jeres administrator fejlkoden.
oidc-refused-second-factor = Der mangler en ekstra godkendelse
oidc-refused-second-factor-text = Du skal logge ind hos { $provider } med to trin, for eksempel adgangskode og app. Slå det til dér, og prøv igen.
oidc-refused-no-group = Du har ikke adgang
oidc-refused-no-group-text = { $provider } kender dig, men du er ikke i en gruppe, der giver adgang her. Bed jeres administrator om at tilføje dig.
oidc-refused-disabled = Din adgang er spærret
oidc-refused-disabled-text = Den er lukket her i systemet, uanset hvad { $provider } siger. Spørg jeres administrator.
oidc-refused-no-mail = Din mailadresse mangler
oidc-refused-no-mail-text = { $provider } oplyser ikke din mailadresse. Bed jeres administrator om at få den med.
oidc-refused-mail-taken = Der findes allerede en bruger med din mailadresse
oidc-refused-mail-taken-text = En mailadresse er ikke et bevis for, hvem du er. En administrator skal knytte brugeren til dit login hos { $provider }.
oidc-refused-not-again = Du er ikke bekræftet
oidc-refused-not-again-text = Du skal logge ind igen hos { $provider } som den samme person. Din session her fortsætter som før.
