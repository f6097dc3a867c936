//! Showing again who one is, before what matters most.

use actix_web::cookie::Cookie;
use actix_web::post;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, Responder as _};
use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::report::reader::Reader;
use domain::session::{ELEVATED, Kind, Scope};
use serde::Serialize;
use store::sessions::Live;
use store::{Tx, people, sessions};
use utoipa::ToSchema;

use super::client::Client;
use super::session::{self, Entry};
use super::sign_in::{Credentials, sign_in};
use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::{Body, FromBody, Staff};
use crate::state::StaffState;

/// What shows who the caller is.
#[derive(Debug, ToSchema)]
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
    client: Client,
    request: HttpRequest,
    body: Body<ReauthenticateRequest>,
    state: Data<StaffState>,
) -> Result<HttpResponse, ApiError> {
    let shown = Shown {
        password: body.value.password,
        totp: body.value.totp,
    };
    let (until, cookie) = show_again(&state, &client, &staff.session, shown).await?;
    let view = ReauthenticatedView { until };
    let mut response = Answer::ok(&view)?.not_stored().respond_to(&request);
    if let Some(cookie) = cookie {
        // The cookie is ours and well-formed: adding it cannot fail.
        let _ = response.add_cookie(&cookie);
    }
    Ok(response)
}

/// What somebody types to show again who they are.
pub(crate) struct Shown {
    pub(crate) password: String,
    pub(crate) totp: Option<String>,
}

/// Notes that the person of a session has shown again who they are; answers until when it holds, and
/// the next cookie of a browser.
pub(crate) async fn show_again(
    state: &StaffState,
    client: &Client,
    live: &Live,
    shown: Shown,
) -> Result<(DateTime<Utc>, Option<Cookie<'static>>), ApiError> {
    let person = live.person;
    let found = state
        .db
        .transact(&Actor::System, move |tx| people::by_id(tx, person))
        .await?;
    let credentials = Credentials {
        email: found.ok_or(ApiError::Unauthenticated)?.email,
        password: shown.password,
        totp: shown.totp,
    };
    let secret = (live.kind == Kind::Console).then(session::new_secret);
    let (id, hash) = (live.id, secret.as_deref().map(session::cookie_hash));
    let note = move |tx: &mut Tx<'_>, entry: &Entry| {
        if entry.person != person || entry.scope != Scope::Full {
            return Err(ApiError::Unauthenticated);
        }
        Ok(sessions::reauthenticated(
            tx,
            id,
            hash.as_deref(),
            entry.now,
        )?)
    };
    let (entry, ()) = sign_in(state, client, credentials, note).await?;
    Ok((entry.now + ELEVATED, secret.as_deref().map(session::cookie)))
}
