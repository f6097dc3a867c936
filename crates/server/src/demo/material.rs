//! The texts and firms of the demonstration, compiled in.

use domain::case::transition::DismissReason;
use domain::kind::Kind;
use domain::language::Language;
use domain::organisation::SizeClass;
use domain::severity::{Impact, Ongoing};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Everything there is to choose from.
#[derive(Debug)]
pub(super) struct Material {
    pub(super) firms: Vec<Firm>,
    pub(super) people: Vec<Reporter>,
    pub(super) incidents: Vec<Incident>,
    pub(super) dialogue: Dialogue,
}

/// A firm, as the organisation of a report.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Firm {
    pub(super) name: String,
    pub(super) cvr: String,
    pub(super) size_class: SizeClass,
    pub(super) municipality: String,
    pub(super) sector: FirmSector,
    #[serde(rename = "type")]
    pub(super) kind: String,
}

/// Industry of a firm.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct FirmSector {
    pub(super) nace_version: String,
    pub(super) code: String,
}

/// Somebody who reports.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Reporter {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: String,
    /// The firm; none: fits any.
    pub(super) cvr: Option<String>,
}

/// What happened, in somebody's words.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Incident {
    pub(super) kind: Kind,
    pub(super) language: Language,
    pub(super) description: String,
    pub(super) details: Map<String, Value>,
    pub(super) ongoing: Ongoing,
    pub(super) impact: Impact,
    #[serde(default)]
    pub(super) fits: Fits,
}

/// Whose words they can be.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Fits {
    pub(super) voice: Voice,
    /// Industry codes; empty: any.
    pub(super) sectors: Vec<String>,
    /// Sorts of organisation; empty: firms.
    pub(super) types: Vec<String>,
    pub(super) min_size: SizeClass,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Voice {
    /// The firm itself.
    Firm,
    /// Its IT supplier.
    ItSupplier,
}

impl Default for Fits {
    fn default() -> Self {
        Self {
            voice: Voice::Firm,
            sectors: Vec::new(),
            types: Vec::new(),
            min_size: SizeClass::S0To1,
        }
    }
}

/// What people say to each other about a case.
#[derive(Debug, Deserialize)]
pub(super) struct Dialogue {
    pub(super) questions: Vec<Question>,
    pub(super) notes: Vec<Words>,
    pub(super) resolutions: Vec<Words>,
    pub(super) dismissals: Vec<Dismissal>,
    pub(super) release_reasons: Vec<String>,
    pub(super) reopen_reasons: Vec<String>,
    pub(super) police: Police,
}

/// A question to a reporter, and the answer.
#[derive(Debug, Deserialize)]
pub(super) struct Question {
    pub(super) kind: Kind,
    pub(super) language: Language,
    #[serde(rename = "question")]
    pub(super) asked: String,
    #[serde(rename = "answer")]
    pub(super) heard: String,
}

/// A note or a resolution.
#[derive(Debug, Deserialize)]
pub(super) struct Words {
    pub(super) kind: Kind,
    pub(super) language: Language,
    pub(super) text: String,
}

/// Why a case is dismissed, and a report that deserves it.
#[derive(Debug, Deserialize)]
pub(super) struct Dismissal {
    pub(super) reason: DismissReason,
    pub(super) text: String,
    pub(super) report: Option<Incident>,
}

/// What the police say.
#[derive(Debug, Deserialize)]
pub(super) struct Police {
    pub(super) outcomes: Vec<PoliceOutcome>,
    pub(super) decline_reasons: Vec<PoliceText>,
    pub(super) questions: Vec<PoliceQuestion>,
}

/// What came of it; an empty list of kinds means any.
#[derive(Debug, Deserialize)]
pub(super) struct PoliceOutcome {
    pub(super) outcome: String,
    pub(super) text: String,
    pub(super) kinds: Vec<Kind>,
}

/// Words of the police; an empty list of kinds means any.
#[derive(Debug, Deserialize)]
pub(super) struct PoliceText {
    pub(super) kinds: Vec<Kind>,
    pub(super) text: String,
}

/// A question of the police, and our answer.
#[derive(Debug, Deserialize)]
pub(super) struct PoliceQuestion {
    pub(super) kinds: Vec<Kind>,
    pub(super) text: String,
    pub(super) answer: String,
}

impl Material {
    /// Reads it; a test does too.
    pub(super) fn read() -> serde_json::Result<Self> {
        Ok(Self {
            firms: serde_json::from_str(include_str!("../../demo/firms.json"))?,
            people: serde_json::from_str(include_str!("../../demo/people.json"))?,
            incidents: serde_json::from_str(include_str!("../../demo/incidents.json"))?,
            dialogue: serde_json::from_str(include_str!("../../demo/dialogue.json"))?,
        })
    }
}
