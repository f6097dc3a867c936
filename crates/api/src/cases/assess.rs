//! Classification, severity and TLP label of a case. Each needs `If-Match`.

use actix_web::put;
use actix_web::web::{Data, Path};
use domain::classification::{Classification, RSIT_VERSION, RsitType};
use domain::id::CaseId;
use domain::problem::Rule;
use domain::report::reader::Reader;
use domain::severity::Severity;
use domain::tlp::Tlp;
use triage_queue::assess::{Assessment, assess};
use triage_queue::page;
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::cases::view::{CasePageView, RsitView};
use crate::codes::{SeverityCode, TlpCode};
use crate::error::ApiError;
use crate::extract::{Body, FromBody, IfMatch, Staff};
use crate::state::StaffState;

/// What the case is.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "a shape of the document; bodies are read field by field"
)]
pub(crate) struct ClassificationRequest {
    /// The one that counts.
    pub primary: RsitView,
    /// Further ones, at most ten.
    pub secondary: Option<Vec<RsitView>>,
}

/// How bad.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "a shape of the document; bodies are read field by field"
)]
pub(crate) struct SeverityRequest {
    /// Severity.
    #[schema(value_type = SeverityCode)]
    pub severity: String,
}

/// With whom it may be shared.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "a shape of the document; bodies are read field by field"
)]
pub(crate) struct TlpRequest {
    /// Label of TLP 2.0, with or without `TLP:`.
    #[schema(value_type = TlpCode)]
    pub tlp: String,
}

impl FromBody for Classification {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        let secondary = r.list("secondary", 10, rsit);
        let version = r.text("taxonomy_version", 20);
        if version.is_some_and(|version| version != RSIT_VERSION) {
            r.problem("taxonomy_version", Rule::NotAChoice(&[RSIT_VERSION]));
        }
        if !r.has("primary") {
            r.problem("primary", Rule::Required);
        }
        let primary = r.object("primary", rsit).flatten()?;
        let secondary = secondary.into_iter().collect::<Option<Vec<_>>>()?;
        Some(Self {
            secondary,
            ..Self::of(primary)
        })
    }
}

fn rsit(r: &mut Reader<'_>) -> Option<RsitType> {
    let (class, kind) = (
        r.required_text("class", 1, 60),
        r.required_text("type", 1, 60),
    );
    if class.is_empty() || kind.is_empty() {
        return None;
    }
    let known = RsitType::parse(&class, &kind);
    if known.is_none() {
        r.problem("type", Rule::Rsit);
    }
    known
}

impl FromBody for Severity {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        r.required_choice("severity", Self::CODES, Self::from_code)
    }
}

impl FromBody for Tlp {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        r.required_choice("tlp", Self::CODES, Self::parse)
    }
}

async fn put(
    staff: Staff,
    id: CaseId,
    if_match: IfMatch,
    assessment: Assessment,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (now, actor, safe) = (state.clock.now(), staff.actor.clone(), state.safe.clone());
    let expected = if_match.required()?;
    let page = state
        .db
        .transact(&staff.actor, move |tx| {
            assess(tx, &safe, &actor, id, assessment, expected, now)?;
            page::case(tx, &safe, &actor, id, now)
        })
        .await?;
    let version = page.case.version;
    Ok(Answer::ok(&CasePageView::of(page, now))?.version(version))
}

/// Say what a case is.
#[utoipa::path(tag = "cases", operation_id = "set_case_classification",
    params(("id" = Uuid, Path, description = "Case"),
        ("If-Match" = String, Header, description = "Version you have seen")),
    request_body = ClassificationRequest,
    responses((status = OK, body = CasePageView)), security(("staff" = [])))]
#[put("/api/v1/cases/{id}/classification")]
pub(crate) async fn set_case_classification(
    staff: Staff,
    id: Path<CaseId>,
    if_match: IfMatch,
    body: Body<Classification>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    put(
        staff,
        *id,
        if_match,
        Assessment::Classification(body.value),
        state,
    )
    .await
}

/// Say how bad a case is; the priority follows.
#[utoipa::path(tag = "cases", operation_id = "set_case_severity",
    params(("id" = Uuid, Path, description = "Case"),
        ("If-Match" = String, Header, description = "Version you have seen")),
    request_body = SeverityRequest,
    responses((status = OK, body = CasePageView)), security(("staff" = [])))]
#[put("/api/v1/cases/{id}/severity")]
pub(crate) async fn set_case_severity(
    staff: Staff,
    id: Path<CaseId>,
    if_match: IfMatch,
    body: Body<Severity>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    put(
        staff,
        *id,
        if_match,
        Assessment::Severity(body.value),
        state,
    )
    .await
}

/// Say with whom a case may be shared.
#[utoipa::path(tag = "cases", operation_id = "set_case_tlp",
    params(("id" = Uuid, Path, description = "Case"),
        ("If-Match" = String, Header, description = "Version you have seen")),
    request_body = TlpRequest,
    responses((status = OK, body = CasePageView)), security(("staff" = [])))]
#[put("/api/v1/cases/{id}/tlp")]
pub(crate) async fn set_case_tlp(
    staff: Staff,
    id: Path<CaseId>,
    if_match: IfMatch,
    body: Body<Tlp>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    put(staff, *id, if_match, Assessment::Tlp(body.value), state).await
}
