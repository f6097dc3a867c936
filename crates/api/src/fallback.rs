//! What no route answers: 404 or 405, as a problem for programs and as a page for people.

use std::sync::LazyLock;

use actix_web::http::header::{ACCEPT, LOCATION};
use actix_web::web::{Data, PathConfig};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::error::ApiError;
use crate::pages::{PagesState, error_page, language_of};
use crate::state::{PublicState, StaffState};
use crate::{openapi, request, routes};

/// An id in a path that is no id names nothing that exists.
pub(crate) fn path_config() -> PathConfig {
    PathConfig::default().error_handler(|_, _| ApiError::NotFound.into())
}

/// The documentation lives below this address.
#[actix_web::get("/api/docs")]
pub(crate) async fn docs() -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header((LOCATION, "/api/docs/"))
        .finish()
}

/// The answer to what no route takes.
pub(crate) async fn fallback(request: HttpRequest) -> HttpResponse {
    let methods = methods_of(&request);
    let error = if methods.is_empty() {
        ApiError::NotFound
    } else {
        ApiError::MethodNotAllowed(methods.join(", "))
    };
    match request.app_data::<Data<PagesState>>() {
        Some(pages) if wants_html(&request) => page(&request, pages, &error),
        _ => error.error_response(),
    }
}

fn page(request: &HttpRequest, pages: &PagesState, error: &ApiError) -> HttpResponse {
    let status = error.status_code();
    let html = error_page(
        status,
        &request::trace_id(),
        language_of(request),
        &pages.site,
    );
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .body(html)
}

fn wants_html(request: &HttpRequest) -> bool {
    let accept = request
        .headers()
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok());
    !request.path().starts_with("/api/") && accept.is_some_and(|a| a.contains("text/html"))
}

/// A path of the document by its parts, with its methods.
type Known = Vec<(Vec<String>, Vec<&'static str>)>;

/// The methods that this process serves at the path of the request.
fn methods_of(request: &HttpRequest) -> Vec<&'static str> {
    static COMMON: LazyLock<Known> = LazyLock::new(|| known(routes::common));
    static PUBLIC: LazyLock<Known> = LazyLock::new(|| known(routes::public));
    static STAFF: LazyLock<Known> = LazyLock::new(|| known(routes::staff));
    let public = request.app_data::<Data<PublicState>>().map(|_| &*PUBLIC);
    let staff = request.app_data::<Data<StaffState>>().map(|_| &*STAFF);
    let asked: Vec<&str> = request.path().split('/').collect();
    let fits = |pattern: &[String]| {
        let same = |(part, asked): (&String, &&str)| part.starts_with('{') || part == asked;
        pattern.len() == asked.len() && pattern.iter().zip(&asked).all(same)
    };
    [Some(&*COMMON), public, staff]
        .into_iter()
        .flatten()
        .flatten()
        .filter(|(pattern, _)| fits(pattern))
        .flat_map(|(_, methods)| methods.iter().copied())
        .collect()
}

fn known(routes: fn(&mut ServiceConfig<'_>)) -> Known {
    let of = |item: &utoipa::openapi::PathItem| {
        [
            ("GET", item.get.is_some()),
            ("POST", item.post.is_some()),
            ("PUT", item.put.is_some()),
            ("DELETE", item.delete.is_some()),
        ]
        .into_iter()
        .filter_map(|(method, there)| there.then_some(method))
        .collect()
    };
    openapi::operations(routes)
        .paths
        .iter()
        .map(|(path, item)| (path.split('/').map(str::to_owned).collect(), of(item)))
        .collect()
}
