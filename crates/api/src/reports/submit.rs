//! Filing a report: one way in, for the API and for the form.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{FromRequest, HttpRequest, post};
use domain::api_key::Scope;
use domain::flood::Doubt;
use domain::language::Language;
use domain::problem::Warning;
use domain::report::{self, Report};
use serde_json::Value;
use store::api_keys::Holder;
use triage_queue::intake::{Outcome, Receipt, Submission};

use crate::answer::Answer;
use crate::error::{ApiError, Conflict, Malformed};
use crate::extract::{Bearer, Body, IdempotencyKey};
use crate::machine;
use crate::reports::lanes::Turn;
use crate::reports::register::{self, Firm};
use crate::reports::request::ReportRequest;
use crate::reports::view::ReceiptView;
use crate::request;
use crate::state::PublicState;

/// A body that takes longer gives its place in the queue back until it is here.
const QUICK_BODY: Duration = Duration::from_secs(1);

/// File a report.
///
/// Answers 201 only after the report is durable; on 503 send it again with the same
/// `Idempotency-Key`, and it is stored once.
#[utoipa::path(tag = "reports", operation_id = "submit_report", request_body = ReportRequest,
    params(("Idempotency-Key" = Option<String>, Header,
        description = "16 to 255 characters, quoted or not; needed unless an API key and `source_ref` are given")),
    responses((status = CREATED, body = ReceiptView)),
    security((), ("api_key" = [])))]
#[post("/api/v1/reports")]
pub(crate) async fn submit_report(
    caller: Bearer,
    key: IdempotencyKey,
    request: HttpRequest,
    payload: Payload,
    state: Data<PublicState>,
) -> Result<Answer, ApiError> {
    let (turn, body) = turn_and_body(&state, &request, payload).await?;
    let api_key = match caller.0 {
        // A key that is not valid is refused, never ignored.
        Some(secret) => {
            let machine = machine::admit(&state, &request, &secret, Scope::Submit).await?;
            Some(machine.holder)
        }
        None => None,
    };
    let has_reference = body
        .value
        .get("source_ref")
        .and_then(Value::as_str)
        .is_some_and(|reference| !reference.trim().is_empty());
    if key.0.is_none() && !(api_key.is_some() && has_reference) {
        return Err(ApiError::Malformed(Malformed::MissingKey));
    }
    let doubts = if api_key.is_some() {
        Vec::new()
    } else {
        let now = state.clock.now();
        state.guard.note(now);
        state.guard.doubts_of_api(now)
    };
    let caller = (key.0, api_key);
    let filed = file(&state, turn, &body, caller, request::language(), doubts).await?;
    fault::point("before-reply");
    let url = status_url(&state, filed.report.language);
    let view = ReceiptView::of(&filed, url, &state.deadlines);
    Ok(Answer::of(StatusCode::CREATED, &view)?
        .at(format!("/api/v1/reports/{}", filed.receipt.number))
        .not_stored())
}

/// A place in the queue, and the body. While there is room the body comes first, so that a slow one holds no
/// place; when it is full, the place does: what is refused in a storm must cost as little as it can.
async fn turn_and_body<'a>(
    state: &'a PublicState,
    request: &HttpRequest,
    payload: Payload,
) -> Result<(Turn<'a>, Body<Value>), ApiError> {
    let mut payload = payload.into_inner();
    let mut body = Body::<Value>::from_request(request, &mut payload);
    if state.lanes.has_room() {
        let body = body.await?;
        return Ok((state.lanes.turn().await?, body));
    }
    let turn = state.lanes.turn().await?;
    if let Ok(body) = tokio::time::timeout(QUICK_BODY, &mut body).await {
        return Ok((turn, body?));
    }
    drop(turn);
    let body = body.await?;
    Ok((state.lanes.turn().await?, body))
}

/// A report that is stored, now or before.
pub(crate) struct Filed {
    pub(crate) report: Report,
    pub(crate) receipt: Receipt,
    /// Whether its sender reaches it no more.
    pub(crate) sender_shut_out: bool,
}

impl Filed {
    /// What is doubtful, and what its sender should know.
    pub(crate) fn warnings(&self) -> Vec<Warning> {
        let mut warnings = self.report.warnings();
        if self.sender_shut_out && !warnings.contains(&Warning::SupplierSuspected) {
            warnings.push(Warning::SupplierSuspected);
        }
        warnings
    }
}

/// Reads, checks and stores a report.
pub(crate) async fn file(
    state: &PublicState,
    turn: Turn<'_>,
    body: &Body<Value>,
    (key, api_key): (Option<String>, Option<Holder>),
    language: Language,
    doubts: Vec<Doubt>,
) -> Result<Filed, ApiError> {
    let now = state.clock.now();
    let mut report = report::parse(&body.value, language, now).map_err(ApiError::Invalid)?;
    fault::point("after-parse");
    let look_up = register::fill(state, &mut report).await == Firm::Unknown && state.look_up;
    let recipients = state.recipients().await?;
    let submission = Submission {
        report: report.clone(),
        body_sha256: body.sha256,
        key,
        api_key,
        doubts,
        deadlines: state.deadlines,
        look_up,
    };
    let sender_shut_out = submission.shuts_its_sender_out();
    match turn.file(submission, recipients).await? {
        Outcome::Accepted(receipt) | Outcome::Replayed(receipt) => Ok(Filed {
            report,
            receipt,
            sender_shut_out,
        }),
        Outcome::KeyReused => Err(ApiError::KeyReused),
        Outcome::SourceRefTaken(number) => Err(ApiError::Conflict(Conflict::SourceRefTaken(
            number.to_string(),
        ))),
    }
}

/// The page on which the reporter follows the case. Neither number nor code stands in an address.
pub(crate) fn status_url(state: &PublicState, language: Language) -> String {
    let base = state.public_url.as_str().trim_end_matches('/');
    format!("{base}/{language}/follow")
}
