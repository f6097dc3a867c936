//! What a member of staff shows at each request: an access token, or the console's cookie.

use actix_web::HttpRequest;

use super::Bearer;
use crate::auth::session::{self, COOKIE};
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
            None => Self::of_browser(request),
        }
    }

    /// What a browser shows: its cookie, and nothing else.
    pub(crate) fn of_browser(request: &HttpRequest) -> Option<Self> {
        leftovers::cookie(request, COOKIE).map(Self::Cookie)
    }

    /// Under which hash the session of a cookie is kept.
    pub(crate) fn cookie_hash(self) -> Option<Vec<u8>> {
        match self {
            Self::Cookie(secret) => Some(session::cookie_hash(&secret)),
            Self::Token(_) => None,
        }
    }
}
