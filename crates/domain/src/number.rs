//! Report numbers: what a reporter reads aloud. Alone a number opens nothing.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::crockford;

/// Random symbols before the check symbol.
const SYMBOLS: usize = 7;

/// A report number, `SMV-XXXX-XXXX`: seven random Crockford symbols and a check symbol.
///
/// A case shows the number of its first report.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReportNumber(String);

/// The text is not a report number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a report number has the form SMV-XXXX-XXXX; check it for a typing error")]
pub struct NotANumber;

impl ReportNumber {
    /// Makes a number from 35 random bits (the first bits of `random`).
    #[must_use]
    pub fn new(random: &[u8; 5]) -> Self {
        Self(format!(
            "SMV-{}",
            crockford::grouped(&crockford::encode_with_check(random, SYMBOLS))
        ))
    }

    /// Reads a number as people type it: any case, with or without the prefix and separators.
    pub fn parse(text: &str) -> Result<Self, NotANumber> {
        let text = text.trim();
        let body = match text.get(..3) {
            Some(prefix) if prefix.eq_ignore_ascii_case("smv") => text.get(3..).unwrap_or_default(),
            _ => text,
        };
        crockford::parse_with_check(body, SYMBOLS)
            .map(|symbols| Self(format!("SMV-{}", crockford::grouped(&symbols))))
            .ok_or(NotANumber)
    }

    /// The number as shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ReportNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ReportNumber {
    type Error = NotANumber;
    fn try_from(text: String) -> Result<Self, NotANumber> {
        Self::parse(&text)
    }
}

impl From<ReportNumber> for String {
    fn from(number: ReportNumber) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::{NotANumber, ReportNumber};

    #[test]
    fn a_number_reads_back_however_it_is_typed() {
        let number = ReportNumber::new(&[0x12, 0x34, 0x56, 0x78, 0x9a]);

        assert_eq!(number.as_str().len(), "SMV-XXXX-XXXX".len());
        assert_eq!(
            ReportNumber::parse(&number.as_str().to_lowercase()),
            Ok(number.clone())
        );
        assert_eq!(
            ReportNumber::parse(&number.as_str().replace('-', " ")),
            Ok(number.clone())
        );
        assert_eq!(
            ReportNumber::parse(number.as_str().trim_start_matches("SMV-")),
            Ok(number)
        );
    }

    #[test]
    fn nonsense_is_not_a_number() {
        for text in [
            "",
            "SMV",
            "SMV-0000",
            "æøå",
            "SMV-UUUU-UUUU",
            "SMV-0000-0001-0000",
        ] {
            assert_eq!(ReportNumber::parse(text), Err(NotANumber), "{text}");
        }
    }
}
