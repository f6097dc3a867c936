//! Changing one's password.

use actix_web::post;
use actix_web::web::Data;
use domain::access::Actor;
use domain::problem::FieldProblem;
use domain::report::reader::Reader;
use domain::session::End;
use store::sessions::Live;
use store::{Tx, people, sessions};
use utoipa::ToSchema;

use super::client::Client;
use super::password;
use super::session::Entry;
use super::sign_in::{Credentials, sign_in};
use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::{Body, FromBody, SignedIn};
use crate::state::StaffState;

/// The old and the new password.
#[derive(Debug, ToSchema)]
pub(crate) struct PasswordRequest {
    /// The one that holds.
    #[schema(format = Password)]
    pub current_password: String,
    /// One-time code, for those who have one.
    pub totp: Option<String>,
    /// The next one: 12 to 256 characters of any kind.
    #[schema(format = Password, min_length = 12, max_length = 256)]
    pub new_password: String,
}

impl FromBody for PasswordRequest {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            current_password: r.secret("current_password", 1000),
            totp: r.text("totp", 20),
            new_password: r.secret("new_password", 1000),
        })
    }
}

/// Change the password. All other sessions of the caller end.
#[utoipa::path(tag = "auth", operation_id = "change_password", request_body = PasswordRequest,
    responses((status = NO_CONTENT)), security(("staff" = [])))]
#[post("/api/v1/auth/password")]
pub(crate) async fn change_password(
    caller: SignedIn,
    client: Client,
    body: Body<PasswordRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    change(&state, &client, &caller.0.session, body.value).await?;
    Ok(Answer::empty())
}

/// Changes the password of the person of a session.
pub(crate) async fn change(
    state: &StaffState,
    client: &Client,
    live: &Live,
    asked: PasswordRequest,
) -> Result<(), ApiError> {
    let (person, session) = (live.person, live.id);
    let found = state
        .db
        .transact(&Actor::System, move |tx| people::by_id(tx, person))
        .await?
        .ok_or(ApiError::Unauthenticated)?;
    let hash = hashed(
        state,
        asked.new_password,
        &[&found.name, &found.email],
        "#/new_password",
    )
    .await?;
    let credentials = Credentials {
        email: found.email,
        password: asked.current_password,
        totp: asked.totp,
    };
    let set = move |tx: &mut Tx<'_>, entry: &Entry| {
        if entry.person != person {
            return Err(ApiError::Unauthenticated);
        }
        people::set_password(tx, person, &hash, entry.now)?;
        sessions::end_all(tx, person, Some(session), End::PasswordChanged, entry.now)?;
        Ok(())
    };
    sign_in(state, client, credentials, set).await.map(drop)
}

/// The hash of a new password that keeps the rules.
pub(crate) async fn hashed(
    state: &StaffState,
    new: String,
    about: &[&str],
    pointer: &str,
) -> Result<String, ApiError> {
    domain::password::check(&new, about).map_err(|weak| {
        ApiError::Invalid(vec![FieldProblem {
            pointer: pointer.to_owned(),
            rule: weak.into(),
        }])
    })?;
    password::new_hash(&state.hashing, new).await
}
