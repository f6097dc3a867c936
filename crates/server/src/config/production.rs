//! What a production system must not start with.

use store::DbRole;

use super::Config;
use crate::{Role, Roles};

/// Everything that forbids starting these roles, a line each.
pub(super) fn refusals(config: &Config, roles: Roles) -> Vec<String> {
    let mut lines = Vec::new();
    for &(role, db, key) in &[
        (Role::Public, DbRole::Public, "database.public_url"),
        (Role::Staff, DbRole::Staff, "database.staff_url"),
        (Role::Worker, DbRole::Worker, "database.worker_url"),
    ] {
        if roles.has(role) && config.database.own_url(db).is_none() {
            lines.push(format!(
                "{key}: production needs a login of its own for the role {role} \
                 (deploy/postgres-logins.sql makes them)"
            ));
        }
    }
    match &config.http.public_url {
        None => lines.push(
            "http.public_url: not set; it stands in links and mails, \
             as in https://meld.cert.example"
                .to_owned(),
        ),
        Some(url) if url.scheme() != "https" => {
            lines.push(format!(
                "http.public_url: must begin with https://, not {url}"
            ));
        }
        Some(_) => {}
    }
    if config.demo_password.is_some() {
        lines.push("demo_password: belongs to demo mode; take it away".to_owned());
    }
    if let Some(oidc) = config.oidc.as_ref().filter(|_| roles.has(Role::Staff)) {
        lines.extend(oidc.refusals());
    }
    if roles.has(Role::Worker) && config.mail.url.is_file() {
        lines.push(
            "mail.url: mail into files is for demonstrations; name a relay, \
             as in smtps://user:password@mail.cert.example"
                .to_owned(),
        );
    }
    lines
}

/// What works, but not as somebody will want it, a line each.
pub(super) fn warnings(config: &Config) -> Vec<String> {
    let mut lines = Vec::new();
    if config.contact.our_phone == super::contact::NO_PHONE {
        lines.push("contact.phone is not set: pages and mails name no number to call".to_owned());
    }
    if config.contact.controller == super::contact::NO_CONTROLLER {
        lines.push(
            "contact.controller is not set: the privacy notice does not say which authority answers"
                .to_owned(),
        );
    }
    lines
}
