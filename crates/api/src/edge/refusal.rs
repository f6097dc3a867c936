//! A request that is refused before a handler sees it: a problem for programs, a page for people. The
//! page shows the phone number.

use actix_web::http::header::{ACCEPT, ALLOW, RETRY_AFTER};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};

use crate::error::ApiError;
use crate::pages::{PagesState, error_page, language_of};
use crate::request;

/// The answer.
pub(crate) fn refused(request: &HttpRequest, error: &ApiError) -> HttpResponse {
    let problem = error.error_response();
    match request.app_data::<Data<PagesState>>() {
        Some(pages) if wants_html(request) => page(request, pages, error, &problem),
        _ => problem,
    }
}

fn page(
    request: &HttpRequest,
    pages: &PagesState,
    error: &ApiError,
    problem: &HttpResponse,
) -> HttpResponse {
    let status = error.status_code();
    let html = error_page(
        status,
        &request::trace_id(),
        language_of(request),
        &pages.site,
    );
    let mut response = HttpResponse::build(status);
    for name in [ALLOW, RETRY_AFTER] {
        if let Some(value) = problem.headers().get(&name) {
            response.insert_header((name, value.clone()));
        }
    }
    response.content_type("text/html; charset=utf-8").body(html)
}

fn wants_html(request: &HttpRequest) -> bool {
    let accept = request
        .headers()
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok());
    !path(request).starts_with("/api/") && accept.is_some_and(|a| a.contains("text/html"))
}

/// The path as the routes read it: `/%61pi` is `/api`.
pub(crate) fn path(request: &HttpRequest) -> &str {
    request.match_info().get_ref().path()
}
