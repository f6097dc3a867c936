//! Opening a restricted case in an emergency.

use actix_web::http::StatusCode;
use actix_web::post;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use domain::id::CaseId;
use domain::number::ReportNumber;
use domain::problem::Rule;
use domain::report::reader::Reader;
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::{Body, FromBody, IdempotencyKey, Staff};
use crate::once::{Once, staff_scope};
use crate::state::StaffState;

/// Which case, and why.
#[derive(Debug, ToSchema)]
pub(crate) struct EmergencyAccessRequest {
    /// Number of one of its reports, as somebody on the phone says it.
    #[schema(value_type = String, example = "SMV-7F3K-Q2NM")]
    pub number: ReportNumber,
    /// Why it cannot wait, for the timeline.
    pub reason: String,
}

impl FromBody for EmergencyAccessRequest {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        let reason = r.required_text("reason", 10, 1000);
        if !r.has("number") {
            let _ = r.text("number", 40);
            r.problem("number", Rule::Required);
            return None;
        }
        let number = r.parsed("number", Rule::Unknown, |text| {
            ReportNumber::parse(text).ok()
        })?;
        Some(Self { number, reason })
    }
}

/// A case that was opened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EmergencyAccessView {
    /// The case.
    #[schema(value_type = Uuid)]
    pub case: CaseId,
    /// Until when; null when you could reach it anyway.
    pub until: Option<DateTime<Utc>>,
}

/// Open a restricted case of your team in an emergency, for an hour. The reason stands in its
/// timeline, and its owner, or else the duty leads, are told by mail.
#[utoipa::path(tag = "cases", operation_id = "break_glass", request_body = EmergencyAccessRequest,
    responses((status = CREATED, body = EmergencyAccessView)), security(("staff" = [])))]
#[post("/api/v1/emergency-access")]
pub(crate) async fn break_glass(
    staff: Staff,
    key: IdempotencyKey,
    body: Body<EmergencyAccessRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (now, safe, actor) = (state.clock.now(), state.safe.clone(), staff.actor.clone());
    let scope = staff_scope(&staff.actor, "emergency-access", &"");
    let EmergencyAccessRequest { number, reason } = body.value;
    Once::new(&state.safe.keys, &scope, key, &body.sha256)
        .run(&state.db, &staff.actor, now, move |tx| {
            let opened =
                triage_queue::break_glass::break_glass(tx, &safe, &actor, &number, &reason, now)?;
            let view = EmergencyAccessView {
                case: opened.case.id,
                until: opened.until,
            };
            Answer::of(StatusCode::CREATED, &view)
        })
        .await
}
