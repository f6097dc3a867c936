//! What no route answers: 404 or 405, as a problem for programs and as a page for people.

use std::sync::LazyLock;

use actix_web::web::{Data, PathConfig};
use actix_web::{HttpRequest, HttpResponse};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::edge::{path, refused};
use crate::error::ApiError;
use crate::pages;
use crate::state::{PublicState, StaffState};
use crate::{openapi, routes};

/// An id in a path that is no id names nothing that exists.
pub(crate) fn path_config() -> PathConfig {
    PathConfig::default().error_handler(|_, _| ApiError::NotFound.into())
}

/// The answer to what no route takes.
pub(crate) async fn fallback(request: HttpRequest) -> HttpResponse {
    let mut methods = methods_of(&request);
    if methods.contains(&"GET") && !path(&request).starts_with("/api/v1/referrals/") {
        methods.insert(1, "HEAD");
    }
    let error = if methods.is_empty() {
        ApiError::NotFound
    } else {
        ApiError::MethodNotAllowed(methods.join(", "))
    };
    refused(&request, &error)
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
    let asked: Vec<&str> = path(request).split('/').collect();
    let fits = |pattern: &[String]| {
        let same = |(part, asked): (&String, &&str)| part.starts_with('{') || part == asked;
        pattern.len() == asked.len() && pattern.iter().zip(&asked).all(same)
    };
    let mut methods: Vec<&str> = [Some(&*COMMON), public, staff]
        .into_iter()
        .flatten()
        .flatten()
        .filter(|(pattern, _)| fits(pattern))
        .flat_map(|(_, methods)| methods.iter().copied())
        .collect();
    if methods.is_empty() {
        methods.extend(unlisted(&asked, public.is_some(), staff.is_some()));
    }
    methods
}

/// The methods of addresses that are not in the document.
fn unlisted(asked: &[&str], has_pages: bool, has_console: bool) -> &'static [&'static str] {
    match asked {
        ["", "api", "docs" | "docs.css"] | ["", "api", "docs", ..] => &["GET"],
        ["", "assets", _, ..] if has_pages || has_console => &["GET"],
        ["", "console", rest @ ..] if has_console => pages::methods_of_console(rest),
        ["", rest @ ..] if has_pages => pages::methods_of(rest),
        _ => &[],
    }
}

fn known(routes: fn(&mut ServiceConfig<'_>)) -> Known {
    let of = |item: &utoipa::openapi::PathItem| {
        [
            ("GET", item.get.is_some()),
            ("POST", item.post.is_some()),
            ("PUT", item.put.is_some()),
            ("PATCH", item.patch.is_some()),
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
