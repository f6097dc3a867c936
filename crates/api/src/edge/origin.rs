//! Whether an unsafe request comes from our own pages (OWASP, Fetch Metadata).
//!
//! A browser adds cookies to requests of other sites too; programs have none. So what no browser says
//! anything about passes only without a cookie.

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::{COOKIE, HOST, ORIGIN};
use url::Url;

use super::Edge;

/// Whether the request must be refused.
pub(crate) fn is_foreign(request: &HttpRequest) -> bool {
    if matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    ) {
        return false;
    }
    // More than one of them is nothing a browser sends.
    let all = |name: &str| -> Vec<&str> {
        let values = request.headers().get_all(name);
        values.map(|value| value.to_str().unwrap_or("?")).collect()
    };
    let (site, origin) = (all("sec-fetch-site"), all(ORIGIN.as_str()));
    match (site.as_slice(), origin.as_slice()) {
        ([], []) => request.headers().contains_key(COOKIE),
        // A page that hides where it links from hides this too; the browser's own word stands.
        (["same-origin"], ["null"] | []) => false,
        (["same-origin"] | [], [origin]) => !is_ours(request, origin),
        // Typed, bookmarked, or loaded again by hand.
        (["none"], []) => false,
        (["none"], [origin]) => !is_ours(request, origin),
        _ => true,
    }
}

/// The address in links, or the host that was asked, by the scheme that we are reached by.
fn is_ours(request: &HttpRequest, origin: &str) -> bool {
    let Ok(origin) = Url::parse(origin) else {
        return false;
    };
    if origin.path() != "/" || origin.query().is_some() || !origin.username().is_empty() {
        return false;
    }
    let edge = Edge::of(request);
    let scheme = edge.map_or("http", |edge| edge.settings.public_url.scheme());
    if origin.scheme() != scheme || origin.host().is_none() {
        return false;
    }
    let asked = request
        .headers()
        .get(HOST)
        .and_then(|host| host.to_str().ok());
    let asked = asked.and_then(|host| Url::parse(&format!("{scheme}://{host}")).ok());
    let public = edge.map(|edge| edge.settings.public_url.clone());
    let ours = [asked, public];
    ours.iter()
        .flatten()
        .any(|ours| ours.origin() == origin.origin())
}
