//! The analysts' unit of work: one or more reports, a status, an owner, a team.

pub mod status;
pub mod transition;

use chrono::{DateTime, Utc};

use crate::classification::Classification;
use crate::id::{CaseId, PersonId, TeamId};
use crate::kind::Kind;
use crate::number::ReportNumber;
use crate::organisation::{OrganisationType, SizeClass};
use crate::priority;
use crate::severity::{Impact, Ongoing, Severity};
use crate::tlp::Tlp;
use status::Status;

/// A case: the open facts that the queue, lists and rules work on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Id.
    pub id: CaseId,
    /// Number of its first report.
    pub number: ReportNumber,
    /// Where it stands.
    pub status: Status,
    /// Who works on it.
    pub owner: Option<PersonId>,
    /// Which team it belongs to.
    pub team: TeamId,
    /// Known only to those who need to know of it.
    pub restricted: bool,
    /// What happened, as the first report says it.
    pub kind: Kind,
    /// How bad.
    pub severity: Severity,
    /// 0 to 100.
    pub priority: i16,
    /// What it is, as the analyst says it.
    pub classification: Classification,
    /// With whom it may be shared.
    pub tlp: Tlp,
    /// Still happening.
    pub ongoing: Ongoing,
    /// How hard hit.
    pub impact: Impact,
    /// Size of the firm.
    pub size_class: Option<SizeClass>,
    /// Region code.
    pub region: Option<String>,
    /// Industry group, 1 to 10.
    pub sector_group: Option<i16>,
    /// Sort of organisation.
    pub organisation_type: Option<OrganisationType>,
    /// When the firm became aware.
    pub aware_at: DateTime<Utc>,
    /// When the first report was received.
    pub received_at: DateTime<Utc>,
    /// Last change.
    pub updated_at: DateTime<Utc>,
    /// Counts changes; the `ETag`.
    pub version: i32,
}

impl Case {
    /// The facts its priority is made from.
    #[must_use]
    pub const fn priority_facts(&self) -> priority::Facts {
        priority::Facts {
            kind: self.kind,
            severity: self.severity,
            ongoing: self.ongoing,
            impact: self.impact,
            size_class: self.size_class,
            sector_group: self.sector_group,
            organisation_type: self.organisation_type,
            aware_at: self.aware_at,
            received_at: self.received_at,
        }
    }
}
