//! What a member of staff shows at each request: an access token, or the console's cookie.

use actix_web::HttpRequest;

use super::Bearer;
use crate::auth::session::COOKIE;
use crate::leftovers;

/// What was shown. A token counts before a cookie.
pub(crate) enum Proof {
    /// After `Authorization: Bearer`.
    Token(String),
    /// The console's cookie.
    Cookie(String),
}

impl Proof {
    /// What this request shows, if anything.
    pub(crate) fn of(request: &HttpRequest) -> Option<Self> {
        match Bearer::of(request).0 {
            Some(token) => Some(Self::Token(token)),
            None => cookie(request, COOKIE).map(Self::Cookie),
        }
    }
}

/// The value of a cookie. Sent twice it is none: nobody could say which is ours.
pub(crate) fn cookie(request: &HttpRequest, name: &str) -> Option<String> {
    let value = leftovers::cookies(request)?;
    let mut found = value
        .to_str()
        .ok()?
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned());
    let first = found.next()?;
    (found.next().is_none() && !first.is_empty() && first.len() <= 512).then_some(first)
}
