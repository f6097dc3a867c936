//! Notes, messages to the reporter, and a new access code after a call-back.

use actix_web::http::StatusCode;
use actix_web::post;
use actix_web::web::{Data, Path};
use domain::id::CaseId;
use domain::number::ReportNumber;
use domain::report::reader::Reader;
use serde::Serialize;
use triage_queue::write::Replacement;
use triage_queue::{page, write};
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::cases::speaker::report_number;
use crate::cases::view::CasePageView;
use crate::error::ApiError;
use crate::extract::{Body, FromBody, IdempotencyKey, IfMatch, Staff};
use crate::once::{Once, staff_scope};
use crate::reports::TextRequest;
use crate::state::StaffState;

/// Add an internal note. Notes are never changed.
#[utoipa::path(tag = "cases", operation_id = "add_note",
    params(("id" = Uuid, Path, description = "Case")), request_body = TextRequest,
    responses((status = CREATED, body = CasePageView)), security(("staff" = [])))]
#[post("/api/v1/cases/{id}/notes")]
pub(crate) async fn add_note(
    staff: Staff,
    id: Path<CaseId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    body: Body<TextRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (id, now, actor, safe) = (
        *id,
        state.clock.now(),
        staff.actor.clone(),
        state.safe.clone(),
    );
    let scope = staff_scope(&staff.actor, "note", &id);
    Once::new(&state.safe.keys, &scope, key, &body.sha256)
        .run(&state.db, &staff.actor, now, move |tx| {
            let case = write::note(
                tx,
                &safe,
                &actor,
                id,
                &body.value.text,
                if_match.version,
                now,
            )?;
            let view = CasePageView::of(page::case(tx, &safe, &actor, id, now)?, now);
            Ok::<_, ApiError>(Answer::of(StatusCode::CREATED, &view)?.version(case.version))
        })
        .await
}

/// Write to the reporter. The mail says only that there is news.
#[utoipa::path(tag = "cases", operation_id = "add_message",
    params(("id" = Uuid, Path, description = "Case")), request_body = TextRequest,
    responses((status = CREATED, body = CasePageView)), security(("staff" = [])))]
#[post("/api/v1/cases/{id}/messages")]
pub(crate) async fn add_message(
    staff: Staff,
    id: Path<CaseId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    body: Body<TextRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (id, now, actor, safe) = (
        *id,
        state.clock.now(),
        staff.actor.clone(),
        state.safe.clone(),
    );
    let scope = staff_scope(&staff.actor, "message", &id);
    Once::new(&state.safe.keys, &scope, key, &body.sha256)
        .run(&state.db, &staff.actor, now, move |tx| {
            let case = write::message(
                tx,
                &safe,
                &actor,
                id,
                &body.value.text,
                if_match.version,
                now,
            )?;
            let view = CasePageView::of(page::case(tx, &safe, &actor, id, now)?, now);
            Ok::<_, ApiError>(Answer::of(StatusCode::CREATED, &view)?.version(case.version))
        })
        .await
}

/// Which report gets a new code, and how its reporter was verified.
#[derive(Debug, ToSchema)]
pub(crate) struct AccessCodeRequest {
    /// Number of the report.
    #[schema(value_type = String, example = "SMV-7F3K-Q2NM")]
    pub report: ReportNumber,
    /// How the caller was verified, for the timeline.
    pub verified_by: String,
}

impl FromBody for AccessCodeRequest {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        let verified_by = r.required_text("verified_by", 1, 1000);
        Some(Self {
            report: report_number(r)?,
            verified_by,
        })
    }
}

/// A new access code, shown once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccessCodeView {
    /// Number of the report.
    pub number: String,
    /// The new code; the old one opens nothing any more.
    pub access_code: String,
}

/// Replace a lost access code after a call-back. A retry with the same key gets the same code.
#[utoipa::path(tag = "cases", operation_id = "replace_access_code",
    params(("id" = Uuid, Path, description = "Case")), request_body = AccessCodeRequest,
    responses((status = CREATED, body = AccessCodeView)), security(("staff" = [])))]
#[post("/api/v1/cases/{id}/access-codes")]
pub(crate) async fn replace_access_code(
    staff: Staff,
    id: Path<CaseId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    body: Body<AccessCodeRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (id, now, actor, safe) = (
        *id,
        state.clock.now(),
        staff.actor.clone(),
        state.safe.clone(),
    );
    let scope = staff_scope(&staff.actor, "access-code", &id);
    // Only what the code is made from is kept, never the code: a retry makes it again.
    let code = match &key.0 {
        Some(key) => {
            let name = format!("{scope}\u{1f}{key}");
            safe.keys
                .replaced_access_code(name.as_bytes(), &body.sha256)
        }
        None => safe
            .keys
            .replaced_access_code(&store::random::<32>(), &body.sha256),
    };
    let replacement = Replacement {
        report: body.value.report,
        verified_by: body.value.verified_by,
        code: code.clone(),
    };
    let answer = Once::new(&state.safe.keys, &scope, key, &body.sha256)
        .run(&state.db, &staff.actor, now, move |tx| {
            let case =
                write::replace_code(tx, &safe, &actor, id, &replacement, if_match.version, now)?;
            let view = AccessCodeView {
                number: replacement.report.to_string(),
                access_code: String::new(),
            };
            let answer = Answer::of(StatusCode::CREATED, &view)?.version(case.version);
            Ok::<_, ApiError>(answer.not_stored())
        })
        .await?;
    Ok(answer.with("access_code", code.shown()))
}
