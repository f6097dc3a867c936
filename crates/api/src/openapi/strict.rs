//! The document says what the reading demands: no member that nobody knows, and the bounds of
//! parameters that stand in many operations.

use std::collections::BTreeSet;

use domain::case::status::Status;
use domain::kind::Kind;
use domain::severity::Severity;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{OpenApi, RefOr, Schema};

/// `Idempotency-Key` as it is accepted: quoted or not.
const KEY: &str = r#"^([!#-~]{16,255}|"[!#-~]{16,255}")$"#;
/// An `ETag` of ours, or any.
const TAG: &str = r#"^(\*|"v[0-9]{1,9}")$"#;

/// Makes it so.
pub(super) fn tighten(document: &mut OpenApi) {
    let mut names = BTreeSet::new();
    for item in document.paths.paths.values_mut() {
        for operation in [&mut item.get, &mut item.post, &mut item.put]
            .into_iter()
            .flatten()
        {
            bodies(operation, &mut names);
            for parameter in operation.parameters.iter_mut().flatten() {
                if let RefOr::T(parameter) = parameter {
                    bound(parameter);
                }
            }
        }
    }
    let Some(components) = &mut document.components else {
        return;
    };
    // Schemas of bodies, and those that they are made of.
    let mut open: Vec<String> = names.iter().cloned().collect();
    while let Some(name) = open.pop() {
        if let Some(schema) = components.schemas.get_mut(&name) {
            let mut found = BTreeSet::new();
            close(schema, &mut found);
            open.extend(found.into_iter().filter(|name| names.insert(name.clone())));
        }
    }
}

fn bodies(operation: &Operation, names: &mut BTreeSet<String>) {
    let Some(RefOr::T(body)) = &operation.request_body else {
        return;
    };
    for content in body.content.values() {
        if let RefOr::T(content) = content
            && let Some(schema) = &content.schema
        {
            close(&mut schema.clone(), names);
        }
    }
}

/// Closes an object, and tells which schemas it names.
fn close(schema: &mut RefOr<Schema>, names: &mut BTreeSet<String>) {
    match schema {
        RefOr::Ref(reference) => {
            let name = reference.ref_location.rsplit('/').next();
            names.extend(name.map(str::to_owned));
        }
        RefOr::T(Schema::Object(object)) => {
            for member in object.properties.values_mut() {
                close(member, names);
            }
            if !object.properties.is_empty() {
                object.additional_properties =
                    Some(Box::new(AdditionalProperties::FreeForm(false)));
            }
        }
        RefOr::T(Schema::Array(array)) => {
            if let utoipa::openapi::schema::ArrayItems::RefOrSchema(items) = &mut array.items {
                close(items, names);
            }
        }
        RefOr::T(Schema::OneOf(of)) => of.items.iter_mut().for_each(|part| close(part, names)),
        RefOr::T(Schema::AnyOf(of)) => of.items.iter_mut().for_each(|part| close(part, names)),
        RefOr::T(_) => {}
    }
}

fn bound(parameter: &mut Parameter) {
    let text = |pattern: &str| {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .pattern(Some(pattern))
    };
    // Codes with commas between them.
    let codes = |codes: &[&str]| {
        let code = codes.join("|");
        text(&format!("^( *({code}) *(, *({code}) *)*)?$"))
    };
    let schema = match parameter.name.as_str() {
        "status" => codes(Status::CODES),
        "kind" if parameter.parameter_in == ParameterIn::Query => codes(Kind::CODES),
        "severity" => codes(Severity::CODES),
        "limit" => ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Integer))
            .minimum(Some(1))
            .maximum(Some(200)),
        "Idempotency-Key" => text(KEY),
        "If-Match" => text(TAG),
        _ => return,
    };
    parameter.schema = Some(schema.into());
}

#[cfg(test)]
mod tests {
    #[test]
    fn bodies_are_closed_and_answers_that_are_no_bodies_stay_open() {
        let document = crate::openapi::json();
        let closed = |name: &str| {
            let schema = &document["components"]["schemas"][name];
            assert!(schema.is_object(), "{name}");
            schema["additionalProperties"] == false
        };

        for name in [
            "ReportRequest",
            "Organisation",
            "Sector",
            "FirmContact",
            "LoginRequest",
        ] {
            assert!(closed(name), "{name}");
        }
        for name in ["CasePageView", "Problem"] {
            assert!(!closed(name), "{name}");
        }
    }
}
