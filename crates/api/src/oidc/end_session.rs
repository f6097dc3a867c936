//! Logging out there too, when somebody logs out here (OpenID Connect RP-Initiated Logout 1.0).

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use domain::access::Actor;
use domain::id::SessionId;
use domain::session::End;
use url::Url;
use vault::place;

use super::{OUTSIDE, Oidc, page};
use crate::auth::client::Client;
use crate::auth::session;
use crate::extract::{Proof, SignedIn};
use crate::pages::layout;
use crate::state::StaffState;

/// Ends the session here, and leads to the provider to end the one there.
#[post("/console/login/oidc/logout")]
pub(super) async fn logout(
    request: HttpRequest,
    oidc: Data<Oidc>,
    state: Data<StaffState>,
) -> HttpResponse {
    let caller = match Proof::of(&request) {
        Some(proof) => SignedIn::by(&state, proof, &Client::of(&request))
            .await
            .ok(),
        None => None,
    };
    let mut there = None;
    if let Some(SignedIn(staff)) = caller {
        let (id, now) = (staff.session.id, state.clock.now());
        let ended = state
            .db
            .transact(&Actor::System, move |tx| {
                store::sessions::end(tx, id, End::Logout, now)
            })
            .await;
        if let Err(error) = ended {
            return page::refused(&oidc, error.into());
        }
        there = end_session_url(&oidc, &state, id).await;
    }
    let mut response = match there {
        // A form of ours may not be redirected to another site; a page may lead there.
        Some(address) => page::to_provider(&oidc, address.as_str()),
        None => layout::see(OUTSIDE),
    };
    if let Err(error) = response.add_cookie(&session::no_cookie()) {
        tracing::error!(%error, "a cookie cannot be taken away");
    }
    response
}

/// Where the browser goes to log out at the provider; nothing when the session did not come from
/// there, or the provider has no such place.
async fn end_session_url(oidc: &Oidc, state: &StaffState, session: SessionId) -> Option<Url> {
    let sealed = state
        .db
        .transact(&Actor::System, move |tx| {
            store::oidc::sessions::id_token(tx, session)
        })
        .await;
    let sealed = sealed.inspect_err(|error| super::provider::warn("no ID token", error));
    let token = place::id_token(session, 1).open(state.door.key.sealing(), &sealed.ok()??);
    let metadata = oidc.provider.metadata().await.ok()?;
    let there = metadata
        .additional_metadata()
        .end_session_endpoint
        .as_ref()?;
    let mut address = there.url().clone();
    {
        let mut query = address.query_pairs_mut();
        query.append_pair("client_id", &oidc.settings.client_id);
        query.append_pair("post_logout_redirect_uri", &oidc.address(OUTSIDE));
        if let Ok(token) = token
            && let Ok(token) = std::str::from_utf8(&token)
        {
            query.append_pair("id_token_hint", token);
        }
    }
    oidc.provider
        .fetcher
        .may_ask(address.as_str())
        .then_some(address)
}
