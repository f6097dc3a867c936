//! The words that go out with an export, in both languages.

use chrono::{DateTime, Utc};

/// For a person or firm.
pub(super) fn export(now: DateTime<Utc>, cases: &[String]) -> String {
    let (at, numbers) = (now.format("%Y-%m-%d %H:%M UTC"), cases.join(", "));
    format!(
        "\
Indsigt i oplysninger om dig eller din virksomhed (GDPR, artikel 15)
Lavet {at}. Sager: {numbers}.

Der er en JSON-fil for hver sag:
- reports: indberetninger, der er dine eller din virksomheds, med samtykkerne, som de gælder nu
- timeline: alt, hvad vi har skrevet til dig om dem, og du til os, og hver ændring, du kunne se
- mentions: afsnit i andres indberetninger og i vores egne notater, som du er nævnt i
- referrals: hvornår og på hvilket grundlag sagen gik til politiet

Holdt tilbage, og talt op under held_back i hver fil:
- andre personers navne, adresser og numre, og indberetninger, der ikke er dine: de er andres
  oplysninger (artikel 15, stk. 4)
- vores interne notater, der ikke nævner dig: de er ikke oplysninger om dig
- pakken til politiet som sådan: indholdet er det, der står her; dens SHA-256 står under referrals
Er noget forkert, kan du kræve det rettet. Du kan klage til Datatilsynet, datatilsynet.dk.

-----

Access to data about you or your firm (GDPR, Article 15)
Made {at}. Cases: {numbers}.

There is a JSON file for each case:
- reports: reports that are yours or your firm's, with the consents as they hold now
- timeline: all we wrote to you about them, and you to us, and each change that you could see
- mentions: paragraphs in others' reports and in our own notes that mention you
- referrals: when, and on what basis, the case went to the police

Held back, and counted under held_back in each file:
- other persons' names, addresses and numbers, and reports that are not yours: they are others'
  data (Article 15(4))
- internal notes of ours that do not mention you: they are not data about you
- the package for the police as such: its content is what stands here; its SHA-256 is under referrals
If something is wrong you can have it corrected. You can complain to Datatilsynet, datatilsynet.dk.
"
    )
}

/// For documents of a case.
pub(super) fn documents() -> String {
    "\
Sagens dokumenter. [udeladt] eller [withheld] står, hvor en persons navn, adresse eller nummer eller
andre fortrolige ord er taget ud. record.json siger, hvor mange steder i hvert felt, af hvem og hvornår.

The documents of the case. [udeladt] or [withheld] stands where a person's name, address or number, or
other confidential words, were taken out. record.json says how often in each field, by whom and when.
"
    .to_owned()
}
