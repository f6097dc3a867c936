//! Sends a browser to the provider.

use std::time::Duration;

use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, get};
use domain::access::Actor;
use domain::session::Method;
use openidconnect::core::CoreAuthenticationFlow;
use openidconnect::{CsrfToken, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope};
use url::Url;

use super::attempt::{self, Again, Secrets};
use super::page;
use super::provider::warn;
use super::refusal::Refusal;
use super::{CALLBACK, Oidc};
use crate::extract::Proof;
use crate::pages::console::{self, Visitor, Way};
use crate::pages::layout;
use crate::request;
use crate::state::StaffState;

/// Begins a login.
#[get("/console/login/oidc")]
pub(super) async fn begin(
    request: HttpRequest,
    way: Query<Way>,
    oidc: Data<Oidc>,
    state: Data<StaffState>,
) -> HttpResponse {
    let before = Proof::of_browser(&request).and_then(Proof::cookie_hash);
    leave(&oidc, &state, secrets(None, before, &way)).await
}

/// Lets somebody who is logged in show again who they are, before what matters most.
#[get("/console/login/oidc/again")]
pub(super) async fn begin_again(
    Visitor(staff): Visitor,
    way: Query<Way>,
    oidc: Data<Oidc>,
    state: Data<StaffState>,
) -> HttpResponse {
    if staff.session.method != Method::Oidc {
        // Who came another way shows it in that way.
        return layout::see("/console/reauthenticate");
    }
    let again = Again {
        session: staff.session.id,
        since: state.clock.now(),
    };
    leave(&oidc, &state, secrets(Some(again), None, &way)).await
}

fn secrets(again: Option<Again>, before: Option<Vec<u8>>, way: &Way) -> Secrets {
    Secrets {
        nonce: attempt::random(),
        verifier: attempt::random(),
        again,
        before,
        next: console::next(&way.next).to_owned(),
    }
}

async fn leave(oidc: &Oidc, state: &StaffState, secrets: Secrets) -> HttpResponse {
    let browser = attempt::random();
    match send(oidc, state, &browser, &secrets).await {
        Ok(address) => HttpResponse::SeeOther()
            .insert_header((LOCATION, address.as_str()))
            .insert_header((CACHE_CONTROL, "no-store"))
            .cookie(attempt::cookie(browser))
            .finish(),
        Err(refusal) => page::refused(state, oidc, refusal),
    }
}

async fn send(
    oidc: &Oidc,
    state: &StaffState,
    browser: &str,
    secrets: &Secrets,
) -> Result<Url, Refusal> {
    let own_state = attempt::random();
    let address = address(oidc, &own_state, secrets).await?;
    let row = attempt::row(&own_state, browser, secrets, state.clock.now());
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
    let mut prompt = oidc.settings.prompt.clone();
    if secrets.again.is_some() {
        prompt = Some("login".to_owned());
        asked = asked.set_max_age(Duration::ZERO);
    }
    for (name, value) in [
        ("prompt", prompt),
        ("acr_values", oidc.settings.acr_values.clone()),
    ] {
        if let Some(value) = value {
            asked = asked.add_extra_param(name, value);
        }
    }
    for (name, value) in &oidc.settings.extra_parameters {
        asked = asked.add_extra_param(name.as_str(), value.as_str());
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
        warn("http.console_url is no address", &error);
        Refusal::Away
    })
}
