//! `smv-cert user`.

use std::io::{self, BufRead as _};

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use domain::access::{Actor, Role};
use domain::audit::{Act, Record};
use domain::contact::Email;
use secrecy::{ExposeSecret as _, SecretString};
use store::people::{self, PersonRow};
use store::{Db, teams};
use triage_queue::audit;

use super::cli::User;
use super::owner::as_owner;
use crate::config::{Config, Mode};
use crate::demo::people::{DOMAIN, TEAM};
use crate::{PASSWORD_MIN, out, system_clock};

pub(super) fn run(config: &Config, command: User) -> anyhow::Result<()> {
    let now = system_clock().now();
    match command {
        User::Add {
            email,
            name,
            role,
            team,
            password_stdin,
        } => {
            let email = address(config, &email)?;
            if name.trim().is_empty() {
                bail!("--name: a person needs a name");
            }
            let password = if password_stdin {
                first_line()?
            } else {
                prompt()?
            };
            let password_hash = hash(&password, &name, &email)?;
            let person = PersonRow {
                id: store::new_id(now),
                email,
                name: name.trim().to_owned(),
                role,
                password_hash: Some(password_hash),
            };
            as_owner(config, |db| add(db, &person, team.as_deref(), now))?;
            out::line(format_args!("{} can log in as {role}", person.email))?;
        }
        User::Link {
            email,
            subject,
            issuer,
        } => super::user_link::run(config, &email, subject, issuer, now)?,
        User::Disable { email } => {
            as_owner(config, |db| disable(db, &email, now))?;
            out::line(format_args!("{} can no longer log in", email.trim()))?;
        }
    }
    Ok(())
}

fn address(config: &Config, text: &str) -> anyhow::Result<String> {
    let email = Email::parse(text).with_context(|| format!("--email: {text} is no address"))?;
    let email = email.as_str().to_lowercase();
    if config.mode == Mode::Production && email.ends_with(&format!("@{DOMAIN}")) {
        bail!("--email: {DOMAIN} is for demonstrations");
    }
    Ok(email)
}

fn add(db: &Db, person: &PersonRow, team: Option<&str>, now: DateTime<Utc>) -> anyhow::Result<()> {
    let added: anyhow::Result<()> = db.transact_blocking(&Actor::System, |tx| {
        let teams = match (team, person.role) {
            (Some(name), _) => vec![
                teams::by_name(tx, name).with_context(|| format!("there is no team {name:?}"))?,
            ],
            // The first analyst of an installation finds no team: it is made.
            (None, Role::Analyst | Role::DutyLead) => {
                vec![teams::ensure_intake(tx, store::new_id(now), TEAM)?]
            }
            (None, Role::PoliceLiaison | Role::Auditor | Role::Admin) => Vec::new(),
        };
        people::insert(tx, person, &teams, now)?;
        let line = Record::done(Act::PersonAdded)
            .person(person.id)
            .with("role", person.role.code());
        Ok(audit::record(tx, &Actor::System, line, now)?)
    });
    match added {
        Err(error) if matches!(error.downcast_ref(), Some(store::Error::Duplicate { .. })) => {
            bail!(
                "there is somebody with the address {} already",
                person.email
            )
        }
        done => done,
    }
}

fn disable(db: &Db, email: &str, now: DateTime<Utc>) -> anyhow::Result<()> {
    let disabled = db.transact_blocking(&Actor::System, |tx| {
        let person = people::disable(tx, email.trim(), now)?;
        let line = Record::done(Act::PersonDisabled).person(person);
        audit::record(tx, &Actor::System, line, now)
    });
    match disabled {
        Err(triage_queue::Error::Store(store::Error::NotFound)) => {
            bail!("there is nobody with the address {}", email.trim())
        }
        done => Ok(done?),
    }
}

fn first_line() -> anyhow::Result<SecretString> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).into())
}

fn prompt() -> anyhow::Result<SecretString> {
    let ask = |words: &str| {
        rpassword::prompt_password(words)
            .context("there is no terminal to ask for a password; use --password-stdin")
    };
    let first = ask(&format!("Password ({PASSWORD_MIN} characters or more): "))?;
    if first != ask("Once more: ")? {
        bail!("the two passwords differ");
    }
    Ok(first.into())
}

fn hash(password: &SecretString, name: &str, email: &str) -> anyhow::Result<String> {
    domain::password::check(password.expose_secret(), &[name, email])?;
    api::password::hash(password.expose_secret())
        .map_err(|_| anyhow::anyhow!("the password cannot be hashed"))
}
