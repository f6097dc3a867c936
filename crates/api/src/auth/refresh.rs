//! The next access token.

use actix_web::post;
use actix_web::web::Data;
use domain::access::Actor;
use domain::report::reader::Reader;
use domain::session::Scope;
use store::people;
use store::sessions::{self, Exchange};
use utoipa::ToSchema;

use super::login::TokensView;
use super::record::{Concerned, Refusal};
use super::session::{self, ApiSession};
use super::{record, tokens};
use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::{Body, FromBody};
use crate::state::StaffState;

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

/// Exchange a refresh token for new tokens. Each works once; one that comes again ends the session
/// and with it every token of it, because somebody else holds one.
#[utoipa::path(tag = "auth", operation_id = "refresh", request_body = RefreshRequest,
    responses((status = OK, body = TokensView)))]
#[post("/api/v1/auth/refresh")]
pub(crate) async fn refresh(
    body: Body<RefreshRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let now = state.clock.now();
    let refresh_token = tokens::new_refresh_token();
    let old = tokens::refresh_hash(&body.value.refresh_token);
    let new = tokens::refresh_hash(&refresh_token);
    let (exchange, scope) = state
        .db
        .transact(&Actor::System, move |tx| {
            let exchange = sessions::exchange(tx, &old, &new, now)?;
            // Whatever this answers is committed: the end of a family must last.
            let Exchange::Exchanged(session, person) = exchange else {
                return Ok((exchange, Scope::Enrolment));
            };
            match (
                people::actor(tx, person)?,
                sessions::live(tx, session, now)?,
            ) {
                (Some(_), Some(live)) => Ok((exchange, live.scope)),
                _ => Ok::<_, store::Error>((Exchange::Unknown, Scope::Enrolment)),
            }
        })
        .await?;
    match exchange {
        Exchange::Exchanged(id, person) => {
            let session = ApiSession { id, refresh_token };
            session::tokens_answer(&state, person, session, scope)
        }
        Exchange::Reused(session, person) => {
            let whom = Concerned {
                person: Some(person),
                session: Some(session),
            };
            record::failed_login(&state, Refusal::RefreshReused, whom).await?;
            Err(ApiError::Unauthenticated)
        }
        Exchange::Unknown => Err(ApiError::Unauthenticated),
    }
}
