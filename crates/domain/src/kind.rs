//! The ten kinds of incident, and what each maps to.
//!
//! The mapping is data: `reference/data/rsit/intake-type-map.csv` (our own work on top of RSIT
//! v1003, ENISA Reference Incident Classification Taxonomy Task Force, CC0), compiled in.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::classification::RsitType;
use crate::language::Language;

coded_enum! {
    /// What happened, as the reporter says it.
    pub enum Kind {
        /// Files locked, ransom demanded.
        Ransomware = "ransomware",
        /// False mail, text message, call or site.
        Phishing = "phishing",
        /// CEO or invoice fraud (business e-mail compromise).
        Bec = "bec",
        /// Someone else is in an account or mailbox.
        AccountTakeover = "account-takeover",
        /// Overload attack.
        Ddos = "ddos",
        /// Personal or confidential data has got out.
        DataBreach = "data-breach",
        /// Virus or other malware that is not ransomware.
        Malware = "malware",
        /// Web site changed or hacked.
        Defacement = "defacement",
        /// Vulnerability or exposed service.
        Vulnerability = "vulnerability",
        /// Something else, or not sure.
        Other = "other",
    }
}

coded_enum! {
    /// Where the police take this kind (politi.dk's own division, reference 03).
    pub enum PoliceChannel {
        /// The form for crimes against digital devices, or 114.
        Hacking = "hacking",
        /// Online economic crime.
        Economic = "economic",
        /// Call 114: the form excludes it.
        Economic114 = "economic-114",
        /// The device form, if a crime is behind it.
        HackingIfCrime = "hacking-if-crime",
        /// An analyst decides.
        Assess = "assess",
        /// Not a police matter by itself.
        None = "none",
    }
}

coded_enum! {
    /// How likely a duty to notify Datatilsynet is (GDPR Art. 33).
    pub enum GdprCheck {
        /// Personal data is affected by the nature of the kind.
        Yes = "yes",
        /// To be checked.
        Check = "check",
        /// If personal data was given away.
        IfData = "if-data",
        /// If a mailbox was opened.
        IfMailbox = "if-mailbox",
        /// Not expected.
        Unlikely = "unlikely",
    }
}

/// One row of the mapping.
#[derive(Debug, Clone, Deserialize)]
pub struct KindFacts {
    /// The kind.
    #[serde(rename = "intake_type")]
    pub kind: Kind,
    /// Short Danish label.
    pub label_da: String,
    /// Short English label.
    pub label_en: String,
    rsit_class: String,
    rsit_type: String,
    /// Term of STIX `incident-core` extension.
    pub stix_incident_type: String,
    /// Where the police take it.
    pub police_channel: PoliceChannel,
    /// Whether GDPR Art. 33 is to be considered.
    pub gdpr_check: GdprCheck,
}

static FACTS: LazyLock<Vec<KindFacts>> = LazyLock::new(|| {
    csv::Reader::from_reader(
        include_bytes!("../../../reference/data/rsit/intake-type-map.csv").as_slice(),
    )
    .into_deserialize()
    .filter_map(Result::ok)
    .collect()
});

impl Kind {
    /// The mapping of this kind.
    ///
    /// # Panics
    /// Never in a tested build: a test reads every row.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "compiled-in data; a test reads every row"
    )]
    pub fn facts(self) -> &'static KindFacts {
        FACTS
            .iter()
            .find(|facts| facts.kind == self)
            .expect("every kind has a row")
    }

    /// Short label, for lists and the police package.
    #[must_use]
    pub fn label(self, language: Language) -> &'static str {
        match language {
            Language::Da => &self.facts().label_da,
            Language::En => &self.facts().label_en,
        }
    }

    /// First guess of the classification (RSIT primary).
    ///
    /// # Panics
    /// Never in a tested build: a test maps every kind.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "compiled-in data; a test maps every kind"
    )]
    pub fn rsit(self) -> RsitType {
        let facts = self.facts();
        RsitType::parse(&facts.rsit_class, &facts.rsit_type).expect("the map names RSIT types")
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;
    use crate::language::Language;

    #[test]
    fn every_kind_has_labels_and_an_rsit_type() {
        for &kind in Kind::ALL {
            assert!(!kind.label(Language::Da).is_empty());
            assert!(!kind.label(Language::En).is_empty());
            assert!(!kind.rsit().class().is_empty());
        }
    }
}
