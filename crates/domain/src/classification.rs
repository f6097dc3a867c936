//! What a case is, as the analyst says it: RSIT class and type with the taxonomy's version.
//!
//! Reference Security Incident Taxonomy v1003 (ENISA / TF-CSIRT, CC0), `reference/data/rsit`.
//! Type codes promise to be unique only together with their class, so the pair is always kept.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// Version of the taxonomy that is compiled in.
pub const RSIT_VERSION: &str = "1003";

#[derive(Debug, Deserialize)]
struct Row {
    class_code: String,
    class_label_en: String,
    type_code: String,
    type_label_en: String,
    type_label_da_unofficial: String,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    csv::Reader::from_reader(include_bytes!("../../../reference/data/rsit/rsit.csv").as_slice())
        .into_deserialize()
        .filter_map(Result::ok)
        .collect()
});

/// One RSIT class and type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RsitType {
    class: String,
    #[serde(rename = "type")]
    kind: String,
}

/// The primary classification of a case and any secondary ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classification {
    /// The one that counts in figures.
    pub primary: RsitType,
    /// Further ones.
    #[serde(default)]
    pub secondary: Vec<RsitType>,
    /// Version of the taxonomy the codes come from.
    pub taxonomy_version: String,
}

impl RsitType {
    /// The pair, if RSIT has it.
    #[must_use]
    pub fn parse(class: &str, kind: &str) -> Option<Self> {
        ROWS.iter()
            .any(|row| row.class_code == class && row.type_code == kind)
            .then(|| Self {
                class: class.to_owned(),
                kind: kind.to_owned(),
            })
    }

    /// Class code.
    #[must_use]
    pub fn class(&self) -> &str {
        &self.class
    }

    /// Type code.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// English labels of class and type, as RSIT has them.
    #[must_use]
    pub fn labels(&self) -> (&'static str, &'static str) {
        ROWS.iter()
            .find(|row| row.class_code == self.class && row.type_code == self.kind)
            .map_or(("", ""), |row| (&row.class_label_en, &row.type_label_en))
    }

    /// Our own, unofficial Danish label of the type.
    #[must_use]
    pub fn label_da(&self) -> &'static str {
        ROWS.iter()
            .find(|row| row.class_code == self.class && row.type_code == self.kind)
            .map_or("", |row| &row.type_label_da_unofficial)
    }
}

impl Classification {
    /// A classification with one primary type and no secondary ones.
    #[must_use]
    pub fn of(primary: RsitType) -> Self {
        Self {
            primary,
            secondary: Vec::new(),
            taxonomy_version: RSIT_VERSION.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ROWS, RsitType};

    #[test]
    fn all_thirty_nine_types_are_known_by_their_pair() {
        assert_eq!(ROWS.len(), 39);
        assert!(RsitType::parse("fraud", "phishing").is_some());
        assert!(RsitType::parse("availability", "phishing").is_none());
    }
}
