//! What a request leaves in memory.
//!
//! actix keeps the heads of answered requests for the next ones. The address and the header values in
//! them are slices of the buffer with the whole request: the report in it would stay in memory for as
//! long as nobody calls. So every request gets a head of its own, and what is secret in it moves to
//! where actix forgets it with the request.

use actix_web::HttpMessage as _;
use actix_web::HttpRequest;
use actix_web::dev::ServiceRequest;
use actix_web::http::Uri;
use actix_web::http::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue};

/// Name of the header with a request's own key.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Secrets of a request. Forgotten with it.
#[derive(Default)]
struct Secrets {
    authorization: Option<HeaderValue>,
    idempotency_key: Option<HeaderValue>,
    cookies: Option<HeaderValue>,
}

/// Gives the request a head of its own.
pub(crate) fn detach(request: &mut ServiceRequest) {
    if let Ok(own) = request.uri().to_string().parse::<Uri>() {
        request.match_info_mut().get_mut().update(&own);
        request.head_mut().uri = own;
    }
    let read = std::mem::take(&mut request.head_mut().headers);
    let (mut own, mut secrets) = (HeaderMap::with_capacity(read.len()), Secrets::default());
    for (name, value) in &read {
        let Ok(copy) = HeaderValue::from_bytes(value.as_bytes()) else {
            continue;
        };
        if name == AUTHORIZATION {
            secrets.authorization.get_or_insert(copy);
        } else if name == IDEMPOTENCY_KEY {
            secrets.idempotency_key.get_or_insert(copy);
        } else if name == COOKIE {
            secrets.cookies.get_or_insert(copy);
        } else {
            own.append(name.clone(), copy);
        }
    }
    request.head_mut().headers = own;
    request.extensions_mut().insert(secrets);
}

/// The value of `Authorization`, if one was sent.
pub(crate) fn authorization(request: &HttpRequest) -> Option<HeaderValue> {
    secret(request, |secrets| secrets.authorization.clone())
}

/// The value of `Idempotency-Key`, if one was sent.
pub(crate) fn idempotency_key(request: &HttpRequest) -> Option<HeaderValue> {
    secret(request, |secrets| secrets.idempotency_key.clone())
}

/// The value of a cookie. Sent twice it is none: nobody could say which is ours.
pub(crate) fn cookie(request: &HttpRequest, name: &str) -> Option<String> {
    let value = secret(request, |secrets| secrets.cookies.clone())?;
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

fn secret(
    request: &HttpRequest,
    which: impl FnOnce(&Secrets) -> Option<HeaderValue>,
) -> Option<HeaderValue> {
    request.extensions().get::<Secrets>().and_then(which)
}
