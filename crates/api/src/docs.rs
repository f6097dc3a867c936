//! The contract as a page to read, made from the document: no script, nothing from elsewhere.

use std::sync::LazyLock;

use actix_web::{HttpResponse, get, web};
use askama::Template;
use serde_json::Value;

use crate::openapi;

const STYLE: &str = include_str!("../templates/docs.css");

#[derive(Template)]
#[template(path = "docs.html")]
struct Docs {
    operations: Vec<Operation>,
    schemas: Vec<Schema>,
}

struct Operation {
    id: String,
    method: String,
    path: String,
    text: Vec<String>,
    access: String,
    takes: Vec<Row>,
    answers: Vec<Row>,
}

struct Schema {
    name: String,
    text: String,
    members: Vec<Row>,
}

struct Row {
    name: String,
    kind: String,
    text: String,
    /// A schema of this page that the row leads to.
    link: Option<String>,
}

/// The page.
#[get("/api/docs")]
pub(crate) async fn docs() -> HttpResponse {
    static PAGE: LazyLock<String> = LazyLock::new(|| page(&openapi::json()));
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .body(PAGE.as_str())
}

/// Its style sheet, on every listener.
#[get("/api/docs.css")]
pub(crate) async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .body(STYLE)
}

/// The old address of the page.
#[get("/api/docs/{rest:.*}")]
pub(crate) async fn old(_: web::Path<String>) -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header((actix_web::http::header::LOCATION, "/api/docs"))
        .finish()
}

fn page(document: &Value) -> String {
    let paths = document.get("paths").and_then(Value::as_object);
    let operations = paths.into_iter().flatten().flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten();
        methods.map(move |(method, operation)| Operation::of(method, path, operation))
    });
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    let filled = Docs {
        operations: operations.collect(),
        schemas: schemas
            .into_iter()
            .flatten()
            .map(|(name, schema)| Schema::of(name, schema))
            .collect(),
    };
    filled.render().unwrap_or_default()
}

impl Operation {
    fn of(method: &str, path: &str, operation: &Value) -> Self {
        let parameters = list(operation, "parameters").iter().map(|parameter| Row {
            name: format!("{} {}", word(parameter, "in"), word(parameter, "name")),
            kind: kind(parameter.get("schema")),
            text: word(parameter, "description"),
            link: None,
        });
        let body = content(operation.get("requestBody"), "body", String::new());
        let answers = operation.get("responses").and_then(Value::as_object);
        Self {
            id: word(operation, "operationId"),
            method: method.to_uppercase(),
            path: path.to_owned(),
            text: [word(operation, "summary"), word(operation, "description")]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect(),
            access: access(operation),
            takes: parameters.chain(body).collect(),
            answers: answers
                .into_iter()
                .flatten()
                .flat_map(|(status, answer)| {
                    let text = word(answer, "description");
                    let bare = Row {
                        name: status.clone(),
                        kind: "no body".to_owned(),
                        text: text.clone(),
                        link: None,
                    };
                    let rows: Vec<Row> = content(Some(answer), status, text).collect();
                    if rows.is_empty() { vec![bare] } else { rows }
                })
                .collect(),
        }
    }
}

impl Schema {
    fn of(name: &str, schema: &Value) -> Self {
        let required: Vec<&str> = list(schema, "required")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let members = schema.get("properties").and_then(Value::as_object);
        let row = |(name, member): (&String, &Value)| Row {
            name: name.clone(),
            kind: if required.contains(&name.as_str()) {
                kind(Some(member))
            } else {
                format!("{}, optional", kind(Some(member)))
            },
            text: word(member, "description"),
            link: reference(member),
        };
        let mut text = word(schema, "description");
        if members.is_none() {
            text = format!("{text} {}", kind(Some(schema)));
        }
        Self {
            name: name.to_owned(),
            text,
            members: members.into_iter().flatten().map(row).collect(),
        }
    }
}

/// A row for each media type.
fn content<'v>(
    of: Option<&'v Value>,
    name: &'v str,
    text: String,
) -> impl Iterator<Item = Row> + use<'v> {
    let media = of
        .and_then(|of| of.get("content"))
        .and_then(Value::as_object);
    media
        .into_iter()
        .flatten()
        .map(move |(media, content)| Row {
            name: name.to_owned(),
            kind: format!("{media}: {}", kind(content.get("schema"))),
            text: text.clone(),
            link: content.get("schema").and_then(reference),
        })
}

/// Who may call.
fn access(operation: &Value) -> String {
    let needs: Vec<String> = list(operation, "security")
        .iter()
        .filter_map(Value::as_object)
        .map(|needs| match needs.keys().next() {
            Some(scheme) => scheme.clone(),
            None => "anyone".to_owned(),
        })
        .collect();
    if needs.is_empty() {
        "anyone".to_owned()
    } else {
        needs.join(" or ")
    }
}

/// The sort of a value, in words.
fn kind(schema: Option<&Value>) -> String {
    let Some(schema) = schema else {
        return "anything".to_owned();
    };
    if let Some(name) = named(schema) {
        return name;
    }
    for of in ["oneOf", "anyOf", "allOf"] {
        let parts = list(schema, of);
        if !parts.is_empty() {
            let kinds: Vec<String> = parts.iter().map(|part| kind(Some(part))).collect();
            return kinds.join(if of == "allOf" { " with " } else { " or " });
        }
    }
    let codes: Vec<&str> = list(schema, "enum")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    if !codes.is_empty() {
        return codes.join(" | ");
    }
    let sort = match schema.get("type") {
        Some(Value::String(sort)) => sort.clone(),
        Some(Value::Array(sorts)) => {
            let sorts: Vec<&str> = sorts.iter().filter_map(Value::as_str).collect();
            sorts.join(" or ")
        }
        _ => "anything".to_owned(),
    };
    match (sort.as_str(), schema.get("items"), word(schema, "format")) {
        ("array", items, _) => format!("list of {}", kind(items)),
        (_, _, format) if !format.is_empty() => format!("{sort} ({format})"),
        _ => sort,
    }
}

fn reference(schema: &Value) -> Option<String> {
    named(schema)
        .or_else(|| schema.get("items").and_then(reference))
        .or_else(|| list(schema, "oneOf").iter().find_map(reference))
}

fn named(schema: &Value) -> Option<String> {
    let target = schema.get("$ref").and_then(Value::as_str)?;
    target.rsplit('/').next().map(str::to_owned)
}

fn word(of: &Value, name: &str) -> String {
    of.get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn list<'v>(of: &'v Value, name: &str) -> &'v [Value] {
    of.get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use crate::openapi;

    #[test]
    fn every_operation_and_every_schema_is_on_the_page_and_every_link_leads_somewhere() {
        let document = openapi::json();
        let page = super::page(&document);

        let mut ids = 0;
        for item in document["paths"].as_object().unwrap().values() {
            for operation in item.as_object().unwrap().values() {
                let id = operation["operationId"].as_str().unwrap();
                assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
                ids += 1;
            }
        }
        assert!(ids > 30);
        for name in document["components"]["schemas"]
            .as_object()
            .unwrap()
            .keys()
        {
            assert!(page.contains(&format!("id=\"schema-{name}\"")), "{name}");
        }
        for link in page.split("href=\"#").skip(1) {
            let target = link.split('"').next().unwrap();
            assert!(page.contains(&format!("id=\"{target}\"")), "{target}");
        }
        assert!(!page.contains("<script") && !page.contains("style="));
    }
}
