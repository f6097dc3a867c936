//! One case's page, and its timeline.

use actix_web::get;
use actix_web::web::{Data, Path};
use domain::id::CaseId;
use triage_queue::page;
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::cases::view::CasePageView;
use crate::error::ApiError;
use crate::events::EventView;
use crate::extract::{Checked, Params, Query, Staff};
use crate::page_of::Page;
use crate::state::StaffState;

/// A case with everything on its page.
#[utoipa::path(tag = "cases", operation_id = "get_case",
    params(("id" = Uuid, Path, description = "Case")),
    responses((status = OK, body = CasePageView)), security(("staff" = [])))]
#[get("/api/v1/cases/{id}")]
pub(crate) async fn get_case(
    staff: Staff,
    id: Path<CaseId>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (id, safe, actor) = (*id, state.safe.clone(), staff.actor.clone());
    let now = state.clock.now();
    let page = state
        .db
        .transact_reading(&staff.actor, move |tx| {
            page::case(tx, &safe, &actor, id, now)
        })
        .await?;
    let version = page.case.version;
    let view = CasePageView::of(page, now);
    Ok(Answer::ok(&view)?.version(version))
}

/// Parameters of a timeline.
#[derive(ToSchema)]
pub(crate) struct TimelineParams {
    limit: i64,
    after: i64,
}

impl Params for TimelineParams {
    const KNOWN: &'static [&'static str] = &["limit", "after"];
    fn read(query: &Query) -> Result<Self, ApiError> {
        Ok(Self {
            limit: query.limit()?,
            after: query.after()?.unwrap_or(0),
        })
    }
}

/// What happened to a case, oldest first.
#[utoipa::path(tag = "cases", operation_id = "list_case_events",
    params(("id" = Uuid, Path, description = "Case"),
        ("limit" = Option<i64>, Query, description = "1 to 200, 50 without"),
        ("after" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = OK, body = Page<EventView>)), security(("staff" = [])))]
#[get("/api/v1/cases/{id}/events")]
pub(crate) async fn list_case_events(
    staff: Staff,
    id: Path<CaseId>,
    params: Checked<TimelineParams>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let TimelineParams { limit, after } = params.0;
    let (id, safe, actor) = (*id, state.safe.clone(), staff.actor.clone());
    let now = state.clock.now();
    let found = state
        .db
        .transact_reading(&staff.actor, move |tx| {
            page::timeline(tx, &safe, &actor, id, (after, limit + 1), now)
        })
        .await?;
    Answer::ok(&Page::of(found, limit, |read| read.event.id, EventView::of))
}
