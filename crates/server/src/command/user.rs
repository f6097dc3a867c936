//! `smv-cert user`.

mod recover;
mod rights;

use std::io::{self, BufRead as _};

use anyhow::{Context as _, bail};
use api::totp::AppSecret;
use api::{LoginKey, SecondFactor, enrolment, totp};
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
            enrol,
            totp,
        } => {
            let email = address(config, &email)?;
            if name.trim().is_empty() {
                bail!("--name: a person needs a name");
            }
            let password_hash = match (enrol, password_stdin) {
                (true, _) => None,
                (false, true) => Some(hash(&first_line()?, &name, &email)?),
                (false, false) => Some(hash(&prompt()?, &name, &email)?),
            };
            let person = PersonRow {
                id: store::new_id(now),
                email,
                name: name.trim().to_owned(),
                role,
                password_hash,
            };
            let key = totp.then(|| config.keys().login()).transpose()?;
            let begins = as_owner(config, |db| {
                add(db, &person, team.as_deref(), now)?;
                begin(db, &person, enrol, key.as_ref(), now)
            })?;
            out::line(format_args!("{} can log in as {role}", person.email))?;
            begins.tell(config)?;
        }
        User::Link {
            email,
            subject,
            issuer,
        } => super::user_link::run(config, &email, subject, issuer, now)?,
        User::Recover {
            email,
            by,
            passwords_stdin,
        } => recover::run(config, &email, &by, passwords_stdin, now)?,
        User::Disable { email } => {
            as_owner(config, |db| rights::disable(db, &email, now))?;
            out::line(format_args!("{} can no longer log in", email.trim()))?;
        }
        User::Enable { email } => {
            as_owner(config, |db| rights::enable(db, &email, now))?;
            out::line(format_args!("{} can log in again", email.trim()))?;
        }
        User::Role { email, role, team } => {
            as_owner(config, |db| rights::set_role(db, &email, role, &team, now))?;
            out::line(format_args!("{} is {role} now", email.trim()))?;
        }
        User::SignOut { email } => {
            let ended = as_owner(config, |db| rights::sign_out(db, &email, now))?;
            out::line(format_args!("{}: {ended} sessions ended", email.trim()))?;
        }
    }
    Ok(())
}

/// How a new person begins.
enum Begins {
    /// With the password; the first login asks for a second factor where one is needed.
    Password,
    /// With a one-time code.
    Code(String),
    /// With the password and this app.
    App(AppSecret),
}

fn begin(
    db: &Db,
    person: &PersonRow,
    enrol: bool,
    key: Option<&LoginKey>,
    now: DateTime<Utc>,
) -> anyhow::Result<Begins> {
    Ok(db.transact_blocking(&Actor::System, |tx| {
        Ok::<_, store::Error>(match key {
            _ if enrol => Begins::Code(enrolment::give_code(tx, person.id, None, now)?),
            Some(key) => Begins::App(totp::give(tx, key, person.id, &person.email, now)?),
            None => Begins::Password,
        })
    })?)
}

impl Begins {
    fn tell(self, config: &Config) -> anyhow::Result<()> {
        let console = console(config);
        match self {
            Self::Password if config.second_factor() == SecondFactor::Required => {
                out::line(format_args!(
                    "the first login asks for a second factor: {console}/console/login"
                ))?;
            }
            Self::Password => {}
            Self::Code(code) => {
                out::line(format_args!("one-time code, for a day: {code}"))?;
                out::line(format_args!("to be used at {console}/console/enrol"))?;
            }
            Self::App(app) => {
                out::line(format_args!(
                    "authenticator app, shown once: {}",
                    app.secret
                ))?;
                out::line(format_args!("{}", app.uri))?;
            }
        }
        Ok(())
    }
}

/// Where browsers find the console, as far as the configuration says.
fn console(config: &Config) -> String {
    let http = &config.http;
    let url = http.console_url.as_ref().or(http.public_url.as_ref());
    url.map_or_else(
        || format!("http://{}", http.staff_listen.unwrap_or(http.listen)),
        |url| url.as_str().trim_end_matches('/').to_owned(),
    )
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
