//! A link or sender that nobody may click by mistake: kept so that it can be read and searched, and
//! leads nowhere. The blind index reads it back (`vault::index::refang`).

use serde_json::{Map, Value};

/// The answers that hold what a stranger sent.
const KEYS: [&str; 1] = ["link_or_sender"];

/// Defangs those answers; everything else stays as it is.
pub(super) fn defang(details: &mut Map<String, Value>) {
    for key in KEYS {
        if let Some(Value::String(text)) = details.get_mut(key) {
            *text = defanged(text);
        }
    }
}

/// `https://evil.example` as `hxxps://evil[.]example`. What is defanged already stays so.
fn defanged(text: &str) -> String {
    let schemes = [("http://", "hxxp://"), ("https://", "hxxps://")];
    let text = schemes.iter().fold(text.to_owned(), |text, (from, to)| {
        text.replace(from, to)
            .replace(&from.to_uppercase(), &to.to_uppercase())
    });
    text.replace("[.]", ".")
        .split('.')
        .collect::<Vec<_>>()
        .join("[.]")
}

#[cfg(test)]
mod tests {
    use super::defanged;

    #[test]
    fn a_link_leads_nowhere_and_twice_is_as_once() {
        for (typed, kept) in [
            (
                "https://evil.example/a.php",
                "hxxps://evil[.]example/a[.]php",
            ),
            ("HTTP://EVIL.EXAMPLE", "HXXP://EVIL[.]EXAMPLE"),
            ("bank@evil.example", "bank@evil[.]example"),
            ("hxxp://evil[.]example", "hxxp://evil[.]example"),
            ("+45 20 30 40 50", "+45 20 30 40 50"),
        ] {
            assert_eq!(defanged(typed), kept);
            assert_eq!(defanged(kept), kept);
        }
    }
}
