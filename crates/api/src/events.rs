//! The feed of events over all cases the caller sees.

use std::collections::BTreeMap;

use actix_web::get;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use domain::event::{Audience, EventName};
use domain::id::{CaseId, PersonId};
use serde::Serialize;
use triage_queue::page::{self, ReadEvent};
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::codes::{AudienceCode, EventCode};
use crate::error::ApiError;
use crate::extract::{Checked, Params, Query, Staff, cursor};
use crate::state::StaffState;

/// One line of what happened to a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventView {
    /// Grows with each event; not without gaps.
    pub id: i64,
    /// The case.
    #[schema(value_type = Uuid)]
    pub case: CaseId,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    #[schema(value_type = EventCode)]
    pub name: EventName,
    /// Who may read it.
    #[schema(value_type = AudienceCode)]
    pub audience: Audience,
    /// In which role somebody acted.
    pub actor_role: String,
    /// Who.
    #[schema(value_type = Option<Uuid>)]
    pub actor: Option<PersonId>,
    /// Words that go with it.
    pub text: Option<String>,
    /// Facts that go with it.
    pub facts: BTreeMap<String, String>,
}

impl EventView {
    pub(crate) fn of(read: ReadEvent) -> Self {
        Self {
            id: read.event.id,
            case: read.event.case,
            at: read.event.at,
            name: read.event.name,
            audience: read.event.audience,
            actor_role: read.event.actor_role,
            actor: read.event.actor,
            text: read.body.text,
            facts: read.body.facts,
        }
    }
}

/// A page of the feed. At the end `next` is null: keep the last cursor and ask again with it later,
/// and nothing is skipped.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeedView {
    /// Events in the order of commit.
    pub data: Vec<EventView>,
    /// Cursor to go on from; null when nothing is new.
    pub next: Option<String>,
}

/// Parameters of the feed.
pub(crate) struct FeedParams {
    limit: i64,
    after: (i64, i64),
}

impl Params for FeedParams {
    const KNOWN: &'static [&'static str] = &["limit", "after"];
    fn read(query: &Query) -> Result<Self, ApiError> {
        Ok(Self {
            limit: query.limit()?,
            after: query.after()?.unwrap_or((0, 0)),
        })
    }
}

/// Events of all cases you see, in the order of commit. A late commit is never skipped.
#[utoipa::path(tag = "events", operation_id = "list_events",
    params(("limit" = Option<i64>, Query, description = "1 to 200, 50 without"),
        ("after" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = OK, body = FeedView)), security(("staff" = [])))]
#[get("/api/v1/events")]
pub(crate) async fn list_events(
    staff: Staff,
    params: Checked<FeedParams>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let FeedParams { limit, after } = params.0;
    let (safe, actor) = (state.safe.clone(), staff.actor.clone());
    let now = state.clock.now();
    let found = state
        .db
        .transact_reading(&staff.actor, move |tx| {
            page::feed(tx, &safe, &actor, after, limit, now)
        })
        .await?;
    let next = found
        .last()
        .map(|read| cursor(&(read.event.xid, read.event.id)));
    Answer::ok(&FeedView {
        data: found.into_iter().map(EventView::of).collect(),
        next,
    })
}
