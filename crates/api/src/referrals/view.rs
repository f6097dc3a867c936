//! A referral's metadata. The document itself is bytes and is never rebuilt here.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::case::Case;
use domain::id::{CaseId, PersonId, ReferralId};
use domain::kind::{Kind, PoliceChannel};
use domain::referral::State;
use domain::severity::Severity;
use serde::Serialize;
use store::referrals::Referral;
use utoipa::ToSchema;

use crate::codes::{KindCode, PoliceChannelCode, ReferralStateCode, SeverityCode};

/// A referral: what it is and where it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReferralView {
    /// Id.
    #[schema(value_type = Uuid)]
    pub id: ReferralId,
    /// Where it stands.
    #[schema(value_type = ReferralStateCode)]
    pub state: State,
    /// The case.
    #[schema(value_type = Uuid)]
    pub case: CaseId,
    /// Number of the case.
    pub case_number: String,
    /// What happened.
    #[schema(value_type = KindCode)]
    pub kind: Kind,
    /// Where the police take this kind.
    #[schema(value_type = PoliceChannelCode)]
    pub police_channel: PoliceChannel,
    /// How bad.
    #[schema(value_type = SeverityCode)]
    pub severity: Severity,
    /// Whether it rests on the reporter's consent; else on a legal basis.
    pub by_consent: bool,
    /// SHA-256 of the document, hex; shown for approval.
    pub sha256: Option<String>,
    /// The police's own number.
    pub police_case_number: Option<String>,
    /// Who drafted it.
    pub created_by: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Who submitted it.
    pub submitted_by: Option<String>,
    /// When.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When.
    pub approved_at: Option<DateTime<Utc>>,
    /// When the police fetched it first.
    pub delivered_at: Option<DateTime<Utc>>,
    /// Last step.
    pub updated_at: DateTime<Utc>,
    /// Counts changes; also the `ETag`.
    pub version: i32,
}

impl ReferralView {
    pub(crate) fn of(
        referral: Referral,
        case: &Case,
        police_case_number: Option<String>,
        names: &HashMap<PersonId, String>,
    ) -> Self {
        let name = |id: PersonId| names.get(&id).cloned();
        Self {
            id: referral.id,
            state: referral.state,
            case: case.id,
            case_number: case.number.to_string(),
            kind: case.kind,
            police_channel: case.kind.facts().police_channel,
            severity: case.severity,
            by_consent: referral.by_consent,
            sha256: referral.package_sha256.map(hex::encode),
            police_case_number,
            created_by: name(referral.created_by),
            created_at: referral.created_at,
            submitted_by: referral.submitted_by.and_then(name),
            submitted_at: referral.submitted_at,
            approved_by: referral.approved_by.and_then(name),
            approved_at: referral.approved_at,
            delivered_at: referral.delivered_at,
            updated_at: referral.updated_at,
            version: referral.version,
        }
    }
}
