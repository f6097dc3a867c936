//! Following a report with its number and access code.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, get};
use domain::access::Actor;
use domain::api_key::Scope;
use triage_queue::reporter;

use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::Bearer;
use crate::machine;
use crate::reports::own_status::{ReportAnswer, one};
use crate::reports::view::OwnReportView;
use crate::request;
use crate::state::PublicState;

/// See a report as its owner, with its access code; or how it stands, with the API key of the system
/// that filed it.
///
/// An unknown number and a wrong code get the same answer in the same time.
#[utoipa::path(tag = "reports", operation_id = "get_report",
    params(("number" = String, Path, description = "Report number")),
    responses((status = OK, body = ReportAnswer)), security(("access_code" = []), ("api_key" = [])))]
#[get("/api/v1/reports/{number}")]
pub(crate) async fn get_report(
    caller: Bearer,
    number: Path<String>,
    request: HttpRequest,
    state: Data<PublicState>,
) -> Result<Answer, ApiError> {
    let code = caller.0.ok_or(ApiError::Unauthenticated)?;
    if machine::is_key(&code) {
        let machine = machine::admit(&state, &request, &code, Scope::ReadOwn).await?;
        return one(&state, machine, &number).await;
    }
    let door = reporter::door(&state.keys, &number, &code);
    let (now, deadlines) = (state.clock.now(), state.deadlines);
    let view = state
        .db
        .transact_reading(&Actor::Reporter, move |tx| {
            reporter::view(tx, &door, &deadlines, now)
        })
        .await?;
    Ok(Answer::ok(&OwnReportView::of(view, request::language()))?.not_stored())
}
