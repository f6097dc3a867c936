//! The headers of every answer. `tests/it/edge/header_table.rs` has the whole table.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::middleware::Next;

use super::Edge;

/// Pages: nothing but our own files; no inline script or style.
const POLICY_OF_PAGES: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";
/// All else is data: a browser that takes it for a page after all may do nothing with it.
const POLICY_OF_DATA: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'; sandbox";
/// A worker that a page starts is held by the policy of its own file; in a sandbox it would have no Web
/// Cryptography.
const POLICY_OF_SCRIPTS: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Two years, as browsers' preload lists ask for.
const HSTS: &str = "max-age=63072000; includeSubDomains";

/// Adds the headers.
pub(crate) async fn secure(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let is_https = Edge::of(request.request()).is_some_and(Edge::is_https);
    let mut response = next.call(request).await?;
    add(response.headers_mut(), is_https);
    Ok(response)
}

fn add(headers: &mut HeaderMap, is_https: bool) {
    let is = |start: &[u8]| {
        headers
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(start))
    };
    let (is_page, is_script) = (is(b"text/html"), is(b"text/javascript"));
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(
        CONTENT_SECURITY_POLICY,
        match (is_page, is_script) {
            (true, _) => POLICY_OF_PAGES,
            (false, true) => POLICY_OF_SCRIPTS,
            (false, false) => POLICY_OF_DATA,
        },
    );
    // With `no-referrer` browsers send `Origin: null` from our own forms, and those that do not know
    // `Sec-Fetch-Site` yet could not be told from strangers. No secret stands in an address.
    set(
        REFERRER_POLICY,
        if is_page {
            "same-origin"
        } else {
            "no-referrer"
        },
    );
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(X_FRAME_OPTIONS, "DENY");
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    );
    if is_https {
        set(STRICT_TRANSPORT_SECURITY, HSTS);
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
