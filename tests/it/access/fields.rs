//! The fields of an answer, as names: `reports[].content.kind`.

use std::collections::BTreeSet;

use serde_json::Value;

/// The names of all leaves. An empty list or object counts as a leaf.
pub(super) fn of(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    walk(value, String::new(), &mut found);
    found
}

fn walk(value: &Value, name: String, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (field, value) in fields {
                let dot = if name.is_empty() { "" } else { "." };
                walk(value, format!("{name}{dot}{field}"), found);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                walk(item, format!("{name}[]"), found);
            }
        }
        Value::Array(_) => {
            found.insert(format!("{name}[]"));
        }
        Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            found.insert(name);
        }
    }
}
