//! Logging in: an access token for ten minutes, and a refresh token that works once.

pub mod api_key;
pub mod password;
pub(crate) mod tokens;

use actix_web::http::StatusCode;
use actix_web::post;
use actix_web::web::Data;
use chrono::Duration;
use domain::access::Actor;
use domain::audit::{Act, Record};
use domain::id::PersonId;
use domain::report::reader::Reader;
use serde::Serialize;
use store::{people, sessions};
use triage_queue::audit;
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::{Bearer, Body, FromBody};
use crate::state::StaffState;

/// How long a session lives without logging in again.
const SESSION_LIFE: Duration = Duration::hours(12);

/// Who logs in.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "a shape of the document; bodies are read field by field"
)]
pub(crate) struct LoginRequest {
    /// Mail address.
    pub email: String,
    /// Password.
    #[schema(format = Password)]
    pub password: String,
    /// One-time code, for those who have one.
    pub totp: Option<String>,
}

impl FromBody for LoginRequest {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            email: r.required_text("email", 1, 254),
            password: r.secret("password", 1000),
            totp: r.text("totp", 20),
        })
    }
}

/// A refresh token.
#[derive(Debug, ToSchema)]
pub(crate) struct RefreshRequest {
    /// As given at login or at the last refresh.
    pub refresh_token: String,
}

impl FromBody for RefreshRequest {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            refresh_token: r.required_text("refresh_token", 1, 200),
        })
    }
}

/// Tokens of a session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokensView {
    /// JWT for `Authorization: Bearer`.
    pub access_token: String,
    /// Works once, at `auth/refresh`.
    pub refresh_token: String,
    /// Seconds until the access token expires.
    #[schema(example = 600)]
    pub expires_in: i64,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
}

/// Log in with address and password.
#[utoipa::path(tag = "auth", operation_id = "login", request_body = LoginRequest,
    responses((status = OK, body = TokensView)))]
#[post("/api/v1/auth/login")]
pub(crate) async fn login(
    body: Body<LoginRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let now = state.clock.now();
    let (email, password) = (body.value.email, body.value.password);
    let found = state
        .db
        .transact(&Actor::System, move |tx| people::by_email(tx, &email))
        .await?;
    let hash = found.as_ref().map(|person| person.password_hash.clone());
    // The dummy hash makes an unknown address take as long as a wrong password.
    let matches = password::matches(&state.hashing, hash, password).await?;
    let known = found.as_ref().map(|person| person.id);
    let Some(person) = found.filter(|_| matches) else {
        // In a transaction of its own: nothing that is refused may take its line back.
        let line = Record {
            person: known,
            ..Record::refused(Act::Login)
        };
        state
            .db
            .transact(&Actor::System, move |tx| {
                audit::record(tx, &Actor::System, line, now)
            })
            .await?;
        return Err(ApiError::Unauthenticated);
    };
    let actor = Actor::Person {
        id: person.id,
        role: person.role,
        teams: Vec::new(),
    };
    let secret = tokens::new_refresh_token();
    let refresh_hash = tokens::refresh_hash(&secret);
    let session: domain::id::SessionId = store::new_id(now);
    let id = person.id;
    state
        .db
        .transact(&Actor::System, move |tx| {
            sessions::begin(tx, session, id, &refresh_hash, now, now + SESSION_LIFE)?;
            let line = Record::done(Act::Login).in_session(session.uuid());
            audit::record(tx, &actor, line.person(id), now)
        })
        .await?;
    answer(&state, session, id, secret)
}

/// Exchange a refresh token for new tokens. Each works once.
#[utoipa::path(tag = "auth", operation_id = "refresh", request_body = RefreshRequest,
    responses((status = OK, body = TokensView)))]
#[post("/api/v1/auth/refresh")]
pub(crate) async fn refresh(
    body: Body<RefreshRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let now = state.clock.now();
    let secret = tokens::new_refresh_token();
    let old = tokens::refresh_hash(&body.value.refresh_token);
    let new = tokens::refresh_hash(&secret);
    let exchanged = state
        .db
        .transact(&Actor::System, move |tx| {
            let (session, person) = sessions::exchange(tx, &old, &new, now)?;
            let Some(actor) = people::actor(tx, person)? else {
                return Err(store::Error::NotFound.into());
            };
            let line = Record::done(Act::SessionRefreshed).in_session(session.uuid());
            audit::record(tx, &actor, line, now)?;
            Ok::<_, triage_queue::Error>((session, person))
        })
        .await;
    match exchanged {
        Ok((session, person)) => answer(&state, session, person, secret),
        Err(triage_queue::Error::Store(store::Error::NotFound)) => {
            let line = Record::refused(Act::SessionRefreshed);
            state
                .db
                .transact(&Actor::System, move |tx| {
                    audit::record(tx, &Actor::System, line, now)
                })
                .await?;
            Err(ApiError::Unauthenticated)
        }
        Err(error) => Err(error.into()),
    }
}

/// Which session ends.
#[derive(Debug, ToSchema)]
pub(crate) struct LogoutRequest {
    /// Of the session; without it the session of the access token ends.
    pub refresh_token: Option<String>,
}

impl FromBody for LogoutRequest {
    const MAY_BE_MISSING: bool = true;
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            refresh_token: r.text("refresh_token", 200),
        })
    }
}

/// End a session: that of the refresh token, or else of the access token. Its access tokens stop
/// working at once.
#[utoipa::path(tag = "auth", operation_id = "logout", request_body = Option<LogoutRequest>,
    responses((status = NO_CONTENT)), security((), ("staff" = [])))]
#[post("/api/v1/auth/logout")]
pub(crate) async fn logout(
    caller: Bearer,
    body: Body<LogoutRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let now = state.clock.now();
    let claimed = caller.0.and_then(|token| state.tokens.verify(&token, now));
    let refresh_hash = body
        .value
        .refresh_token
        .as_deref()
        .map(tokens::refresh_hash);
    if claimed.is_none() && refresh_hash.is_none() {
        return Err(ApiError::Unauthenticated);
    }
    state
        .db
        .transact(&Actor::System, move |tx| {
            let ended = match (refresh_hash, claimed) {
                (Some(hash), _) => sessions::end(tx, &hash, now)?,
                (None, Some(claimed)) => sessions::end_by_id(tx, claimed.session, now)?,
                (None, None) => None,
            };
            // Ending what has ended tells nothing.
            let Some((session, person)) = ended else {
                return Ok(());
            };
            let actor = people::actor(tx, person)?.unwrap_or(Actor::System);
            let line = Record::done(Act::Logout).in_session(session.uuid());
            audit::record(tx, &actor, line.person(person), now)
        })
        .await?;
    Ok(Answer::empty())
}

fn answer(
    state: &StaffState,
    session: domain::id::SessionId,
    person: PersonId,
    refresh_token: String,
) -> Result<Answer, ApiError> {
    let access_token = state.tokens.issue(person, session, state.clock.now())?;
    let view = TokensView {
        access_token,
        refresh_token,
        expires_in: tokens::LIFE.num_seconds(),
        token_type: "Bearer",
    };
    Ok(Answer::of(StatusCode::OK, &view)?.not_stored())
}
