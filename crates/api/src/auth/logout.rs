//! Signing out: of one session, or of all.

use actix_web::post;
use actix_web::web::Data;
use actix_web::{HttpRequest, Responder as _};
use domain::access::Actor;
use domain::report::reader::Reader;
use domain::session::End;
use store::sessions;
use utoipa::ToSchema;

use super::{session, tokens};
use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::{Body, FromBody, Nothing, Proof, SignedIn};
use crate::state::StaffState;

/// Which session ends.
#[derive(Debug, ToSchema)]
pub(crate) struct LogoutRequest {
    /// Of the session; without it the session of the access token or of the cookie ends.
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

/// End a session: that of the refresh token, or else of the access token or of the cookie. Its
/// access tokens stop working at once.
#[utoipa::path(tag = "auth", operation_id = "logout", request_body = Option<LogoutRequest>,
    responses((status = NO_CONTENT)), security((), ("staff" = [])))]
#[post("/api/v1/auth/logout")]
pub(crate) async fn logout(
    request: HttpRequest,
    body: Body<LogoutRequest>,
    state: Data<StaffState>,
) -> Result<actix_web::HttpResponse, ApiError> {
    let now = state.clock.now();
    let refresh_hash = body
        .value
        .refresh_token
        .as_deref()
        .map(tokens::refresh_hash);
    let proof = Proof::of(&request);
    let claimed = match &proof {
        Some(Proof::Token(token)) => state
            .tokens
            .verify(token, now)
            .map(|claimed| claimed.session),
        Some(Proof::Cookie(_)) | None => None,
    };
    let cookie_hash = match &proof {
        Some(Proof::Cookie(secret)) => Some(session::cookie_hash(secret)),
        Some(Proof::Token(_)) | None => None,
    };
    if claimed.is_none() && refresh_hash.is_none() && cookie_hash.is_none() {
        return Err(ApiError::Unauthenticated);
    }
    let by_cookie = cookie_hash.is_some();
    state
        .db
        .transact(&Actor::System, move |tx| {
            let session = match (refresh_hash, claimed, cookie_hash) {
                (Some(hash), _, _) => sessions::session_of(tx, &hash)?,
                (None, Some(session), _) => Some(session),
                (None, None, Some(hash)) => {
                    sessions::live_by_cookie(tx, &hash, now)?.map(|live| live.id)
                }
                (None, None, None) => None,
            };
            match session {
                Some(session) => sessions::end(tx, session, End::Logout, now).map(drop),
                None => Ok::<_, store::Error>(()),
            }
        })
        .await?;
    let mut response = Answer::empty().respond_to(&request);
    if by_cookie {
        // The cookie is ours and well-formed: adding it cannot fail.
        let _ = response.add_cookie(&session::no_cookie());
    }
    Ok(response)
}

/// End every session of the caller, this one too.
#[utoipa::path(tag = "auth", operation_id = "logout_everywhere",
    responses((status = NO_CONTENT)), security(("staff" = [])))]
#[post("/api/v1/auth/logout-everywhere")]
pub(crate) async fn logout_everywhere(
    caller: SignedIn,
    _body: Body<Nothing>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (now, person) = (state.clock.now(), caller.0.session.person);
    state
        .db
        .transact(&Actor::System, move |tx| {
            sessions::end_all(tx, person, None, End::Everywhere, now)
        })
        .await?;
    Ok(Answer::empty())
}
