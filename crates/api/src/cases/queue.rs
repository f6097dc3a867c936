//! The queue, and taking the best case from it.

use std::collections::HashMap;

use actix_web::web::Data;
use actix_web::{get, post};
use chrono::{DateTime, Utc};
use domain::id::CaseId;
use serde::{Deserialize, Serialize};
use store::cases::QueueCursor;
use triage_queue::{claim, page};

use crate::answer::Answer;
use crate::cases::view::{CasePageView, CaseView};
use crate::error::ApiError;
use crate::extract::{Body, Checked, IdempotencyKey, Nothing, Params, Query, Staff};
use crate::once::{Once, staff_scope};
use crate::page_of::Page;
use crate::state::StaffState;

/// Where a page of the queue ended.
#[derive(Serialize, Deserialize)]
struct Position(i16, DateTime<Utc>, CaseId);

/// Parameters of the queue.
pub(crate) struct QueueParams {
    limit: i64,
    after: Option<QueueCursor>,
}

impl Params for QueueParams {
    const KNOWN: &'static [&'static str] = &["limit", "after"];
    fn read(query: &Query) -> Result<Self, ApiError> {
        let after = query
            .after::<Position>()?
            .map(|Position(priority, received_at, id)| QueueCursor {
                priority,
                received_at,
                id,
            });
        Ok(Self {
            limit: query.limit()?,
            after,
        })
    }
}

/// Open cases nobody has, best next first.
#[utoipa::path(tag = "queue", operation_id = "list_queue",
    params(("limit" = Option<i64>, Query, description = "1 to 200, 50 without"),
        ("after" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = OK, body = Page<CaseView>)), security(("staff" = [])))]
#[get("/api/v1/queue")]
pub(crate) async fn list_queue(
    staff: Staff,
    params: Checked<QueueParams>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let QueueParams { limit, after } = params.0;
    let (actor, now) = (staff.actor.clone(), state.clock.now());
    let found = state
        .db
        .transact_reading(&staff.actor, move |tx| {
            page::queue(tx, &actor, after, limit + 1, now)
        })
        .await?;
    let names = HashMap::new();
    let position = |case: &domain::case::Case| Position(case.priority, case.received_at, case.id);
    Answer::ok(&Page::of(found, limit, position, |case| {
        CaseView::of(case, &names)
    }))
}

/// Take the best case you may take; 204 when the queue is empty.
///
/// Two analysts never get the same case.
#[utoipa::path(tag = "queue", operation_id = "claim_case",
    responses((status = OK, body = CasePageView), (status = NO_CONTENT, description = "The queue is empty")),
    security(("staff" = [])))]
#[post("/api/v1/queue/claim")]
pub(crate) async fn claim_case(
    staff: Staff,
    key: IdempotencyKey,
    body: Body<Nothing>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (now, safe, actor) = (state.clock.now(), state.safe.clone(), staff.actor.clone());
    let scope = staff_scope(&staff.actor, "claim", &"");
    Once::new(&state.safe.keys, &scope, key, &body.sha256)
        .run(&state.db, &staff.actor, now, move |tx| {
            let Some(case) = claim::claim(tx, &safe, &actor, now)? else {
                return Ok(Answer::empty());
            };
            let version = case.version;
            let page = page::case(tx, &safe, &actor, case.id, now)?;
            let view = CasePageView::of(page, now);
            Ok::<_, ApiError>(Answer::ok(&view)?.version(version))
        })
        .await
}
