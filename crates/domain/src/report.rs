//! What a reporter sent. Never changed after submission, only added to.

mod defang;
mod parse;
mod person;
pub mod reader;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::consent::Consents;
use crate::contact::{Email, Phone};
use crate::cvr::Cvr;
use crate::kind::Kind;
use crate::language::Language;
use crate::organisation::Organisation;
use crate::problem::Warning;
use crate::severity::{Impact, Ongoing};

pub use person::{Part, Person};

pub use parse::{
    DESCRIPTION_MAX, DESCRIPTION_MIN, FUTURE_TOLERANCE, TEXT_MAX, parse, read_consents,
};

coded_enum! {
    /// How exactly the reporter knows when the firm became aware.
    pub enum Precision {
        /// To the minute.
        Minute = "minute",
        /// To the hour.
        Hour = "hour",
        /// To the day.
        Day = "day",
    }
}

coded_enum! {
    /// On what ground a supplier reports for a firm.
    pub enum Mandate {
        /// A standing contract.
        Contract = "contract",
        /// The firm asked for it this time.
        Request = "request",
        /// None.
        None = "none",
    }
}

/// A report whose every field has passed its rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Language for answers and mails.
    pub language: Language,
    /// What happened.
    pub kind: Kind,
    /// Whether it still happens.
    pub ongoing: Ongoing,
    /// How hard the firm is hit.
    pub impact: Impact,
    /// When the firm became aware, if told.
    pub aware_at: Option<DateTime<Utc>>,
    /// How exactly.
    pub aware_precision: Option<Precision>,
    /// Own words.
    pub description: String,
    /// The firm.
    pub organisation: Organisation,
    /// Who reports.
    pub reporter: Reporter,
    /// Set when someone reports for the firm.
    pub on_behalf: Option<OnBehalf>,
    /// Answers to what the kind asks for.
    pub details: Map<String, Value>,
    /// What is allowed.
    pub consents: Consents,
    /// The sending system's own label.
    pub source: Option<String>,
    /// The sending system's own reference.
    pub source_ref: Option<String>,
}

/// Who reports. Anonymous reporters follow the case by number and code alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reporter {
    /// Wants to stay anonymous.
    #[serde(default)]
    pub anonymous: bool,
    /// Name.
    pub name: Option<String>,
    /// Mail address.
    pub email: Option<Email>,
    /// Phone number.
    pub phone: Option<Phone>,
}

/// Reporting for somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnBehalf {
    /// The supplier's name.
    pub supplier: Option<String>,
    /// The supplier's register number.
    pub supplier_cvr: Option<Cvr>,
    /// On what ground.
    pub mandate: Mandate,
    /// Whether the supplier itself may be the cause.
    pub supplier_suspected: bool,
    /// Who to call at the firm.
    pub firm_contact: Option<FirmContact>,
}

/// A person at the firm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirmContact {
    /// Name.
    pub name: Option<String>,
    /// Phone number.
    pub phone: Option<Phone>,
}

impl Report {
    /// When the firm became aware; when it did not say, the moment of reporting.
    #[must_use]
    pub fn aware_or(&self, received_at: DateTime<Utc>) -> DateTime<Utc> {
        self.aware_at.map_or(received_at, |at| at.min(received_at))
    }

    /// Whether somebody says that the firm's IT supplier may itself be the cause.
    #[must_use]
    pub fn supplier_is_suspected(&self) -> bool {
        let on_behalf = self.on_behalf.as_ref();
        on_behalf.is_some_and(|on_behalf| on_behalf.supplier_suspected)
    }

    /// Whether a supplier sends it for the firm. A firm that only suspects its supplier names none of this.
    #[must_use]
    pub fn comes_from_a_supplier(&self) -> bool {
        self.on_behalf.as_ref().is_some_and(|on_behalf| {
            on_behalf.supplier.is_some()
                || on_behalf.supplier_cvr.is_some()
                || on_behalf.firm_contact.is_some()
                || on_behalf.mandate != Mandate::None
        })
    }

    /// What is doubtful but accepted.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let on_behalf = self.on_behalf.as_ref();
        let supplier_cvr = on_behalf.and_then(|on_behalf| on_behalf.supplier_cvr.as_ref());
        let fails = |cvr: Option<&Cvr>| cvr.is_some_and(|cvr| !cvr.checksum_ok());
        let shut_out = self.supplier_is_suspected() && self.comes_from_a_supplier();
        [
            (fails(self.organisation.cvr.as_ref()), Warning::CvrChecksum),
            (fails(supplier_cvr), Warning::SupplierCvrChecksum),
            (shut_out, Warning::SupplierSuspected),
        ]
        .into_iter()
        .filter(|(doubtful, _)| *doubtful)
        .map(|(_, warning)| warning)
        .collect()
    }

    /// The text whose keyed hash tells that the same firm sent the same wording again.
    ///
    /// `None` when the firm is not named: then nothing says that it is the same one.
    #[must_use]
    pub fn fingerprint_text(&self) -> Option<String> {
        let organisation = match (&self.organisation.cvr, &self.organisation.name) {
            (Some(cvr), _) => cvr.as_str().to_owned(),
            (None, Some(name)) => squeeze(name),
            (None, None) => return None,
        };
        Some(format!(
            "{organisation}\u{1f}{}\u{1f}{}",
            self.kind,
            squeeze(&self.description)
        ))
    }
}

/// Lower case, with every run of white space as one blank.
fn squeeze(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}
