//! Logging out there too, when somebody logs out here (OpenID Connect RP-Initiated Logout 1.0).

use actix_web::HttpResponse;
use domain::access::Actor;
use domain::id::SessionId;
use url::Url;
use vault::place;

use super::{OUTSIDE, Oidc, page};
use crate::state::StaffState;

/// The page that leads to the provider, when the session that has just ended came from there. A form
/// of ours may not be redirected to another site; a page may lead there.
pub(crate) async fn end_session(
    oidc: &Oidc,
    state: &StaffState,
    session: SessionId,
) -> Option<HttpResponse> {
    let address = end_session_url(oidc, state, session).await?;
    Some(page::to_provider(state, oidc, address.as_str()))
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
