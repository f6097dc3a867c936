//! What comes back from the provider.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use domain::access::Actor;
use url::form_urlencoded;

use super::admit::Browser;
use super::attempt::{self, Secrets};
use super::refusal::Refusal;
use super::{Oidc, admit, page, redeem};
use crate::auth::client::Client;
use crate::auth::record::{self, Concerned};
use crate::auth::session;
use crate::state::StaffState;

/// The parameters of an answer. Everything else in the address is ignored, as the protocol wants.
#[derive(Debug, Default)]
struct Answer {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    issuer: Option<String>,
}

/// Takes a browser back, with a code or an error.
#[get("/console/login/oidc/callback")]
pub(super) async fn callback(
    request: HttpRequest,
    oidc: Data<Oidc>,
    state: Data<StaffState>,
) -> HttpResponse {
    let mut response = match enter(&request, &oidc, &state).await {
        Ok((secret, next)) => {
            // The browser comes from another site: only a page of ours can lead on with the
            // cookie, which is `SameSite=Strict`.
            let mut response = page::inside(&state, &oidc, &next);
            let set = response.add_cookie(&session::cookie(&secret));
            if let Err(error) = set {
                tracing::error!(%error, "a cookie cannot be set");
            }
            response
        }
        Err(refusal) => {
            let why = record::Refusal::Provider(refusal.code());
            // What cannot be written down does not happen, not even a refusal in its own words.
            match record::failed_login(&state, why, Concerned::default()).await {
                Ok(()) => page::refused(&state, &oidc, refusal),
                Err(_) => page::refused(&state, &oidc, Refusal::Away),
            }
        }
    };
    // One answer, one try.
    if let Err(error) = response.add_cookie(&attempt::no_cookie()) {
        tracing::error!(%error, "a cookie cannot be taken away");
    }
    response
}

/// Everything up to the session; what its cookie says, and where to go.
async fn enter(
    request: &HttpRequest,
    oidc: &Oidc,
    state: &StaffState,
) -> Result<(String, String), Refusal> {
    let now = state.clock.now();
    let answer = Answer::read(request.query_string()).ok_or(Refusal::Answer)?;
    let secrets = take(request, state, answer.state.as_deref(), now).await?;
    let metadata = oidc.provider.metadata().await?;
    let named = metadata
        .additional_metadata()
        .additional_metadata
        .authorization_response_iss_parameter_supported;
    match &answer.issuer {
        Some(issuer) if issuer != metadata.issuer().as_str() => return Err(Refusal::Answer),
        None if named => return Err(Refusal::Answer),
        Some(_) | None => {}
    }
    let code = match (answer.code, answer.error.as_deref()) {
        (Some(code), None) => code,
        (_, Some("access_denied" | "login_required" | "interaction_required")) => {
            return Err(Refusal::Denied);
        }
        (_, Some("unmet_authentication_requirements")) => return Err(Refusal::SecondFactor),
        (_, Some(_)) => return Err(Refusal::Provider),
        (None, None) => return Err(Refusal::Answer),
    };
    let (again, before, next) = (
        secrets.again.clone(),
        secrets.before.clone(),
        secrets.next.clone(),
    );
    let said = redeem::redeem(oidc, metadata, code, secrets, now).await?;
    let secret = if let Some(again) = again {
        admit::again(oidc, state, said, again, now).await?
    } else {
        let client = Client::of(request);
        let browser = Browser {
            hash: client.browser_hash(&state.door.key, state.door.binding),
            before,
        };
        admit::admit(oidc, state, said, browser, now).await?
    };
    Ok((secret, next))
}

/// The attempt that this browser began with this state; it is gone then.
async fn take(
    request: &HttpRequest,
    state: &StaffState,
    own_state: Option<&str>,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Secrets, Refusal> {
    let browser = attempt::browser(request).ok_or(Refusal::Stale)?;
    let own_state = own_state.ok_or(Refusal::Answer)?;
    let (state_hash, browser_hash) = (attempt::hash(own_state), attempt::hash(&browser));
    let (id, sealed) = state
        .db
        .transact(&Actor::System, move |tx| {
            store::oidc::attempts::take(tx, &state_hash, &browser_hash, now)
        })
        .await?
        .ok_or(Refusal::Stale)?;
    attempt::open(id, &browser, &sealed).ok_or(Refusal::Stale)
}

impl Answer {
    /// None: a parameter stands there twice.
    fn read(query: &str) -> Option<Self> {
        let mut answer = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match &*name {
                "state" => &mut answer.state,
                "code" => &mut answer.code,
                "error" => &mut answer.error,
                "iss" => &mut answer.issuer,
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some() {
                return None;
            }
        }
        Some(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::Answer;

    #[test]
    fn an_answer_says_each_thing_once() {
        let answer =
            Answer::read("state=a%20b&code=c&session_state=x&iss=https%3A%2F%2Fi").unwrap();

        assert_eq!(answer.state.as_deref(), Some("a b"));
        assert_eq!(answer.issuer.as_deref(), Some("https://i"));
        for twice in [
            "state=a&state=a",
            "code=a&code=b",
            "iss=&iss=",
            "error=a&error=b",
        ] {
            assert!(Answer::read(twice).is_none(), "{twice}");
        }
    }
}
