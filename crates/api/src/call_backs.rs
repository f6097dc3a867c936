//! People who want to be called: the team's list, and what came of it.

use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::{DateTime, Utc};
use domain::id::CallBackId;
use domain::language::Language;
use domain::report::reader::Reader;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::call_backs::{Cursor, Which};
use triage_queue::call_backs::{self, Task};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::{Body, Checked, FromBody, IdempotencyKey, Params, Query, Staff};
use crate::once::{Once, staff_scope};
use crate::page_of::Page;
use crate::state::StaffState;

/// Most characters of what came of a call.
pub(crate) const REASON_MAX: usize = 1000;

/// Where a page ended.
#[derive(Serialize, Deserialize)]
struct Position(DateTime<Utc>, CallBackId);

/// Parameters of the list.
pub(crate) struct CallBackParams {
    limit: i64,
    which: Which,
    after: Option<Cursor>,
}

impl Params for CallBackParams {
    const KNOWN: &'static [&'static str] = &["state", "limit", "after"];
    fn read(query: &Query) -> Result<Self, ApiError> {
        let which = query.parsed("state", |text| match text {
            "waiting" => Some(Which::Waiting),
            "done" => Some(Which::Done),
            _ => None,
        })?;
        Ok(Self {
            limit: query.limit()?,
            which: which.unwrap_or(Which::Waiting),
            after: query
                .after::<Position>()?
                .map(|Position(at, id)| Cursor { at, id }),
        })
    }
}

/// Somebody who wants to be called.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CallBackView {
    /// Id.
    pub id: Uuid,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// Name; none, like number and language, when what was asked for cannot be read any more.
    pub name: Option<String>,
    /// Number, E.164.
    pub phone: Option<String>,
    /// In which language.
    #[schema(value_type = Option<String>, example = "da")]
    pub language: Option<&'static str>,
    /// An unsent report as far as it goes, in the shape of `POST /api/v1/reports`; follows no rules.
    pub report: Option<Value>,
    /// Whether it looks as if a program had asked.
    pub suspected_flood: bool,
    /// When it was done.
    pub done_at: Option<DateTime<Utc>>,
    /// Who did it.
    pub done_by_name: Option<String>,
    /// What came of it.
    pub reason: Option<String>,
}

impl From<Task> for CallBackView {
    fn from(task: Task) -> Self {
        let (done_at, done_by_name, reason) = task.done.map_or((None, None, None), |done| {
            (Some(done.at), Some(done.by), done.reason)
        });
        let call = task.call;
        let suspected_flood = call.as_ref().is_some_and(|call| !call.doubts.is_empty());
        let language = call.as_ref().map(|call| call.language);
        let (name, phone, report) = call.map_or((None, None, None), |call| {
            let phone = call.phone.as_str().to_owned();
            (Some(call.name), Some(phone), call.report)
        });
        Self {
            id: task.id.uuid(),
            created_at: task.created_at,
            name,
            phone,
            language: language.map(Language::code),
            report,
            suspected_flood,
            done_at,
            done_by_name,
            reason,
        }
    }
}

/// What came of a call.
#[derive(Debug, ToSchema)]
pub(crate) struct DoneRequest {
    /// In words: reached, not reached, what was agreed.
    pub reason: String,
}

impl FromBody for DoneRequest {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            reason: r.required_text("reason", 1, REASON_MAX),
        })
    }
}

/// People who want to be called: those who wait longest first, or what was done, last first.
#[utoipa::path(tag = "call-backs", operation_id = "list_call_backs",
    params(("state" = Option<String>, Query, description = "`waiting` (without) or `done`"),
        ("limit" = Option<i64>, Query, description = "1 to 200, 50 without"),
        ("after" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = OK, body = Page<CallBackView>)), security(("staff" = [])))]
#[get("/api/v1/call-backs")]
pub(crate) async fn list_call_backs(
    staff: Staff,
    params: Checked<CallBackParams>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let CallBackParams {
        limit,
        which,
        after,
    } = params.0;
    let (actor, safe, now) = (staff.actor.clone(), state.safe.clone(), state.clock.now());
    let found = state
        .db
        .transact_reading(&staff.actor, move |tx| {
            call_backs::list(tx, &safe, &actor, (which, after), limit + 1, now)
        })
        .await?;
    let position = |task: &Task| {
        let at = task.done.as_ref().map_or(task.created_at, |done| done.at);
        Position(at, task.id)
    };
    Answer::ok(&Page::of(found, limit, position, CallBackView::from))
}

/// Say what came of a call. 409 when somebody else has.
#[utoipa::path(tag = "call-backs", operation_id = "finish_call_back",
    params(("id" = Uuid, Path, description = "Call-back")), request_body = DoneRequest,
    responses((status = OK, body = CallBackView)), security(("staff" = [])))]
#[post("/api/v1/call-backs/{id}/done")]
pub(crate) async fn finish_call_back(
    staff: Staff,
    id: Path<CallBackId>,
    key: IdempotencyKey,
    body: Body<DoneRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (id, actor, safe, now) = (
        *id,
        staff.actor.clone(),
        state.safe.clone(),
        state.clock.now(),
    );
    let scope = staff_scope(&staff.actor, "call-back", &id);
    Once::new(&state.safe.keys, &scope, key, &body.sha256)
        .run(&state.db, &staff.actor, now, move |tx| {
            let task = call_backs::finish(tx, &safe, &actor, id, &body.value.reason, now)?;
            Answer::ok(&CallBackView::from(task))
        })
        .await
}
