//! How somebody stands to a case, and how far the case is protected.

use crate::case::Case;

coded_enum! {
    /// How somebody stands to a case; one can stand in several ways.
    pub enum Relation {
        /// Works on it.
        Owner = "owner",
        /// Stands on its list of those who need to know.
        Listed = "listed",
        /// Opened it in an emergency, not an hour ago.
        Emergency = "emergency",
        /// Received a referral of it.
        Recipient = "recipient",
        /// Belongs to its team.
        Team = "team",
        /// Belongs to a team it is shared with.
        Shared = "shared",
        /// However it is.
        Anyone = "anyone",
    }
}

coded_enum! {
    /// How far a case is protected inside the house.
    pub enum Protection {
        /// Its team works on it.
        Ordinary = "ordinary",
        /// Only its owner, those on its list and the duty leads of its team know of it.
        Restricted = "restricted",
    }
}

/// What the rows beside a case say of somebody; the team and the owner stand in the case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts that can hold together"
)]
pub struct Standing {
    /// A team of theirs is one it is shared with.
    pub shared: bool,
    /// On its list of those who need to know.
    pub listed: bool,
    /// Opened it in an emergency that is not over.
    pub emergency: bool,
    /// The police have a referral of it.
    pub recipient: bool,
}

impl Case {
    /// How far it is protected.
    #[must_use]
    pub const fn protection(&self) -> Protection {
        if self.restricted {
            Protection::Restricted
        } else {
            Protection::Ordinary
        }
    }
}
