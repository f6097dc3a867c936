//! What a firm does: DB07 or DB25 code, and the ten-group grouping that is stable across both.
//!
//! Data: `reference/data/dk` (Danmarks Statistik DB07; NACE Rev. 2.1 titles). A bare section letter
//! means different things in the two versions, so version and code are always kept together.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

coded_enum! {
    /// Version of the Danish industry classification.
    pub enum NaceVersion {
        /// NACE Rev. 2, in force until the end of 2024.
        Db07 = "DB07",
        /// NACE Rev. 2.1, in force since 1 January 2025.
        Db25 = "DB25",
    }
}

/// An industry code with its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sector {
    /// Version the code belongs to.
    pub nace_version: NaceVersion,
    /// Section letter, division (two digits) or a finer code of up to six digits.
    pub code: String,
}

#[derive(Debug, Deserialize)]
struct Row {
    code: String,
    group10: i16,
}

fn rows(csv: &'static [u8]) -> Vec<Row> {
    csv::Reader::from_reader(csv)
        .into_deserialize()
        .filter_map(Result::ok)
        .collect()
}

static DB07: LazyLock<Vec<Row>> =
    LazyLock::new(|| rows(include_bytes!("../../../reference/data/dk/db07.csv")));
static DB25: LazyLock<Vec<Row>> =
    LazyLock::new(|| rows(include_bytes!("../../../reference/data/dk/db25-nace21.csv")));

impl Sector {
    /// Reads a code; dots are dropped, finer codes are known by their division.
    #[must_use]
    pub fn parse(nace_version: NaceVersion, code: &str) -> Option<Self> {
        let code: String = code
            .chars()
            .filter(|c| *c != '.')
            .collect::<String>()
            .to_uppercase();
        let sector = Self { nace_version, code };
        let shape = sector.code.len() == 1
            || ((2..=6).contains(&sector.code.len())
                && sector.code.bytes().all(|b| b.is_ascii_digit()));
        (shape && sector.row().is_some()).then_some(sector)
    }

    fn row(&self) -> Option<&'static Row> {
        let rows: &'static [Row] = match self.nace_version {
            NaceVersion::Db07 => &DB07,
            NaceVersion::Db25 => &DB25,
        };
        let known = self.code.get(..2).unwrap_or(&self.code);
        rows.iter().find(|row| row.code == known)
    }

    /// Danmarks Statistik's standard grouping, 1 to 10: the only part of the sector kept open.
    #[must_use]
    pub fn group(&self) -> Option<i16> {
        self.row().map(|row| row.group10)
    }
}

#[cfg(test)]
mod tests {
    use super::{NaceVersion, Sector};

    #[test]
    fn the_same_letter_means_different_things_in_the_two_versions() {
        let old = Sector::parse(NaceVersion::Db07, "K").unwrap();
        let new = Sector::parse(NaceVersion::Db25, "K").unwrap();

        assert_eq!(old.group(), Some(6), "financial services");
        assert_eq!(new.group(), Some(5), "information and communication");
    }

    #[test]
    fn finer_codes_belong_to_their_division() {
        assert_eq!(
            Sector::parse(NaceVersion::Db25, "56.11.10")
                .unwrap()
                .group(),
            Some(4)
        );
        assert!(
            Sector::parse(NaceVersion::Db25, "45").is_none(),
            "45 is gone in DB25"
        );
        assert!(Sector::parse(NaceVersion::Db07, "10712345").is_none());
        assert!(Sector::parse(NaceVersion::Db07, "1æ").is_none());
    }
}
