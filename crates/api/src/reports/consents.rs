//! The reporter changes what is allowed.

use actix_web::put;
use actix_web::web::{Data, Path};
use domain::access::Actor;
use domain::consent::Consents;
use domain::report::read_consents;
use domain::report::reader::Reader;
use triage_queue::reporter;

use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::{Bearer, Body, FromBody};
use crate::reports::request::ConsentsBody;
use crate::reports::view::OwnReportView;
use crate::request;
use crate::state::PublicState;

impl FromBody for Consents {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        read_consents(r)
    }
}

/// Change the consents of a report. Taking one back stops what is not yet delivered.
#[utoipa::path(tag = "reports", operation_id = "set_report_consents",
    params(("number" = String, Path, description = "Report number")),
    request_body = ConsentsBody,
    responses((status = OK, body = OwnReportView)), security(("access_code" = [])))]
#[put("/api/v1/reports/{number}/consents")]
pub(crate) async fn set_report_consents(
    caller: Bearer,
    number: Path<String>,
    body: Body<Consents>,
    state: Data<PublicState>,
) -> Result<Answer, ApiError> {
    let code = caller.0.ok_or(ApiError::Unauthenticated)?;
    let (now, deadlines) = (state.clock.now(), state.deadlines);
    let door = reporter::door(&state.keys, &number, &code);
    let view = state
        .db
        .transact(&Actor::Reporter, move |tx| {
            reporter::set_consents(tx, &door, body.value, now)?;
            reporter::view(tx, &door, &deadlines, now)
        })
        .await?;
    Ok(Answer::ok(&OwnReportView::of(view, request::language()))?.not_stored())
}
