//! CVR numbers: the Danish register of firms.

use serde::{Deserialize, Serialize};

/// A CVR number: eight digits. Numbers that fail modulus 11 are kept, with a warning.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cvr(String);

/// The text is not eight digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a CVR number has eight digits")]
pub struct NotEightDigits;

impl Cvr {
    /// Reads a number; spaces, dots, hyphens and a leading `DK` are dropped.
    pub fn parse(text: &str) -> Result<Self, NotEightDigits> {
        let mut cleaned: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '\u{a0}' | '.' | '-'))
            .collect();
        if cleaned
            .get(..2)
            .is_some_and(|prefix| prefix.eq_ignore_ascii_case("dk"))
        {
            cleaned.drain(..2);
        }
        if cleaned.len() == 8 && cleaned.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(cleaned))
        } else {
            Err(NotEightDigits)
        }
    }

    /// Whether the check digit fits (Erhvervsstyrelsen, "Modulus 11 kontrol").
    ///
    /// A misfit is a reason to ask, never to refuse.
    #[must_use]
    pub fn checksum_ok(&self) -> bool {
        const WEIGHTS: [u32; 8] = [2, 7, 6, 5, 4, 3, 2, 1];
        let sum: u32 = self
            .0
            .chars()
            .zip(WEIGHTS)
            .map(|(c, w)| c.to_digit(10).unwrap_or(0) * w)
            .sum();
        sum.is_multiple_of(11) && !self.0.starts_with('0')
    }

    /// The eight digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Cvr, NotEightDigits};

    #[test]
    fn the_check_digit_is_told_but_not_demanded() {
        for good in [
            "13748136",
            "24256790",
            "35408002",
            "30715063",
            "13585628",
            "DK 27 35 50 21",
        ] {
            assert!(Cvr::parse(good).unwrap().checksum_ok(), "{good}");
        }
        for doubtful in ["24256791", "27355020", "12345678", "35254119"] {
            assert!(!Cvr::parse(doubtful).unwrap().checksum_ok(), "{doubtful}");
        }
    }

    #[test]
    fn anything_but_eight_digits_is_refused() {
        for bad in ["1374813", "137481367", "1374813a", "", "１３７４８１３６"] {
            assert_eq!(Cvr::parse(bad), Err(NotEightDigits), "{bad}");
        }
    }
}
