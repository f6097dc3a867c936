//! A person's own sessions: where they are signed in, and ending one.

use actix_web::web::{Data, Path};
use actix_web::{delete, get};
use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::id::SessionId;
use domain::session::{End, Kind, Method};
use serde::Serialize;
use store::sessions::{self, Live};
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::Staff;
use crate::state::StaffState;

/// A session that holds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// Id.
    #[schema(value_type = Uuid)]
    pub id: SessionId,
    /// `api` for a program, `console` for a browser.
    #[schema(value_type = crate::codes::SessionKindCode)]
    pub kind: Kind,
    /// How the person signed in.
    #[schema(value_type = crate::codes::LoginMethodCode)]
    pub method: Method,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: DateTime<Utc>,
    /// When it ends whatever happens.
    pub expires_at: DateTime<Utc>,
    /// Whether it is the session of this request.
    pub current: bool,
}

impl SessionView {
    pub(crate) fn of(live: &Live, current: SessionId) -> Self {
        Self {
            id: live.id,
            kind: live.kind,
            method: live.method,
            created_at: live.created_at,
            last_used_at: live.last_used_at,
            expires_at: live.expires_at,
            current: live.id == current,
        }
    }
}

/// All sessions of one person; there are never many.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionsView {
    /// Newest first.
    pub data: Vec<SessionView>,
    /// Always null: this is all of them.
    pub next: Option<String>,
}

/// Where the caller is signed in.
#[utoipa::path(tag = "auth", operation_id = "list_sessions",
    responses((status = OK, body = SessionsView)), security(("staff" = [])))]
#[get("/api/v1/auth/sessions")]
pub(crate) async fn list_sessions(
    staff: Staff,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (now, person, current) = (state.clock.now(), staff.session.person, staff.session.id);
    let lives = state
        .db
        .transact(&Actor::System, move |tx| {
            sessions::of_person(tx, person, now)
        })
        .await?;
    Answer::ok(&SessionsView {
        data: lives
            .iter()
            .map(|live| SessionView::of(live, current))
            .collect(),
        next: None,
    })
}

/// End one of the caller's sessions.
#[utoipa::path(tag = "auth", operation_id = "end_session",
    params(("id" = Uuid, Path, description = "Session")),
    responses((status = NO_CONTENT)), security(("staff" = [])))]
#[delete("/api/v1/auth/sessions/{id}")]
pub(crate) async fn end_session(
    staff: Staff,
    id: Path<SessionId>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (id, now, person) = (*id, state.clock.now(), staff.session.person);
    state
        .db
        .transact(&Actor::System, move |tx| {
            let own = sessions::live(tx, id, now)?.filter(|live| live.person == person);
            match own {
                Some(own) => sessions::end(tx, own.id, End::Logout, now).map(drop),
                None => Err(store::Error::NotFound),
            }
        })
        .await?;
    Ok(Answer::empty())
}
