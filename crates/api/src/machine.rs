//! A calling system with an API key: what it is checked for before it may do anything.
//!
//! A key that is not valid, or comes from elsewhere, is refused and never ignored. That it is used is
//! noted at most once a minute, beside the request: intake waits for no such note.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use actix_web::HttpRequest;
use chrono::{DateTime, Duration, Utc};
use domain::access::Actor;
use domain::api_key::Scope;
use domain::id::ApiKeyId;
use ipnet::IpNet;
use store::api_keys::{self, Holder};

use crate::auth::api_key;
use crate::edge::{Edge, client_address};
use crate::error::{ApiError, Forbidden};
use crate::state::PublicState;

/// How exactly the last use is known.
const USED_EVERY: Duration = Duration::minutes(1);

/// A system that may do what it asks for.
pub(crate) struct Machine {
    pub(crate) holder: Holder,
    /// What is stored of its key.
    pub(crate) key_hash: Vec<u8>,
}

/// When keys were last noted as used, by this process.
#[derive(Default)]
pub(crate) struct Used(Mutex<HashMap<ApiKeyId, DateTime<Utc>>>);

/// Whether the secret is meant as a key, right or wrong.
pub(crate) fn is_key(secret: &str) -> bool {
    secret.starts_with(api_key::PREFIX)
}

/// The system behind a key, if the key allows this.
pub(crate) async fn admit(
    state: &PublicState,
    request: &HttpRequest,
    secret: &str,
    scope: Scope,
) -> Result<Machine, ApiError> {
    if !api_key::is_well_formed(secret) {
        return Err(ApiError::Unauthenticated);
    }
    let (key_hash, now) = (api_key::hash(secret), state.clock.now());
    let asked = key_hash.clone();
    let holder = state
        .db
        .transact(&Actor::Reporter, move |tx| {
            api_keys::holder(tx, &asked, now)
        })
        .await?
        .filter(|holder| comes_from(&holder.sources, request))
        .ok_or(ApiError::Unauthenticated)?;
    if let Some(edge) = Edge::of(request) {
        edge.limits
            .take_key(holder.key)
            .map_err(ApiError::TooManyRequests)?;
    }
    note(state, holder.key, &key_hash, now).await;
    if holder.scopes.contains(&scope) {
        Ok(Machine { holder, key_hash })
    } else {
        Err(ApiError::Forbidden(Forbidden::Scope(scope)))
    }
}

/// Whether the call comes from where the key may be used. A source that cannot be read allows nothing.
fn comes_from(sources: &[String], request: &HttpRequest) -> bool {
    let address = client_address(request);
    sources.is_empty()
        || sources
            .iter()
            .filter_map(|source| source.parse::<IpNet>().ok())
            .any(|network| network.contains(&address))
}

async fn note(state: &PublicState, key: ApiKeyId, key_hash: &[u8], now: DateTime<Utc>) {
    {
        let Used(used) = &state.used;
        let mut used = used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.get(&key).is_some_and(|at| *at + USED_EVERY > now) {
            return;
        }
        used.insert(key, now);
    }
    let key_hash = key_hash.to_vec();
    let noted = state
        .db
        .transact(&Actor::Reporter, move |tx| {
            api_keys::used(tx, &key_hash, now)
        })
        .await;
    if let Err(error) = noted {
        let error: store::Error = error;
        tracing::warn!(%error, api_key.id = %key, "the use of a key could not be noted");
    }
}
