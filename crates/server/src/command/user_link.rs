//! `smv-cert user link`: who somebody at the identity provider is here.

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::audit::{Act, Record};
use store::oidc::identities::{self, Identity};
use store::oidc::people;
use triage_queue::audit;

use super::owner::as_owner;
use crate::config::Config;
use crate::out;

pub(super) fn run(
    config: &Config,
    email: &str,
    subject: String,
    issuer: Option<String>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let set = || Some(config.oidc.as_ref()?.provider.issuer.clone());
    let issuer = issuer
        .or_else(set)
        .context("--issuer: name the provider; oidc.issuer is not set in this configuration")?;
    if subject.is_empty() {
        bail!("--subject: is empty");
    }
    let identity = Identity { issuer, subject };
    let (email, tied) = (email.trim().to_owned(), identity.clone());
    as_owner(config, |db| {
        db.transact_blocking(&Actor::System, |tx| {
            let Some(person) = people::holder_of(tx, &email)? else {
                bail!("there is nobody with the address {email}");
            };
            match identities::link(tx, &tied, person.person, now) {
                Err(store::Error::Duplicate { .. }) => bail!(
                    "{email} has a login at this provider already, or {} is somebody else's",
                    tied.subject
                ),
                done => done?,
            }
            let line = Record::done(Act::IdentityLinked)
                .person(person.person)
                .with("by", "command");
            Ok(audit::record(tx, &Actor::System, line, now)?)
        })
    })?;
    out::line(format_args!(
        "{} logs in as {} of {}",
        email.trim(),
        identity.subject,
        identity.issuer
    ))?;
    Ok(())
}
