//! A logged-in person: no valid token, no call.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use domain::access::Actor;
use store::{origin, people, sessions};

use super::Bearer;
use crate::error::ApiError;
use crate::state::StaffState;

/// The caller, with the role and teams that hold at this moment: a right that was taken away is
/// gone at once, whatever the token says.
pub(crate) struct Staff {
    pub(crate) actor: Actor,
}

impl FromRequest for Staff {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (bearer, state) = (
            Bearer::of(request),
            request.app_data::<Data<StaffState>>().cloned(),
        );
        Box::pin(async move {
            let (Some(token), Some(state)) = (bearer.0, state) else {
                return Err(ApiError::Unauthenticated);
            };
            let now = state.clock.now();
            let Some(claims) = state.tokens.verify(&token, now) else {
                return Err(ApiError::Unauthenticated);
            };
            let actor = state
                .db
                .transact(&Actor::System, move |tx| {
                    if sessions::is_live(tx, claims.session, now)? {
                        people::actor(tx, claims.person)
                    } else {
                        Ok(None)
                    }
                })
                .await?;
            let actor = actor.ok_or(ApiError::Unauthenticated)?;
            origin::enter(claims.session, &actor);
            Ok(Self { actor })
        })
    }
}
