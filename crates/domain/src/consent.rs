//! What the reporter allows. Two separate choices, neither preselected; "no" never costs help.

use serde::{Deserialize, Serialize};

coded_enum! {
    /// Whether the case may be passed to the police.
    pub enum PoliceConsent {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// Call me first: not a yes until it is changed to one.
        CallFirst = "call_first",
    }
}

coded_enum! {
    /// How well the reporter's tie to the firm is known.
    pub enum IdentityAssurance {
        /// Nothing was checked.
        None = "none",
        /// Called back on a number from the register.
        Callback = "callback",
        /// Electronic identity.
        Eid = "eid",
    }
}

/// The wording a reporter saw; a new wording gets a new version.
pub const WORDING_VERSION: &str = "2026-11b";

/// Both choices of one report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consents {
    /// Pass to the police.
    pub police_referral: PoliceConsent,
    /// Share what is learned, without the firm's name.
    pub share_anonymised: bool,
}

/// Why a case may go to the police.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReferralBasis {
    /// The reporter said yes.
    Consent {
        /// Version of the wording that was agreed to.
        wording_version: String,
    },
    /// A duty lead gave a legal basis in writing.
    LegalBasis {
        /// The reason.
        reason: String,
    },
}
