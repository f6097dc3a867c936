//! How the reports of a calling system stand. The key opens nothing: what was reported and what was
//! said is for the holder of the access code.

use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::api_key::Scope;
use domain::case::status::Status;
use domain::id::ReportId;
use domain::number::ReportNumber;
use serde::{Deserialize, Serialize};
use store::api_keys::{self, OwnStatus};
use triage_queue::intake;
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::codes::StatusCode;
use crate::error::ApiError;
use crate::extract::{Bearer, Params, Query};
use crate::machine::{self, Machine};
use crate::page_of::Page;
use crate::reports::view::{OwnReportView, state_text};
use crate::request;
use crate::state::PublicState;

/// A report as its owner or the system that filed it may see it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[expect(
    dead_code,
    reason = "a shape of the document; each is answered as itself"
)]
pub(crate) enum ReportAnswer {
    /// With an access code.
    Own(OwnReportView),
    /// With an API key.
    Status(ReportStatusView),
}

/// How a report stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportStatusView {
    /// Number of the report.
    #[schema(example = "SMV-7F3K-Q2NM")]
    pub number: String,
    /// Where the case stands.
    #[schema(value_type = StatusCode)]
    pub state: Status,
    /// The same in plain words.
    pub state_text: String,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// When something happened last.
    pub updated_at: DateTime<Utc>,
    /// When its reporter hears from us; null when nothing is promised.
    pub next_update_due: Option<DateTime<Utc>>,
}

impl From<OwnStatus> for ReportStatusView {
    fn from(own: OwnStatus) -> Self {
        Self {
            number: own.number.to_string(),
            state: own.status,
            state_text: state_text(own.status, request::language()),
            received_at: own.received_at,
            updated_at: own.updated_at,
            next_update_due: own.next_update_due,
        }
    }
}

/// One report of a system; one of somebody else is not found, like one that is not there.
pub(crate) async fn one(
    state: &PublicState,
    machine: Machine,
    number: &str,
) -> Result<Answer, ApiError> {
    let number = ReportNumber::parse(number).map_err(|_| ApiError::NotFound)?;
    let now = state.clock.now();
    let found = state
        .db
        .transact(&Actor::Reporter, move |tx| {
            api_keys::reports(tx, &machine.key_hash, now, Some(&number), None, 1)
        })
        .await?
        .pop();
    let view: ReportStatusView = found.ok_or(ApiError::NotFound)?.into();
    Ok(Answer::ok(&view)?.not_stored())
}

/// Where a page of the list ended.
#[derive(Serialize, Deserialize)]
struct Position(DateTime<Utc>, ReportId);

/// Parameters of the list.
pub(crate) struct OwnParams {
    limit: i64,
    after: Option<Position>,
    source_ref: Option<String>,
}

impl Params for OwnParams {
    const KNOWN: &'static [&'static str] = &["limit", "after", "source_ref"];

    fn read(query: &Query) -> Result<Self, ApiError> {
        Ok(Self {
            limit: query.limit()?,
            after: query.after()?,
            source_ref: query.text("source_ref").map(str::to_owned),
        })
    }
}

/// How the reports stand that the caller filed with any of its keys, newest first.
#[utoipa::path(tag = "reports", operation_id = "list_own_reports",
    params(("source_ref" = Option<String>, Query, description = "Only the report with this reference"),
        ("limit" = Option<i64>, Query, description = "1 to 200, 50 without"),
        ("after" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = OK, body = Page<ReportStatusView>)), security(("api_key" = [])))]
#[get("/api/v1/reports")]
pub(crate) async fn list_own_reports(
    caller: Bearer,
    request: HttpRequest,
    state: Data<PublicState>,
) -> Result<Answer, ApiError> {
    let secret = caller.0.ok_or(ApiError::Unauthenticated)?;
    let machine = machine::admit(&state, &request, &secret, Scope::ReadOwn).await?;
    let OwnParams {
        limit,
        after,
        source_ref,
    } = OwnParams::read(&Query::of(&request, OwnParams::KNOWN)?)?;
    let (now, keys) = (state.clock.now(), state.keys.clone());
    let found = state
        .db
        .transact(&Actor::Reporter, move |tx| {
            let number = match source_ref {
                None => None,
                Some(reference) => {
                    let number =
                        intake::number_of_reference(tx, &keys, &machine.holder, &reference)?;
                    match number {
                        Some(number) => Some(number),
                        None => return Ok(Vec::new()),
                    }
                }
            };
            let before = after.map(|Position(at, id)| (at, id));
            api_keys::reports(
                tx,
                &machine.key_hash,
                now,
                number.as_ref(),
                before,
                limit + 1,
            )
        })
        .await?;
    let position = |own: &OwnStatus| Position(own.received_at, own.report);
    Ok(Answer::ok(&Page::of(found, limit, position, ReportStatusView::from))?.not_stored())
}
