//! What somebody asked for and may not do or see: a line of the audit trail each.
//!
//! A refused request has rolled back what it did, so its line has a transaction of its own. A guessed
//! id and the case of another team leave the same line: in neither case is there anything to tell.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::web::Data;
use domain::audit::{Act, Record};
use domain::id::Id;
use store::origin;
use triage_queue::audit;
use uuid::Uuid;

use crate::error::ApiError;
use crate::state::StaffState;

/// Middleware: records what logged-in people were refused. What cannot be recorded is answered 503.
pub(crate) async fn noted(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let response = next.call(request).await?;
    let refused = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&response.status());
    let Some(actor) = origin::current().actor.filter(|_| refused) else {
        return Ok(response);
    };
    let Some(state) = response.request().app_data::<Data<StaffState>>().cloned() else {
        return Ok(response);
    };
    let (line, now) = (line(&response), state.clock.now());
    let caller = actor.clone();
    state
        .db
        .transact_reading(&actor, move |tx| audit::record(tx, &caller, line, now))
        .await
        .map_err(ApiError::from)?;
    Ok(response)
}

fn line<B>(response: &ServiceResponse<B>) -> Record {
    let request = response.request();
    let pattern = request.match_pattern().unwrap_or_default();
    let id = request.match_info().get("id");
    let id: Option<Uuid> = id.and_then(|id| id.parse().ok());
    let line = Record::refused(Act::AccessRefused)
        .with("operation", format!("{} {pattern}", request.method()))
        .with("status", response.status().as_u16());
    match id.map(Id::from_uuid) {
        Some(case) if pattern.contains("/cases/") => line.case(case),
        Some(referral) if pattern.contains("/referrals/") => {
            line.referral(Id::from_uuid(referral.uuid()))
        }
        _ => line,
    }
}
