//! A session of the console after somebody has proven who they are.

use actix_web::cookie::{Cookie, SameSite};
use chrono::{DateTime, Duration, Utc};
use domain::id::{PersonId, SessionId};
use store::{Error, Tx, sessions};

use super::attempt;

const COOKIE: &str = "__Host-smv-session";
const LIFE: Duration = Duration::hours(12);

/// Opens one; its id, and what its cookie says.
pub(super) fn open(
    tx: &mut Tx<'_>,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<(SessionId, String), Error> {
    let (id, secret) = (store::new_id(now), attempt::random());
    sessions::begin(tx, id, person, &attempt::hash(&secret), now, now + LIFE)?;
    Ok((id, secret))
}

/// The cookie.
pub(super) fn cookie(secret: String) -> Cookie<'static> {
    Cookie::build(COOKIE, secret)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Strict)
        .finish()
}
