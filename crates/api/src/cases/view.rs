//! The one shape of a case in the API, short in lists and long on its page.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::case::Case;
use domain::case::status::Status;
use domain::case::transition::TransitionName;
use domain::classification::Classification;
use domain::clock::ClockName;
use domain::consent::{Consents, IdentityAssurance};
use domain::contact::Phone;
use domain::id::{CaseId, PersonId, TeamId};
use domain::kind::Kind;
use domain::organisation::{OrganisationType, SizeClass};
use domain::priority::{self, Factor};
use domain::report::Report;
use domain::severity::{Impact, Ongoing, Severity};
use domain::tlp::Tlp;
use serde::Serialize;
use triage_queue::page::CasePage;
use utoipa::ToSchema;

use crate::attachments::AttachmentView;
use crate::codes::{
    ClockCode, FactorCode, IdentityAssuranceCode, ImpactCode, KindCode, OngoingCode,
    OrganisationTypeCode, SeverityCode, SizeClassCode, StatusCode, TlpCode, TransitionCode,
};
use crate::referrals::view::ReferralView;
use crate::reports::request::ConsentsBody;
use crate::reports::stage_view::StageView;
use crate::request;

/// A case in a list: open facts only, never content.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseView {
    /// Id.
    #[schema(value_type = Uuid)]
    pub id: CaseId,
    /// Number of its first report.
    pub number: String,
    /// Where it stands.
    #[schema(value_type = StatusCode)]
    pub status: Status,
    /// Who works on it.
    #[schema(value_type = Option<Uuid>)]
    pub owner: Option<PersonId>,
    /// Name of the owner.
    pub owner_name: Option<String>,
    /// Which team it belongs to.
    #[schema(value_type = Uuid)]
    pub team: TeamId,
    /// Known only to its owner, those on its list and the duty leads of its team.
    pub restricted: bool,
    /// What happened.
    #[schema(value_type = KindCode)]
    pub kind: Kind,
    /// How bad.
    #[schema(value_type = SeverityCode)]
    pub severity: Severity,
    /// 0 to 100.
    pub priority: i16,
    /// What the priority is made of.
    pub priority_factors: Vec<FactorView>,
    /// What it is, as the analyst says it.
    #[schema(value_type = ClassificationView)]
    pub classification: Classification,
    /// With whom it may be shared.
    #[schema(value_type = TlpCode)]
    pub tlp: Tlp,
    /// Still happening.
    #[schema(value_type = OngoingCode)]
    pub ongoing: Ongoing,
    /// How hard hit.
    #[schema(value_type = ImpactCode)]
    pub impact: Impact,
    /// Size of the firm.
    #[schema(value_type = Option<SizeClassCode>)]
    pub size_class: Option<SizeClass>,
    /// Region code.
    pub region: Option<String>,
    /// Industry group, 1 to 10.
    pub sector_group: Option<i16>,
    /// Sort of organisation.
    #[schema(value_type = Option<OrganisationTypeCode>)]
    pub organisation_type: Option<OrganisationType>,
    /// When the firm became aware.
    pub aware_at: DateTime<Utc>,
    /// When the first report was received.
    pub received_at: DateTime<Utc>,
    /// Last change.
    pub updated_at: DateTime<Utc>,
    /// Counts changes; also the `ETag`.
    pub version: i32,
}

/// A named part of a priority.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FactorView {
    /// Name.
    #[schema(value_type = FactorCode)]
    pub name: priority::FactorName,
    /// Points it adds.
    pub points: i16,
}

/// Classification by RSIT.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "a shape of the document; bodies are read field by field"
)]
pub(crate) struct ClassificationView {
    /// The one that counts.
    pub primary: RsitView,
    /// Further ones.
    pub secondary: Vec<RsitView>,
    /// Version of the taxonomy.
    pub taxonomy_version: String,
}

/// RSIT class and type.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "a shape of the document; bodies are read field by field"
)]
pub(crate) struct RsitView {
    /// Class code.
    #[schema(example = "fraud")]
    pub class: String,
    /// Type code.
    #[serde(rename = "type")]
    #[schema(example = "phishing")]
    pub kind: String,
}

/// That the content of a case is gone: no reports are left on its page.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContentDeletedView {
    /// When.
    pub at: DateTime<Utc>,
    /// Reference of the archives' decision.
    pub decision: String,
}

/// Everything on a case's page, except its timeline.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CasePageView {
    /// The case.
    #[serde(flatten)]
    pub case: CaseView,
    /// What can be asked for now by this caller.
    #[schema(value_type = Vec<TransitionCode>)]
    pub available_transitions: Vec<TransitionName>,
    /// Its reports, first one first.
    pub reports: Vec<CaseReportView>,
    /// Our promises.
    pub clocks: Vec<ClockView>,
    /// Cases of the same firm.
    pub related: Vec<CaseView>,
    /// Its referrals.
    pub referrals: Vec<ReferralView>,
    /// Set when the content was deleted under a decision of the archives; changes answer 410 then.
    pub content_deleted: Option<ContentDeletedView>,
}

