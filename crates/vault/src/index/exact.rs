//! Exact values and the one form in which each is hashed, however it was written.

use domain::contact::Phone;
use domain::cvr::Cvr;

use super::account;
use super::refang::refanged;
use super::words::folded;

/// Labels of the longest possible domain name.
const MOST_LABELS: usize = 127;

/// What an exact value is. Values of different kinds never match each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Exact {
    /// A number in the Danish register of firms.
    Cvr,
    /// An e-mail address.
    Email,
    /// A host: a domain name, or an IPv4 address.
    Domain,
    /// A phone number.
    Phone,
    /// A digest of a file or message, in hexadecimal.
    Hash,
    /// An account in a bank.
    Account,
}

/// The form in which a value is hashed.
///
/// A value that is not of its kind is kept, simplified: what was written oddly once can be found
/// by writing it so again. A Danish account number is its IBAN.
#[must_use]
pub fn normal_form(kind: Exact, value: &str) -> String {
    let clear = folded(&refanged(value));
    let clear = clear.trim();
    match kind {
        Exact::Cvr => cvr(clear),
        Exact::Email => email(clear).to_owned(),
        Exact::Domain => host(clear).to_owned(),
        Exact::Phone => phone(clear),
        Exact::Hash => hash(clear),
        Exact::Account => account::normal_form(clear),
    }
}

/// The domain and its parents, down to the last that has a dot. An IPv4 address has none.
pub(super) fn with_parents(domain: &str) -> impl Iterator<Item = &str> {
    let named = domain.contains(|c: char| c != '.' && !c.is_ascii_digit());
    std::iter::successors(Some(domain), move |domain| {
        let (_, parent) = domain.split_once('.')?;
        (named && parent.contains('.')).then_some(parent)
    })
    .take(MOST_LABELS)
}

fn cvr(value: &str) -> String {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    Cvr::parse(value)
        .or_else(|_| Cvr::parse(&digits))
        .map_or_else(|_| alphanumeric(value), |cvr| cvr.as_str().to_owned())
}

fn email(value: &str) -> &str {
    let value = value.strip_prefix("mailto:").unwrap_or(value);
    value.trim_matches(['<', '>', '"', '.', ' '])
}

fn host(value: &str) -> &str {
    let rest = value.split_once("://").map_or(value, |(_, rest)| rest);
    let rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let rest = rest.rsplit('@').next().unwrap_or_default();
    let rest = rest.split(':').next().unwrap_or_default();
    rest.trim_matches(['.', '*', '<', '>', '"', ' '])
}

fn phone(value: &str) -> String {
    let kept: String = value
        .chars()
        .filter(|c| *c == '+' || c.is_ascii_digit())
        .collect();
    Phone::parse(value)
        .or_else(|| Phone::parse(&kept))
        .map_or(kept, |phone| phone.as_str().to_owned())
}

fn hash(value: &str) -> String {
    let value = ["md5:", "sha1:", "sha256:", "sha512:"]
        .iter()
        .find_map(|name| value.strip_prefix(name))
        .unwrap_or(value);
    alphanumeric(value)
}

fn alphanumeric(value: &str) -> String {
    value.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Exact, normal_form, with_parents};

    #[test]
    fn every_way_of_writing_has_one_form() {
        for (kind, form, writings) in [
            (
                Exact::Cvr,
                "12345678",
                &["12345678", "DK-12 34 56 78", "CVR-nr. 12345678"][..],
            ),
            (
                Exact::Email,
                "karen@firma.dk",
                &[
                    " Karen@Firma.dk ",
                    "mailto:karen@firma.dk",
                    "<karen[at]firma[.]dk>",
                ],
            ),
            (
                Exact::Domain,
                "mail.firma.dk",
                &[
                    "hxxps://x@MAIL.firma[.]dk:8443/a?b",
                    "mail.firma.dk.",
                    "*.mail.firma.dk",
                ],
            ),
            (
                Exact::Phone,
                "+4520304050",
                &["20 30 40 50", "+45 2030-4050", "tlf. 20304050"],
            ),
            (Exact::Hash, "ab01", &["AB01", "sha256:ab01", "ab:01"]),
        ] {
            for writing in writings {
                assert_eq!(normal_form(kind, writing), form, "{writing}");
            }
        }
    }

    #[test]
    fn odd_values_are_kept_in_a_simple_form() {
        assert_eq!(normal_form(Exact::Cvr, "SE 55-66"), "se5566");
        assert_eq!(normal_form(Exact::Phone, "lokal 123"), "123");
        assert_eq!(normal_form(Exact::Domain, ""), "");
    }

    #[test]
    fn parents_end_before_the_top() {
        let parents = |domain| with_parents(domain).collect::<Vec<_>>();
        assert_eq!(
            parents("a.mail.firma.dk"),
            ["a.mail.firma.dk", "mail.firma.dk", "firma.dk"]
        );
        assert_eq!(parents("dk"), ["dk"]);
        assert_eq!(parents("203.0.113.9"), ["203.0.113.9"]);
    }
}
