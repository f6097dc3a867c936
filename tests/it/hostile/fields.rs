//! Every place of an operation where a caller may write, found in the contract.

use serde_json::Value;

use crate::edge::Operation;

/// A place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// A member of the body, by its JSON pointer.
    Member(String),
    /// The name of a member, beside those at this pointer.
    Name(String),
    /// A parameter of the query.
    Query(String),
    /// A part of the path.
    Path(String),
    /// A header.
    Header(&'static str),
}

impl Place {
    pub(crate) fn name(&self) -> String {
        format!("{self:?}")
    }
}

/// The places of an operation.
pub(crate) fn fields(document: &Value, operation: &Operation) -> Vec<Place> {
    let mut found = Vec::new();
    for parameter in operation.document["parameters"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let name = parameter["name"].as_str().unwrap().to_owned();
        match parameter["in"].as_str() {
            Some("query") => found.push(Place::Query(name)),
            Some("path") => found.push(Place::Path(name)),
            _ => {}
        }
    }
    found.extend([
        Place::Header("Authorization"),
        Place::Header("Accept-Language"),
    ]);
    if operation.method == reqwest::Method::POST {
        found.push(Place::Header("Idempotency-Key"));
    }
    if operation.document.pointer("/responses/200").is_some()
        && operation.method == reqwest::Method::PUT
    {
        found.push(Place::Header("If-Match"));
    }
    let body = &operation.document["requestBody"]["content"]["application/json"]["schema"];
    if body.is_object() {
        found.push(Place::Name(String::new()));
        members(document, body, "", &mut found);
    }
    found
}

fn members(document: &Value, schema: &Value, pointer: &str, found: &mut Vec<Place>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.trim_start_matches('#')).unwrap();
        return members(document, target, pointer, found);
    }
    for of in ["oneOf", "anyOf", "allOf"] {
        for part in schema[of].as_array().into_iter().flatten() {
            members(document, part, pointer, found);
        }
    }
    if schema["items"].is_object() {
        members(document, &schema["items"], &format!("{pointer}/0"), found);
    }
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        members(document, member, &format!("{pointer}/{name}"), found);
    }
    let place = Place::Member(pointer.to_owned());
    if !pointer.is_empty() && !found.contains(&place) {
        found.push(place);
    }
    // Members that anybody may name.
    if schema["type"] == "object" && !schema["properties"].is_object() {
        found.push(Place::Name(pointer.to_owned()));
        found.push(Place::Member(format!("{pointer}/free")));
    }
}
