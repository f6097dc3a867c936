//! The edge: what every request meets first, and what every answer carries.

mod bodies;
mod connections;
mod header_table;
mod headers;
mod limits;
mod log;
mod origin;
mod proxies;
mod strict;
mod unused_methods;

use serde_json::Value;
use smv_cert_tests::text;

/// One operation of the contract.
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: reqwest::Method,
    pub(crate) path: String,
    pub(crate) document: Value,
}

/// Every operation of the contract.
pub(crate) fn operations() -> Vec<Operation> {
    let document = api::openapi_json();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            found.push(Operation {
                id: text(operation, "operationId"),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                document: operation.clone(),
            });
        }
    }
    found
}

/// A path of the contract with something in its places.
pub(crate) fn filled(path: &str) -> String {
    path.replace("{id}", "01900000-0000-7000-8000-000000000000")
        .replace("{attachment}", "01900000-0000-7000-8000-000000000000")
        .replace("{number}", "SMV-0000-0000")
        .replace("{kind}", "phishing")
}

/// Pages of the console that take forms.
pub(crate) const CONSOLE_FORMS: [&str; 22] = [
    "/console/call-backs",
    "/console/recoveries",
    "/console/recoveries/approve",
    "/console/recoveries/cancel",
    "/console/enrol",
    "/console/login",
    "/console/login/oidc/backchannel-logout",
    "/console/logout",
    "/console/passkeys/reauthenticate/begin",
    "/console/passkeys/reauthenticate/finish",
    "/console/passkeys/register/begin",
    "/console/passkeys/register/finish",
    "/console/passkeys/sign-in/begin",
    "/console/passkeys/sign-in/finish",
    "/console/reauthenticate",
    "/console/security/app",
    "/console/security/app/confirm",
    "/console/security/app/remove",
    "/console/security/everywhere",
    "/console/security/passkeys/remove",
    "/console/security/password",
    "/console/security/sessions/end",
];

/// Pages that take forms.
pub(crate) const FORMS: [&str; 23] = [
    "/da/call-back",
    "/en/call-back/edit",
    "/en/report/saved",
    "/da/report/save",
    "/en/report/resume",
    "/da/report/choose",
    "/en/report/choose",
    "/da/report/1",
    "/da/report/2",
    "/en/report/3",
    "/da/report/4",
    "/da/report/edit",
    "/en/report/check",
    "/da/report/send",
    "/en/report/send",
    "/da/follow",
    "/en/follow/message",
    "/da/follow/consents",
    "/en/follow/files",
    "/da/follow/stage",
    "/en/follow/stage-save",
    "/da/follow/stage-sent",
    "/en/follow/stage-text",
];
