//! The secret after `Authorization: Bearer` (RFC 6750, section 2.1).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::error::ApiError;
use crate::leftovers;

/// The secret, if one was sent.
pub(crate) struct Bearer(pub(crate) Option<String>);

impl Bearer {
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let value = leftovers::authorization(request);
        Self(value.and_then(|value| {
            let value = value.to_str().ok()?;
            let (scheme, secret) = value.split_once(' ')?;
            let secret = secret.trim();
            (scheme.eq_ignore_ascii_case("bearer") && !secret.is_empty() && secret.len() <= 4096)
                .then(|| secret.to_owned())
        }))
    }
}

impl FromRequest for Bearer {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}
