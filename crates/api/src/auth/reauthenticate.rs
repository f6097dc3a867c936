//! Showing again who one is, before what matters most.

use actix_web::post;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, Responder as _};
use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::report::reader::Reader;
use domain::session::{ELEVATED, Kind};
use serde::Serialize;
use store::{people, sessions};
use utoipa::ToSchema;

use super::record::{Concerned, Refusal};
use super::{password, record, session};
use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::{Body, FromBody, Staff};
use crate::state::StaffState;

/// What shows who the caller is.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "a shape of the document; bodies are read field by field"
)]
pub(crate) struct ReauthenticateRequest {
    /// Password.
    #[schema(format = Password)]
    pub password: String,
    /// One-time code, for those who have one.
    pub totp: Option<String>,
}

impl FromBody for ReauthenticateRequest {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            password: r.secret("password", 1000),
            totp: r.text("totp", 20),
        })
    }
}

/// How long it holds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReauthenticatedView {
    /// Until then the caller may do what needs it.
    pub until: DateTime<Utc>,
}

/// Show again who you are: for ten minutes the session may approve referrals, export, and use keys.
#[utoipa::path(tag = "auth", operation_id = "reauthenticate", request_body = ReauthenticateRequest,
    responses((status = OK, body = ReauthenticatedView)), security(("staff" = [])))]
#[post("/api/v1/auth/reauthenticate")]
pub(crate) async fn reauthenticate(
    staff: Staff,
    request: HttpRequest,
    body: Body<ReauthenticateRequest>,
    state: Data<StaffState>,
) -> Result<HttpResponse, ApiError> {
    let (now, person) = (state.clock.now(), staff.session.person);
    let found = state
        .db
        .transact(&Actor::System, move |tx| people::by_id(tx, person))
        .await?;
    let hash = found.and_then(|person| person.password_hash);
    if !password::matches(&state.hashing, hash, body.value.password).await? {
        let whom = Concerned {
            person: Some(person),
            session: Some(staff.session.id),
        };
        record::failed_login(&state, Refusal::Wrong, whom);
        return Err(ApiError::Unauthenticated);
    }
    let new_secret = (staff.session.kind == Kind::Console).then(session::new_secret);
    let (id, hash) = (
        staff.session.id,
        new_secret.as_deref().map(session::cookie_hash),
    );
    state
        .db
        .transact(&Actor::System, move |tx| {
            sessions::reauthenticated(tx, id, hash.as_deref(), now)
        })
        .await?;
    let view = ReauthenticatedView {
        until: now + ELEVATED,
    };
    let mut response = Answer::ok(&view)?.not_stored().respond_to(&request);
    if let Some(secret) = new_secret {
        // The cookie is ours and well-formed: adding it cannot fail.
        let _ = response.add_cookie(&session::cookie(&secret));
    }
    Ok(response)
}
