//! `Idempotency-Key` (IETF draft, a structured-field string; unquoted is accepted too).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::error::{ApiError, Malformed};
use crate::leftovers;

/// The key, if one was sent: 16 to 255 visible characters.
pub(crate) struct IdempotencyKey(pub(crate) Option<String>);

impl IdempotencyKey {
    /// Reads a key as it stands in the header or a form.
    pub(crate) fn parse(text: &str) -> Result<String, ApiError> {
        let text = text.trim();
        let bare = text
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .unwrap_or(text);
        let fits = (16..=255).contains(&bare.len())
            && bare
                .bytes()
                .all(|b| (0x21..=0x7e).contains(&b) && b != b'"');
        if fits {
            Ok(bare.to_owned())
        } else {
            Err(ApiError::Malformed(Malformed::BadKey))
        }
    }
}

impl FromRequest for IdempotencyKey {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let key = leftovers::idempotency_key(request).map(|value| {
            let text = value
                .to_str()
                .map_err(|_| ApiError::Malformed(Malformed::BadKey))?;
            Self::parse(text)
        });
        ready(key.transpose().map(Self))
    }
}
