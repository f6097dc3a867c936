//! What the contract promises of an answer, checked quickly: each schema is made ready once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use jsonschema::Validator;
use serde_json::Value;
use smv_cert_tests::Reply;

use crate::contract::Contract;

/// The contract with its schemas.
pub(crate) struct Promises {
    contract: Contract,
    pub(crate) document: Value,
    ready: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Promises {
    pub(crate) fn read() -> Self {
        Self {
            contract: Contract::read(),
            document: api::openapi_json(),
            ready: Mutex::default(),
        }
    }

    /// Whether the answer is one of those in the document.
    pub(crate) fn keeps(&self, method: &str, pattern: &str, reply: &Reply) -> Result<(), String> {
        let status = reply.status.as_u16();
        let text = || reply.text().chars().take(500).collect::<String>();
        if status >= 500 {
            return Err(format!("{status}: {}", text()));
        }
        let responses = &self.document["paths"][pattern][method]["responses"];
        let name = status.to_string();
        let declared = responses.get(&name).is_some();
        let media = reply.header("content-type");
        let media = media.split(';').next().unwrap_or_default();
        if !declared && (status < 400 || media != "application/problem+json") {
            return Err(format!("{status} {media} is not declared: {}", text()));
        }
        let name = if declared { name.as_str() } else { "default" };
        let content = &responses[name]["content"];
        if content.is_null() {
            let empty = reply.bytes.is_empty();
            return if empty {
                Ok(())
            } else {
                Err(format!("{status}: a body: {}", text()))
            };
        }
        let schema = &content[media]["schema"];
        if !schema.is_object() {
            return Err(format!("{status}: {media} is not declared: {}", text()));
        }
        if !media.ends_with("json") {
            return Ok(());
        }
        let what = format!("{method} {pattern} {name} {media}");
        let validator = {
            let mut ready = self.ready.lock().unwrap();
            let make = || Arc::new(self.contract.schema(schema));
            ready.entry(what).or_insert_with(make).clone()
        };
        let errors: Vec<String> = validator
            .iter_errors(&reply.json)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        if errors.is_empty() {
            Ok(())
        } else {
            Err(format!("{status}: {errors:?}: {}", text()))
        }
    }
}
