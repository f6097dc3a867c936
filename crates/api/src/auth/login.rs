//! Signing in to the API: an access token for ten minutes, and a refresh token that works once.

use actix_web::post;
use actix_web::web::Data;
use domain::access::Actor;
use domain::report::reader::Reader;
use domain::session::{Method, Scope};
use serde::Serialize;
use store::people;
use utoipa::ToSchema;

use super::session::{self, Entry};
use super::{password, record};
use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::{Body, FromBody};
use crate::state::StaffState;

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

/// Tokens of a session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokensView {
    /// JWT for `Authorization: Bearer`.
    pub access_token: String,
    /// Works once, at `auth/refresh`. One that is used twice ends the session.
    pub refresh_token: String,
    /// Seconds until the access token expires.
    #[schema(example = 600)]
    pub expires_in: i64,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// How far the session reaches: `full`, or `enrolment` for a person who must make a second
    /// factor first.
    #[schema(example = "full")]
    pub scope: &'static str,
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
    let hash = found
        .as_ref()
        .and_then(|person| person.password_hash.clone());
    // The dummy hash makes an unknown address take as long as a wrong password.
    let matches = password::matches(&state.hashing, hash, password).await?;
    let Some(person) = found.filter(|_| matches) else {
        record::failed_login(&state, record::Refusal::Wrong, record::Concerned::default());
        return Err(ApiError::Unauthenticated);
    };
    let entry = Entry {
        person: person.id,
        method: Method::Password,
        scope: Scope::Full,
        now,
    };
    let session = state
        .db
        .transact(&Actor::System, move |tx| session::open_api(tx, &entry))
        .await?;
    session::tokens_answer(&state, person.id, session, entry.scope)
}