/// A report on a case's page.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseReportView {
    /// Its number.
    pub number: String,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// The consents that hold now.
    #[schema(value_type = ConsentsBody)]
    pub consents: Consents,
    /// How well it is known that its reporter speaks for the firm.
    #[schema(value_type = IdentityAssuranceCode)]
    pub identity_assurance: IdentityAssurance,
    /// Since when its sender, a supplier that may be the cause, reaches it neither by key nor by code.
    pub sender_shut_out_at: Option<DateTime<Utc>>,
    /// The firm's telephone in the public register: the one to call back, whatever number the report gives.
    #[schema(value_type = Option<String>)]
    pub register_phone: Option<Phone>,
    /// What was sent.
    #[schema(value_type = Object)]
    pub content: Report,
    /// Its files.
    pub attachments: Vec<AttachmentView>,
    /// Stages of the firm's own notice to the authorities, if clocks run for it.
    pub stages: Vec<StageView>,
}

/// A promise.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClockView {
    /// Which.
    #[schema(value_type = ClockCode)]
    pub name: ClockName,
    /// Since when.
    pub started_at: DateTime<Utc>,
    /// Due when.
    pub due_at: DateTime<Utc>,
    /// Kept or called off when.
    pub stopped_at: Option<DateTime<Utc>>,
    /// Whether it has run out while it ran.
    pub overdue: bool,
}

impl CaseView {
    pub(crate) fn of(case: Case, names: &HashMap<PersonId, String>) -> Self {
        let factors = priority::factors(&case.priority_facts());
        Self {
            id: case.id,
            number: case.number.to_string(),
            status: case.status,
            owner: case.owner,
            owner_name: case.owner.and_then(|owner| names.get(&owner).cloned()),
            team: case.team,
            restricted: case.restricted,
            kind: case.kind,
            severity: case.severity,
            priority: case.priority,
            priority_factors: factors.into_iter().map(FactorView::from).collect(),
            classification: case.classification,
            tlp: case.tlp,
            ongoing: case.ongoing,
            impact: case.impact,
            size_class: case.size_class,
            region: case.region,
            sector_group: case.sector_group,
            organisation_type: case.organisation_type,
            aware_at: case.aware_at,
            received_at: case.received_at,
            updated_at: case.updated_at,
            version: case.version,
        }
    }
}

impl From<Factor> for FactorView {
    fn from(factor: Factor) -> Self {
        Self {
            name: factor.name,
            points: factor.points,
        }
    }
}

impl CasePageView {
    pub(crate) fn of(page: CasePage, now: DateTime<Utc>) -> Self {
        let available_transitions = if page.may_transition {
            page.case.status.available()
        } else {
            Vec::new()
        };
        let (names, language) = (page.names, request::language());
        let phones = page.register_phones;
        let phone_of = |report: &Report| phones.get(report.organisation.cvr.as_ref()?).cloned();
        let (mut files, mut stages) = (page.attachments, page.stages);
        let mut files_of = |report| {
            let own = files.extract_if(.., |file| file.report == report);
            own.map(|file| AttachmentView::of(file, language)).collect()
        };
        Self {
            available_transitions,
            reports: page
                .reports
                .into_iter()
                .map(|read| CaseReportView {
                    attachments: files_of(read.stored.id),
                    stages: stages
                        .remove(&read.stored.id)
                        .unwrap_or_default()
                        .into_iter()
                        .map(|stage| StageView::of(stage, language))
                        .collect(),
                    number: read.stored.number.to_string(),
                    received_at: read.stored.received_at,
                    consents: read.consents,
                    identity_assurance: read.stored.identity_assurance,
                    sender_shut_out_at: read.stored.sender_shut_out_at,
                    register_phone: phone_of(&read.report),
                    content: read.report,
                })
                .collect(),
            clocks: page
                .clocks
                .into_iter()
                .map(|clock| ClockView {
                    name: clock.name,
                    started_at: clock.started_at,
                    due_at: clock.due_at,
                    stopped_at: clock.stopped_at,
                    overdue: clock.stopped_at.unwrap_or(now) > clock.due_at,
                })
                .collect(),
            related: page
                .related
                .into_iter()
                .map(|case| CaseView::of(case, &names))
                .collect(),
            referrals: page
                .referrals
                .into_iter()
                .map(|(referral, number)| ReferralView::of(referral, &page.case, number, &names))
                .collect(),
            content_deleted: page.deleted.map(|deleted| ContentDeletedView {
                at: deleted.at,
                decision: deleted.decision,
            }),
            case: CaseView::of(page.case, &names),
        }
    }
}
