//! How a reporter can be reached.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Most characters of somebody's name.
pub const NAME_MAX: usize = 200;

/// A single e-mail address (RFC 5321, section 4.1.2), ASCII, with a dotted domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

/// A phone number in E.164 form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

impl Email {
    /// Reads one plain address: no display name, no list, no address literal.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let options = email_address::Options::default()
            .with_required_tld()
            .without_display_text()
            .without_domain_literal();
        let plain = text.is_ascii()
            && text.len() <= 254
            && !text.contains(['"', '(', ')', ',', ';', '<', '>', '\\'])
            && !text.chars().any(|c| c.is_ascii_control() || c == ' ');
        let valid = email_address::EmailAddress::parse_with_options(text, options).is_ok()
            && email_address::EmailAddress::from_str(text).is_ok();
        (plain && valid).then(|| Self(text.to_owned()))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Phone {
    /// Reads a Danish number of eight digits (first 2-9), or any number in E.164 with `+` or `00`.
    ///
    /// With a country code the first digit is not judged: +45 also has numbers for machines.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '\u{a0}' | '-' | '.' | '(' | ')' | '/'))
            .collect();
        let abroad = digits
            .strip_prefix('+')
            .or_else(|| digits.strip_prefix("00"));
        let number = abroad.map_or_else(|| format!("45{digits}"), str::to_owned);
        if !number.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let plausible = match number.strip_prefix("45") {
            Some(danish) => {
                let first_fits =
                    abroad.is_some() || danish.starts_with(|c| ('2'..='9').contains(&c));
                danish.len() == 8 && first_fits
            }
            None => (7..=15).contains(&number.len()) && !number.starts_with('0'),
        };
        plausible.then(|| Self(format!("+{number}")))
    }

    /// The number in E.164 form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number as Danes write it, `12 34 56 78`; others in E.164.
    #[must_use]
    pub fn shown(&self) -> String {
        match self.0.strip_prefix("+45") {
            Some(danish) if danish.len() == 8 => danish
                .as_bytes()
                .chunks(2)
                .map(|pair| pair.iter().copied().map(char::from).collect::<String>())
                .collect::<Vec<_>>()
                .join(" "),
            _ => self.0.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Email, Phone};

    #[test]
    fn one_plain_address_is_read() {
        for good in ["karen@solsikken.example", "k.h+smv@mail.firma.dk"] {
            assert!(Email::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "karen",
            "karen@",
            "@firma.dk",
            "karen@firma",
            "a@b.dk, c@d.dk",
            "Karen <karen@firma.dk>",
            "karen@firma.dk\r\nBcc: x@y.dk",
            "karen@[127.0.0.1]",
            "kåren@firma.dk",
            "karen @firma.dk",
        ] {
            assert!(Email::parse(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn danish_and_foreign_numbers_are_read() {
        assert_eq!(Phone::parse("20 30 40 50").unwrap().as_str(), "+4520304050");
        assert_eq!(
            Phone::parse("0045 20304050").unwrap().shown(),
            "20 30 40 50"
        );
        assert_eq!(
            Phone::parse("+46 8 123 456").unwrap().as_str(),
            "+468123456"
        );
        for bad in [
            "",
            "12",
            "10203040",
            "2030405",
            "+45 2030405",
            "ring til mig",
            "+0123456789",
        ] {
            assert!(Phone::parse(bad).is_none(), "{bad:?}");
        }
    }
}
