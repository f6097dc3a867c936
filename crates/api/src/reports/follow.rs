//! Following a report with its number and access code.

use actix_web::get;
use actix_web::web::{Data, Path};
use domain::access::Actor;
use triage_queue::reporter;

use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::Bearer;
use crate::reports::view::OwnReportView;
use crate::request;
use crate::state::PublicState;

/// See a report as its owner.
///
/// An unknown number and a wrong code get the same answer in the same time.
#[utoipa::path(tag = "reports", operation_id = "get_report",
    params(("number" = String, Path, description = "Report number")),
    responses((status = OK, body = OwnReportView)), security(("access_code" = [])))]
#[get("/api/v1/reports/{number}")]
pub(crate) async fn get_report(
    caller: Bearer,
    number: Path<String>,
    state: Data<PublicState>,
) -> Result<Answer, ApiError> {
    let code = caller.0.ok_or(ApiError::Unauthenticated)?;
    let door = reporter::door(&state.keys, &number, &code);
    let now = state.clock.now();
    let view = state
        .db
        .transact_reading(&Actor::Reporter, move |tx| reporter::view(tx, &door, now))
        .await?;
    Ok(Answer::ok(&OwnReportView::of(view, request::language()))?.not_stored())
}
