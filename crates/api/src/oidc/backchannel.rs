//! The provider says that a session there has ended: so do ours.

use std::sync::Arc;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Data, Form};
use actix_web::{HttpResponse, post};
use chrono::Duration;
use domain::access::Actor;
use serde::Deserialize;
use serde_json::json;
use store::oidc::{logout_tokens, sessions};

use super::Oidc;
use super::attempt;
use super::logout_token::{Bad, Ended, Expected};
use super::provider::{Away, Metadata};
use super::refusal::Refusal;
use crate::state::StaffState;

#[derive(Deserialize)]
pub(super) struct Told {
    logout_token: String,
}

/// Ends the sessions that a logout token names. The token proves who says so; there is no other
/// authentication.
#[post("/console/login/oidc/backchannel-logout")]
pub(super) async fn backchannel_logout(
    told: Option<Form<Told>>,
    oidc: Data<Oidc>,
    state: Data<StaffState>,
) -> HttpResponse {
    let done = match &told {
        Some(told) => obey(&oidc, &state, &told.logout_token).await,
        None => Err(Refused::Bad(Bad::Form)),
    };
    let mut answer = match done {
        Ok(ended) => {
            tracing::info!(ended, "sessions ended as the identity provider said");
            HttpResponse::Ok()
        }
        Err(Refused::Bad(why)) => {
            tracing::warn!(%why, "a logout token is refused");
            HttpResponse::BadRequest()
        }
        Err(Refused::Away) => HttpResponse::ServiceUnavailable(),
    };
    answer.insert_header((CACHE_CONTROL, "no-store"));
    match done {
        Ok(_) => answer.finish(),
        Err(Refused::Bad(why)) => {
            answer.json(json!({"error": "invalid_request", "error_description": why.to_string()}))
        }
        Err(Refused::Away) => answer.json(json!({"error": "temporarily_unavailable"})),
    }
}

#[derive(Debug, Clone, Copy)]
enum Refused {
    Bad(Bad),
    Away,
}

impl From<Away> for Refused {
    fn from(_: Away) -> Self {
        Self::Away
    }
}

impl From<store::Error> for Refused {
    fn from(error: store::Error) -> Self {
        let _: Refusal = error.into();
        Self::Away
    }
}

/// Answers how many sessions ended.
async fn obey(oidc: &Oidc, state: &StaffState, token: &str) -> Result<usize, Refused> {
    let now = state.clock.now();
    let metadata = oidc.provider.metadata().await?;
    let read = |metadata: &Arc<Metadata>| {
        let expected = Expected {
            issuer: metadata.issuer().as_str(),
            client_id: oidc.provider.client_id().as_str(),
            keys: metadata.jwks(),
            skew: Duration::seconds(i64::from(oidc.settings.clock_skew_seconds)),
            now,
        };
        expected.read(token)
    };
    let ended = match read(&metadata) {
        Err(Bad::NoKey) => read(&oidc.provider.with_new_keys(&metadata).await?),
        read => read,
    };
    let Ended {
        subject,
        sid,
        jti,
        forget_at,
    } = ended.map_err(Refused::Bad)?;
    let issuer = metadata.issuer().as_str().to_owned();
    let ended = state
        .db
        .transact(&Actor::System, move |tx| {
            if !logout_tokens::is_new(tx, &attempt::hash(&jti), forget_at)? {
                return Ok(None);
            }
            sessions::end(tx, &issuer, subject.as_deref(), sid.as_deref(), now).map(Some)
        })
        .await
        .map_err(|error: store::Error| Refused::from(error))?;
    ended.ok_or(Refused::Bad(Bad::Claim("jti")))
}
