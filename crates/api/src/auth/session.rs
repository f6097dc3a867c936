//! Opening a session after somebody has shown who they are. Everybody who signs people in, by
//! whatever method, opens it here.

use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::http::StatusCode;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use domain::id::{PersonId, SessionId};
use domain::session::{LIFE, Method, Scope};
use store::Tx;
use store::sessions::{self, Browser, New};

use super::login::TokensView;
use super::tokens;
use crate::answer::Answer;
use crate::error::ApiError;
use crate::state::StaffState;

/// Name of the console's cookie. The prefix makes browsers refuse it from elsewhere, without
/// `Secure`, or for another path (RFC 6265bis, section 4.1.3).
pub(crate) const COOKIE: &str = "__Host-smv-session";

/// Somebody who has shown who they are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    /// Who.
    pub(crate) person: PersonId,
    /// How.
    pub(crate) method: Method,
    /// How far they get.
    pub(crate) scope: Scope,
    /// When.
    pub(crate) now: DateTime<Utc>,
}

/// A session of a program, with its first refresh token.
pub(crate) struct ApiSession {
    pub(crate) id: SessionId,
    pub(crate) refresh_token: String,
}

/// A session of a browser, with what its cookie says.
pub(crate) struct ConsoleSession {
    pub(crate) id: SessionId,
    pub(crate) secret: String,
}

/// Opens a session for a program.
pub(crate) fn open_api(tx: &mut Tx<'_>, entry: &Entry) -> Result<ApiSession, store::Error> {
    let (id, refresh_token) = (store::new_id(entry.now), tokens::new_refresh_token());
    sessions::begin(tx, &new(id, entry, None))?;
    sessions::issue(tx, id, &tokens::refresh_hash(&refresh_token), entry.now)?;
    Ok(ApiSession { id, refresh_token })
}

/// Opens a session for a browser. `browser_hash` is [`super::client::Client::browser_hash`].
pub(crate) fn open_console(
    tx: &mut Tx<'_>,
    entry: &Entry,
    browser_hash: &[u8],
) -> Result<ConsoleSession, store::Error> {
    let (id, secret) = (store::new_id(entry.now), new_secret());
    let cookie_hash = cookie_hash(&secret);
    let browser = Browser {
        cookie_hash: &cookie_hash,
        browser_hash,
    };
    sessions::begin(tx, &new(id, entry, Some(browser)))?;
    Ok(ConsoleSession { id, secret })
}

fn new<'a>(id: SessionId, entry: &Entry, browser: Option<Browser<'a>>) -> New<'a> {
    New {
        id,
        person: entry.person,
        method: entry.method,
        scope: entry.scope,
        browser,
        now: entry.now,
        expires_at: entry.now + LIFE,
    }
}

/// What a program is given for its session.
pub(crate) fn tokens_answer(
    state: &StaffState,
    person: PersonId,
    session: ApiSession,
    scope: Scope,
) -> Result<Answer, ApiError> {
    let access_token = state.tokens.issue(person, session.id, state.clock.now())?;
    let view = TokensView {
        access_token,
        refresh_token: session.refresh_token,
        expires_in: tokens::LIFE.num_seconds(),
        token_type: "Bearer",
        scope: scope.code(),
    };
    Ok(Answer::of(StatusCode::OK, &view)?.not_stored())
}

/// 256 random bits for a cookie.
pub(crate) fn new_secret() -> String {
    URL_SAFE_NO_PAD.encode(store::random::<32>())
}

/// What is stored of a cookie. With 256 random bits a plain hash is enough.
pub(crate) fn cookie_hash(secret: &str) -> Vec<u8> {
    digest(&SHA256, secret.as_bytes()).as_ref().to_vec()
}

/// The cookie of a session. The browser forgets it when it is closed.
pub(crate) fn cookie(secret: &str) -> Cookie<'static> {
    Cookie::build(COOKIE, secret.to_owned())
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Strict)
        .finish()
}

/// Takes the cookie away.
pub(crate) fn no_cookie() -> Cookie<'static> {
    let mut cookie = cookie("");
    cookie.set_max_age(time::Duration::ZERO);
    cookie
}

#[cfg(test)]
mod tests {
    use super::{cookie, new_secret, no_cookie};

    #[test]
    fn the_cookie_is_closed_to_scripts_other_sites_and_plain_connections() {
        let secret = new_secret();
        assert_eq!(
            cookie(&secret).to_string(),
            format!("__Host-smv-session={secret}; HttpOnly; SameSite=Strict; Secure; Path=/")
        );
        assert_eq!(secret.len(), 43);
        assert!(no_cookie().to_string().contains("Max-Age=0"));
    }
}
