//! `openapi.yaml`: made from the same routes that serve.

mod strict;

use actix_web::App;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    Components, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Paths, Ref, RefOr,
    ResponseBuilder,
};
use utoipa::{PartialSchema as _, ToSchema as _};
use utoipa_actix_web::AppExt as _;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::problem::{FieldError, Problem};
use crate::{policy, routes};

/// The document as an object.
#[must_use]
pub(crate) fn document() -> OpenApi {
    let (_, collected) = App::new()
        .into_utoipa_app()
        .openapi(frame())
        .configure(routes::common)
        .configure(routes::public)
        .configure(routes::staff)
        .split_for_parts();
    let mut document = with_problems(collected);
    strict::tighten(&mut document);
    document
}

/// The operations that one role registers.
pub(crate) fn operations(routes: fn(&mut ServiceConfig<'_>)) -> Paths {
    let (_, collected) = App::new()
        .into_utoipa_app()
        .configure(routes)
        .split_for_parts();
    collected.paths
}

/// The document as YAML, as committed.
#[must_use]
pub fn yaml() -> String {
    document().to_yaml().unwrap_or_default()
}

/// The document as JSON, for programs that check answers against it.
#[must_use]
pub fn json() -> serde_json::Value {
    serde_json::to_value(document()).unwrap_or_default()
}

fn frame() -> OpenApi {
    let mut components = Components::new();
    let bearer = |format: &str, text: &str| {
        SecurityScheme::Http(
            HttpBuilder::new()
                .scheme(HttpAuthScheme::Bearer)
                .bearer_format(format)
                .description(Some(text))
                .build(),
        )
    };
    components.add_security_scheme("staff", bearer("JWT", "Access token of `auth/login`."));
    components.add_security_scheme(
        "access_code",
        bearer(
            "access code",
            "The access code of the report, in any shape.",
        ),
    );
    components.add_security_scheme("api_key", bearer("smvk_…", "Key of a calling system."));
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("SMV-CERT")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(
                    "Reports of cyber incidents in small Danish firms, the queue of the analysts, \
                     and referrals to the police. Errors are `application/problem+json` (RFC 9457) \
                     with a stable `code`.",
                ))
                .build(),
        )
        .components(Some(components))
        .build()
}

/// Every operation may answer with a problem: said once, as the default response.
fn with_problems(mut document: OpenApi) -> OpenApi {
    let components = document.components.get_or_insert_default();
    components
        .schemas
        .insert(Problem::name().into_owned(), Problem::schema());
    components
        .schemas
        .insert(FieldError::name().into_owned(), FieldError::schema());
    let problem = ResponseBuilder::new()
        .description("A problem; switch on `code`")
        .content(
            "application/problem+json",
            ContentBuilder::new()
                .schema(Some(Ref::from_schema_name(Problem::name())))
                .build(),
        )
        .build();
    for item in document.paths.paths.values_mut() {
        for operation in policy::operations(item) {
            operation
                .responses
                .responses
                .entry("default".to_owned())
                .or_insert_with(|| RefOr::T(problem.clone()));
        }
    }
    document
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn the_committed_document_is_what_the_routes_say() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi.yaml");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(path, super::yaml()).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();

        assert!(
            committed == super::yaml(),
            "openapi.yaml is out of date: cargo run -p smv-cert-server -- openapi > openapi.yaml"
        );
    }

    #[test]
    fn every_reference_in_the_document_resolves() {
        let document = serde_json::to_value(super::document()).unwrap();
        let mut references = BTreeSet::new();
        collect(&document, &mut references);

        assert!(references.len() > 20);
        for reference in references {
            let pointer = reference.trim_start_matches('#').to_owned();
            assert!(document.pointer(&pointer).is_some(), "{reference}");
        }
    }

    fn collect(value: &serde_json::Value, found: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(object) => {
                if let Some(reference) = object.get("$ref").and_then(|v| v.as_str()) {
                    found.insert(reference.to_owned());
                }
                object.values().for_each(|value| collect(value, found));
            }
            serde_json::Value::Array(items) => items.iter().for_each(|v| collect(v, found)),
            serde_json::Value::Null
            | serde_json::Value::Bool(_)
            | serde_json::Value::Number(_)
            | serde_json::Value::String(_) => {}
        }
    }
}
