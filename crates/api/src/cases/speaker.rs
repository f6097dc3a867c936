//! Who speaks for the firm: a call-back that was made, a supplier that may be the cause.

use actix_web::http::StatusCode;
use actix_web::post;
use actix_web::web::{Data, Path};
use domain::consent::IdentityAssurance;
use domain::id::CaseId;
use domain::number::ReportNumber;
use domain::problem::Rule;
use domain::report::reader::Reader;
use triage_queue::page;
use triage_queue::speaker::{self, Finding};
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::cases::view::CasePageView;
use crate::codes::IdentityAssuranceCode;
use crate::error::ApiError;
use crate::extract::{Body, FromBody, IdempotencyKey, IfMatch, Staff};
use crate::once::{Once, staff_scope};
use crate::state::StaffState;

/// What a check may come to here: no electronic identity is asked for yet.
const RESULTS: &[&str] = &["none", "callback"];

/// What was found out about who sent a report.
#[derive(Debug, ToSchema)]
pub(crate) struct IdentityCheckRequest {
    /// Number of the report.
    #[schema(value_type = String, example = "SMV-7F3K-Q2NM")]
    pub report: ReportNumber,
    /// `callback`: called back on the telephone of the public register. `none`: nothing is known after all.
    #[schema(value_type = IdentityAssuranceCode)]
    pub result: IdentityAssurance,
    /// How, for the timeline.
    pub verified_by: String,
}

/// Whose report it is that may come from the cause itself.
#[derive(Debug, ToSchema)]
pub(crate) struct ShutOutRequest {
    /// Number of the report.
    #[schema(value_type = String, example = "SMV-7F3K-Q2NM")]
    pub report: ReportNumber,
    /// Why, for the timeline.
    pub reason: String,
}

/// The number of a report of the case.
pub(super) fn report_number(r: &mut Reader<'_>) -> Option<ReportNumber> {
    if !r.has("report") {
        let _ = r.text("report", 40);
        r.problem("report", Rule::Required);
        return None;
    }
    r.parsed("report", Rule::Unknown, |text| {
        ReportNumber::parse(text).ok()
    })
}

impl FromBody for IdentityCheckRequest {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        let verified_by = r.required_text("verified_by", 1, 1000);
        let from_code = |code: &str| {
            let known = RESULTS.contains(&code);
            known.then(|| IdentityAssurance::from_code(code))?
        };
        let result = r.required_choice("result", RESULTS, from_code);
        Some(Self {
            report: report_number(r)?,
            result: result?,
            verified_by,
        })
    }
}

impl FromBody for ShutOutRequest {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        let reason = r.required_text("reason", 1, 1000);
        Some(Self {
            report: report_number(r)?,
            reason,
        })
    }
}

/// Note how well it is known that a reporter speaks for the firm. Stands in a referral of the report.
#[utoipa::path(tag = "cases", operation_id = "add_identity_check",
    params(("id" = Uuid, Path, description = "Case")), request_body = IdentityCheckRequest,
    responses((status = CREATED, body = CasePageView)), security(("staff" = [])))]
#[post("/api/v1/cases/{id}/identity-checks")]
pub(crate) async fn add_identity_check(
    staff: Staff,
    id: Path<CaseId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    body: Body<IdentityCheckRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (id, now, actor, safe) = (
        *id,
        state.clock.now(),
        staff.actor.clone(),
        state.safe.clone(),
    );
    let scope = staff_scope(&staff.actor, "identity-check", &id);
    Once::new(&state.safe.keys, &scope, key, &body.sha256)
        .run(&state.db, &staff.actor, now, move |tx| {
            let finding = Finding {
                report: body.value.report,
                words: body.value.verified_by,
            };
            let found = (&finding, body.value.result);
            let case = speaker::assure(tx, &safe, &actor, id, found, if_match.version, now)?;
            let view = CasePageView::of(page::case(tx, &safe, &actor, id, now)?, now);
            Ok::<_, ApiError>(Answer::of(StatusCode::CREATED, &view)?.version(case.version))
        })
        .await
}

/// Shut out whoever sent a report: a supplier that may itself be the cause. Neither its API keys nor the
/// code it has reach the report any more; the firm gets a new code after a call-back.
#[utoipa::path(tag = "cases", operation_id = "shut_sender_out",
    params(("id" = Uuid, Path, description = "Case")), request_body = ShutOutRequest,
    responses((status = CREATED, body = CasePageView)), security(("staff" = [])))]
#[post("/api/v1/cases/{id}/shut-outs")]
pub(crate) async fn shut_sender_out(
    staff: Staff,
    id: Path<CaseId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    body: Body<ShutOutRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (id, now, actor, safe) = (
        *id,
        state.clock.now(),
        staff.actor.clone(),
        state.safe.clone(),
    );
    let scope = staff_scope(&staff.actor, "shut-out", &id);
    Once::new(&state.safe.keys, &scope, key, &body.sha256)
        .run(&state.db, &staff.actor, now, move |tx| {
            let finding = Finding {
                report: body.value.report,
                words: body.value.reason,
            };
            let version = if_match.version;
            let case = speaker::shut_sender_out(tx, &safe, &actor, id, &finding, version, now)?;
            let view = CasePageView::of(page::case(tx, &safe, &actor, id, now)?, now);
            Ok::<_, ApiError>(Answer::of(StatusCode::CREATED, &view)?.version(case.version))
        })
        .await
}
