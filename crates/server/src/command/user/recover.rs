//! `smv-cert user recover`: two others agree at the same keyboard.

use std::io::{self, BufRead as _};

use anyhow::{Context as _, bail};
use api::{enrolment, password};
use chrono::{DateTime, Utc};
use domain::access::{Action, Actor};
use domain::audit::{Act, Record};
use domain::recovery::may_agree;
use domain::session::End;
use secrecy::{ExposeSecret as _, SecretString};
use store::{Db, people, sessions};
use triage_queue::audit;

use super::{as_owner, console};
use crate::config::Config;
use crate::out;

pub(super) fn run(
    config: &Config,
    email: &str,
    by: &[String],
    passwords_stdin: bool,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let [first, second] = by else {
        bail!("--by: it takes two people, and so --by twice");
    };
    let mut passwords = Vec::new();
    for address in [first, second] {
        passwords.push(if passwords_stdin {
            next_line()?
        } else {
            rpassword::prompt_password(format!("Password of {address}: "))
                .map(SecretString::from)
                .context("there is no terminal to ask for passwords; use --passwords-stdin")?
        });
    }
    let typed: Vec<(&String, &SecretString)> = by.iter().zip(&passwords).collect();
    let code = as_owner(config, |db| agree(db, email, &typed, now))?;
    out::line(format_args!(
        "{} begins anew; one-time code, for a day: {code}",
        email.trim()
    ))?;
    out::line(format_args!(
        "to be used at {}/console/enrol",
        console(config)
    ))?;
    Ok(())
}

fn agree(
    db: &Db,
    email: &str,
    typed: &[(&String, &SecretString)],
    now: DateTime<Utc>,
) -> anyhow::Result<String> {
    db.transact_blocking(&Actor::System, |tx| {
        let lost = people::by_email(tx, email)?
            .with_context(|| format!("there is nobody with the address {}", email.trim()))?;
        let (mut before, mut agreed) = (None, Vec::new());
        for (address, secret) in typed {
            let refused = || anyhow::anyhow!("{address}: the address or the password is wrong");
            let other = people::by_email(tx, address)?.ok_or_else(refused)?;
            let hash = other.password_hash.as_deref().ok_or_else(refused)?;
            if !password::fits(hash, secret.expose_secret()) {
                return Err(refused());
            }
            may_agree(other.id, lost.id, before)?;
            if !other.role.allows(Action::RecoverPeople) {
                bail!("{address}: only a duty lead or an administrator may agree");
            }
            before = Some(other.id);
            agreed.push(other.id.to_string());
        }
        let line = Record::done(Act::RecoveryApproved)
            .person(lost.id)
            .with("by", agreed.join(" "));
        audit::record(tx, &Actor::System, line, now)?;
        sessions::end_all(tx, lost.id, None, End::Recovered, now)?;
        Ok(enrolment::give_code(tx, lost.id, None, now)?)
    })
}

fn next_line() -> anyhow::Result<SecretString> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).into())
}
