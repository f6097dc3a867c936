//! Who does not get as far as a handler: requests from other sites, and too many.

use actix_web::HttpRequest;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;

use super::refusal::path;
use super::{Class, Edge, client_address, origin, refused};
use crate::error::{ApiError, Forbidden};

/// Middleware.
pub(crate) async fn guard<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    if let Err(error) = may_pass(request.request()) {
        let refusal = refused(request.request(), &error);
        return Ok(request.into_response(refusal).map_into_right_body());
    }
    let class = Class::of(request.method(), path(request.request()));
    let response = next.call(request).await?;
    if let Some(class) = class
        && has_failed(class, path(response.request()), response.status())
        && let Some(edge) = Edge::of(response.request())
    {
        edge.limits
            .failed(class, client_address(response.request()));
    }
    Ok(response.map_into_left_body())
}

fn may_pass(request: &HttpRequest) -> Result<(), ApiError> {
    if origin::is_foreign(request) {
        return Err(ApiError::Forbidden(Forbidden::Origin));
    }
    let path = path(request);
    match Class::of(request.method(), path) {
        Some(class) if !Class::is_asked_by_its_page(path) => take(request, class),
        Some(_) | None => Ok(()),
    }
}

/// Counts a request; too many are told when to come again.
pub(crate) fn take(request: &HttpRequest, class: Class) -> Result<(), ApiError> {
    let Some(edge) = Edge::of(request) else {
        return Ok(());
    };
    edge.limits
        .take(class, client_address(request))
        .map_err(ApiError::TooManyRequests)
}

/// Whether somebody tried a secret that is none. Pages show their form again, with 422.
fn has_failed(class: Class, path: &str, status: StatusCode) -> bool {
    let is_page = !path.starts_with("/api/");
    match (class, status.as_u16()) {
        (Class::Code | Class::Login, 401 | 404) => true,
        (Class::Code | Class::Login, 422) => is_page,
        _ => false,
    }
}
