//! The firm or public body that was hit.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::cvr::Cvr;
use crate::postcode::Postcode;
use crate::sector::Sector;

coded_enum! {
    /// Size by number of employees (Danmarks Statistik's classes).
    pub enum SizeClass {
        /// 0 or 1.
        S0To1 = "0-1",
        /// 2 to 4.
        S2To4 = "2-4",
        /// 5 to 9.
        S5To9 = "5-9",
        /// 10 to 19.
        S10To19 = "10-19",
        /// 20 to 49.
        S20To49 = "20-49",
        /// 50 to 99.
        S50To99 = "50-99",
        /// 100 to 249.
        S100To249 = "100-249",
        /// 250 and more.
        S250Plus = "250+",
    }
}

coded_enum! {
    /// What sort of organisation it is.
    pub enum OrganisationType {
        /// A firm.
        Company = "company",
        /// A municipality.
        Municipality = "municipality",
        /// A region.
        Region = "region",
        /// A state body.
        State = "state",
        /// An association.
        Association = "association",
        /// Anything else.
        Other = "other",
    }
}

impl SizeClass {
    /// Fewer than ten employees (EU Recommendation 2003/361/EC).
    #[must_use]
    pub const fn is_micro(self) -> bool {
        matches!(self, Self::S0To1 | Self::S2To4 | Self::S5To9)
    }

    /// Fifty employees or more: where NIS2 as a rule begins.
    #[must_use]
    pub const fn is_medium_or_larger(self) -> bool {
        matches!(self, Self::S50To99 | Self::S100To249 | Self::S250Plus)
    }
}

/// A municipality by its four-digit code, leading zero kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Municipality(String);

#[derive(Debug, Deserialize)]
struct MunicipalityRow {
    #[serde(rename = "kommunekode")]
    code: String,
    name_da: String,
    #[serde(rename = "regionskode")]
    region: String,
}

static MUNICIPALITIES: LazyLock<Vec<MunicipalityRow>> = LazyLock::new(|| {
    csv::Reader::from_reader(include_bytes!("../../../reference/data/dk/kommuner.csv").as_slice())
        .into_deserialize()
        .filter_map(Result::ok)
        .collect()
});

impl Municipality {
    /// Reads a code of three or four digits that one of the 98 municipalities has.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let padded = format!("{:0>4}", code.trim());
        MUNICIPALITIES
            .iter()
            .any(|row| row.code == padded)
            .then_some(Self(padded))
    }

    /// The codes of all 98.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        MUNICIPALITIES.iter().map(|row| row.code.as_str())
    }

    /// The four digits.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0
    }

    fn row(&self) -> Option<&'static MunicipalityRow> {
        MUNICIPALITIES.iter().find(|row| row.code == self.0)
    }

    /// Danish name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.row().map_or("", |row| &row.name_da)
    }

    /// Code of its region of 2007. From 1 January 2027 figures derive the region of the day from
    /// the municipality (Lov nr. 699 of 2025: 1084 and 1085 become one).
    #[must_use]
    pub fn region(&self) -> &'static str {
        self.row().map_or("", |row| &row.region)
    }
}

/// The organisation as the reporter names it; every part may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Register number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cvr: Option<Cvr>,
    /// Name as typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Size class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_class: Option<SizeClass>,
    /// Postcode of the place hit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<Postcode>,
    /// Municipality of the place hit: as it was said, or else as the postcode has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub municipality: Option<Municipality>,
    /// Industry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    /// Sort of organisation.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<OrganisationType>,
}

#[cfg(test)]
mod tests {
    use super::{MUNICIPALITIES, Municipality};

    #[test]
    fn all_98_municipalities_have_a_region() {
        assert_eq!(MUNICIPALITIES.len(), 98);
        assert!(
            MUNICIPALITIES
                .iter()
                .all(|row| row.region.starts_with("108"))
        );
        assert_eq!(Municipality::parse("751").unwrap().name(), "Aarhus");
        assert!(
            Municipality::parse("0411").is_none(),
            "Christiansø is in no municipality"
        );
    }
}
