//! What a production system must not start with.

use secrecy::ExposeSecret as _;
use store::DbRole;
use url::Url;

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
    lines.extend(shared_logins(config, roles));
    lines.extend(open_doors(config, roles));
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
    if let (Roles::Only(role), true) = (roles, config.attachments.is_usual_place) {
        lines.push(format!(
            "attachments.storage: not set, and the data directory is that of the role {role} alone; \
             name what all three reach, as in file:/var/lib/smv-cert-files or s3://BUCKET"
        ));
    }
    lines
}

/// Limits that fail closed, switched off.
fn open_doors(config: &Config, roles: Roles) -> Vec<String> {
    let limits = &config.limits;
    [
        (Role::Staff, limits.login, "login"),
        (Role::Staff, limits.login_failures, "login_failures"),
        (Role::Public, limits.code, "code"),
        (Role::Public, limits.code_failures, "code_failures"),
        (Role::Staff, limits.export, "export"),
    ]
    .into_iter()
    .filter(|(role, rate, _)| roles.has(*role) && rate.is_none())
    .map(|(_, _, name)| {
        format!(
            "limits.{name}_per_minute: must not be off in production: it is what guessing and \
             copying run into"
        )
    })
    .collect()
}

/// Roles with a login that another role has too: the rights of each would be those of both.
fn shared_logins(config: &Config, roles: Roles) -> Vec<String> {
    const LOGINS: [(DbRole, &str); 4] = [
        (DbRole::Public, "database.public_url"),
        (DbRole::Staff, "database.staff_url"),
        (DbRole::Worker, "database.worker_url"),
        (DbRole::Owner, "database.migrate_url"),
    ];
    let login = |role| {
        let url = config.database.own_url(role)?;
        let url = Url::parse(url.expose_secret()).ok()?;
        Some((url.username().to_owned(), url.host_str()?.to_owned()))
            .filter(|(user, _)| !user.is_empty())
    };
    let is_ours = |role: DbRole| roles.iter().any(|ours| ours.database() == role);
    let mut lines = Vec::new();
    for (at, (role, key)) in LOGINS.iter().enumerate() {
        let before = LOGINS.iter().take(at);
        let same = before.filter(|(other, _)| {
            login(*role).is_some()
                && login(*role) == login(*other)
                && (is_ours(*role) || is_ours(*other))
        });
        lines.extend(same.map(|(_, other)| {
            format!(
                "{key}: is the login of {other}; production needs one for each \
                 (deploy/postgres-logins.sql makes them)"
            )
        }));
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
    if config.attachments.scanner.is_none() {
        lines.push(
            "attachments.scanner is not set: nobody scans files, and they stay \"received\""
                .to_owned(),
        );
    }
    lines
}
