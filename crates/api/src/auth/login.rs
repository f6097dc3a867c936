//! Signing in to the API: an access token for ten minutes, and a refresh token that works once.

use actix_web::post;
use actix_web::web::Data;
use domain::report::reader::Reader;
use serde::Serialize;
use store::Tx;
use utoipa::ToSchema;

use super::client::Client;
use super::record;
use super::session::{self, Entry};
use super::sign_in::{Credentials, sign_in};
use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::{Body, FromBody};
use crate::state::StaffState;

/// Who logs in.
#[derive(Debug, ToSchema)]
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

/// Log in with address, password, and a code for who has an authenticator app.
///
/// What is wrong is not told. After some wrong tries at an account or from a network it answers 429
/// for a while, also to what is right.
#[utoipa::path(tag = "auth", operation_id = "login", request_body = LoginRequest,
    responses((status = OK, body = TokensView)))]
#[post("/api/v1/auth/login")]
pub(crate) async fn login(
    client: Client,
    body: Body<LoginRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let credentials = Credentials {
        email: body.value.email,
        password: body.value.password,
        totp: body.value.totp,
    };
    let open = |tx: &mut Tx<'_>, entry: &Entry| Ok(session::open_api(tx, entry)?);
    let (entry, opened) = sign_in(&state, &client, credentials, open).await?;
    record::entered(&entry, opened.id);
    session::tokens_answer(&state, entry.person, opened, entry.scope)
}
