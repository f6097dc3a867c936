//! A login that is under way: what the browser carries, and what waits here for its return.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration as CookieDuration;
use actix_web::cookie::{Cookie, SameSite};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use domain::id::{LoginAttemptId, SessionId};
use serde::{Deserialize, Serialize};
use store::oidc::attempts::Attempt;
use vault::{DataKey, place};

use crate::leftovers;

/// Names the browser that began. It comes back from another site, so it cannot be `Strict`; it opens
/// nothing but this one login.
const COOKIE: &str = "__Host-smv-oidc";
/// How long somebody may take at the provider.
const LIFE: Duration = Duration::minutes(10);

/// What must come back, and what is needed then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Secrets {
    /// Must stand in the ID token.
    pub(super) nonce: String,
    /// PKCE: only who began can redeem the code.
    pub(super) verifier: String,
    /// Who is to show again who they are; else somebody logs in.
    pub(super) again: Option<Again>,
    /// The session that the browser had before: it does not bring its cookie along when it comes
    /// back from another site.
    pub(super) before: Option<Vec<u8>>,
    /// Where to go afterwards.
    pub(super) next: String,
}

/// Somebody who is logged in and shows again who they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Again {
    /// In which session.
    pub(super) session: SessionId,
    /// The person at the provider must have proven it since.
    pub(super) since: DateTime<Utc>,
}

/// A new secret of 256 bits.
pub(super) fn random() -> String {
    URL_SAFE_NO_PAD.encode(store::random::<32>())
}

/// What is stored of a secret. With 256 random bits a plain hash is enough (ASVS 5.0, 6.5.2).
pub(super) fn hash(secret: &str) -> Vec<u8> {
    digest(&SHA256, secret.as_bytes()).as_ref().to_vec()
}

/// The row of a new attempt, sealed for the browser with this secret.
pub(super) fn row(state: &str, browser: &str, secrets: &Secrets, now: DateTime<Utc>) -> Attempt {
    let id = store::new_id(now);
    Attempt {
        id,
        state_hash: hash(state),
        browser_hash: hash(browser),
        secrets: place::login_attempt(id, 1).seal_json(&key(browser), secrets),
        expires_at: now + LIFE,
    }
}

/// Opens what was sealed for this browser.
pub(super) fn open(
    id: LoginAttemptId,
    browser: &str,
    sealed: &domain::content::Sealed,
) -> Option<Secrets> {
    let opened = place::login_attempt(id, 1).open_json(&key(browser), sealed);
    opened
        .inspect_err(|error| tracing::error!(%error, "a login attempt does not open"))
        .ok()
}

fn key(browser: &str) -> DataKey {
    DataKey::derived(browser.as_bytes(), "smv-cert login attempt")
}

/// The secret of the browser that calls.
pub(super) fn browser(request: &HttpRequest) -> Option<String> {
    leftovers::cookie(request, COOKIE)
}

/// Gives a browser its secret.
pub(super) fn cookie(browser: String) -> Cookie<'static> {
    Cookie::build(COOKIE, browser)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(CookieDuration::seconds(LIFE.num_seconds()))
        .finish()
}

/// Takes it away again.
pub(super) fn no_cookie() -> Cookie<'static> {
    let mut gone = cookie(String::new());
    gone.set_max_age(CookieDuration::ZERO);
    gone
}

#[cfg(test)]
mod tests {
    use super::{Secrets, cookie, open, random, row};

    #[test]
    fn an_attempt_opens_for_its_browser_only() {
        let now = chrono::DateTime::UNIX_EPOCH;
        let secrets = Secrets {
            nonce: random(),
            verifier: random(),
            again: None,
            before: None,
            next: "/console".to_owned(),
        };
        let attempt = row("state", "browser", &secrets, now);

        assert_eq!(open(attempt.id, "browser", &attempt.secrets), Some(secrets));
        assert_eq!(open(attempt.id, "other", &attempt.secrets), None);
        let other = store::new_id(now);
        assert_eq!(open(other, "browser", &attempt.secrets), None);
    }

    #[test]
    fn the_cookie_is_for_this_host_only_and_no_script_reads_it() {
        let cookie = cookie("x".to_owned()).to_string();

        for part in ["__Host-", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(part), "{part}: {cookie}");
        }
        assert!(!cookie.contains("Domain"));
    }
}
