//! Postcodes, and the municipality that one most likely means.
//!
//! Data: `reference/data/dk/postnumre.csv` (Geodatastyrelsen and the Danish municipalities, 2014): the
//! municipality with the largest overlap. A postcode can cross a border, so this is a first guess, for
//! figures by region and never for an address.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::organisation::Municipality;

/// A Danish postcode: four digits. Greenland's, and those that came after the table, are
/// postcodes too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Postcode(String);

#[derive(Deserialize)]
struct Row {
    postnr: String,
    kommune_kode: String,
}

/// First and last postcode of a row, and its municipality; in the order of postcodes.
static ROWS: LazyLock<Vec<(String, String, String)>> = LazyLock::new(|| {
    let table = include_bytes!("../../../reference/data/dk/postnumre.csv").as_slice();
    csv::Reader::from_reader(table)
        .into_deserialize()
        .filter_map(Result::ok)
        .map(|row: Row| {
            let (first, last) = row
                .postnr
                .split_once('-')
                .unwrap_or((&row.postnr, &row.postnr));
            (first.to_owned(), last.to_owned(), row.kommune_kode)
        })
        .collect()
});

impl Postcode {
    /// Reads four digits, with or without `DK-` in front.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = match text.get(..2) {
            Some(country) if country.eq_ignore_ascii_case("dk") => {
                text.get(2..)?.trim_start_matches(['-', ' '])
            }
            _ => text,
        };
        let is_one = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_one.then(|| Self(digits.to_owned()))
    }

    /// The four digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The municipality it most likely means; none: the table does not know it.
    #[must_use]
    pub fn municipality(&self) -> Option<Municipality> {
        let of = |(first, last, _): &&(String, String, String)| {
            (first.as_str()..=last.as_str()).contains(&self.as_str())
        };
        let (_, _, code) = ROWS.iter().find(of)?;
        Municipality::parse(code)
    }
}

#[cfg(test)]
mod tests {
    use super::{Postcode, ROWS};
    use crate::organisation::Municipality;

    #[test]
    fn a_postcode_tells_its_municipality_also_within_a_range() {
        for (postcode, name) in [
            ("8000", "Aarhus"),
            ("1050", "København"),
            ("1499", "København"),
            ("1850", "Frederiksberg"),
            (" DK-9990 ", "Frederikshavn"),
            ("dk 3700", "Bornholm"),
        ] {
            let found = Postcode::parse(postcode).unwrap().municipality().unwrap();
            assert_eq!(found.name(), name, "{postcode}");
        }
        let nuuk = Postcode::parse("3900").unwrap();
        assert_eq!((nuuk.as_str(), nuuk.municipality()), ("3900", None));
        for wrong in [
            "800",
            "80000",
            "8ooo",
            "",
            "DK",
            "æ",
            "８０００",
            "8000 Aarhus",
        ] {
            assert!(Postcode::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn the_whole_table_reads_and_names_municipalities_that_there_are() {
        assert_eq!(ROWS.len(), 592);
        for (first, last, code) in ROWS.iter() {
            assert!(first <= last && Postcode::parse(first).is_some(), "{first}");
            assert!(Postcode::parse(last).is_some(), "{last}");
            assert!(Municipality::parse(code).is_some(), "{code}");
        }
    }
}
