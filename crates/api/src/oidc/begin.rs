//! Sends a browser to the provider.

use std::borrow::Cow;

use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use domain::access::Actor;
use openidconnect::core::CoreAuthenticationFlow;
use openidconnect::{CsrfToken, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope};
use url::Url;

use super::attempt::{self, Secrets};
use super::page;
use super::provider::warn;
use super::refusal::Refusal;
use super::{CALLBACK, Oidc};
use crate::request;
use crate::state::StaffState;

/// Begins a login.
#[get("/console/login/oidc")]
pub(super) async fn begin(oidc: Data<Oidc>, state: Data<StaffState>) -> HttpResponse {
    let browser = attempt::random();
    match send(&oidc, &state, &browser).await {
        Ok(address) => HttpResponse::SeeOther()
            .insert_header((LOCATION, address.as_str()))
            .insert_header((CACHE_CONTROL, "no-store"))
            .cookie(attempt::cookie(browser))
            .finish(),
        Err(refusal) => page::refused(&oidc, refusal),
    }
}

async fn send(oidc: &Oidc, state: &StaffState, browser: &str) -> Result<Url, Refusal> {
    let secrets = Secrets {
        nonce: attempt::random(),
        verifier: attempt::random(),
    };
    let own_state = attempt::random();
    let address = address(oidc, &own_state, &secrets).await?;
    let row = attempt::row(&own_state, browser, &secrets, state.clock.now());
    state
        .db
        .transact(&Actor::System, move |tx| {
            store::oidc::attempts::insert(tx, &row)
        })
        .await?;
    Ok(address)
}

/// The provider's own address, with everything that it must know.
async fn address(oidc: &Oidc, state: &str, secrets: &Secrets) -> Result<Url, Refusal> {
    let metadata = oidc.provider.metadata().await?;
    let own = redirect(oidc)?;
    let client = oidc.provider.client(&metadata, own);
    let verifier = PkceCodeVerifier::new(secrets.verifier.clone());
    let (state, nonce) = (state.to_owned(), secrets.nonce.clone());
    let mut asked = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || CsrfToken::new(state),
            move || Nonce::new(nonce),
        )
        .add_scopes(oidc.settings.scopes.iter().cloned().map(Scope::new))
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
        .add_extra_param("ui_locales", request::language().code());
    for (name, value) in [
        ("prompt", &oidc.settings.prompt),
        ("acr_values", &oidc.settings.acr_values),
    ] {
        if let Some(value) = value {
            asked = asked.add_extra_param(name, Cow::Owned::<str>(value.clone()));
        }
    }
    let (address, _, _) = asked.url();
    if oidc.provider.fetcher.may_ask(address.as_str()) {
        Ok(address)
    } else {
        tracing::error!("the identity provider's own address is not https");
        Err(Refusal::Away)
    }
}

/// Our address, as it is registered at the provider.
pub(super) fn redirect(oidc: &Oidc) -> Result<RedirectUrl, Refusal> {
    RedirectUrl::new(oidc.address(CALLBACK)).map_err(|error| {
        warn("oidc.console_url is no address", &error);
        Refusal::Away
    })
}
