//! `smv-cert keys`: the key ceremony.

mod escrow;
mod rotate;

use anyhow::Context as _;
use domain::access::Actor;
use domain::audit::{Act, Record};
use store::{sealing_keys, teams};

pub(super) use escrow::read_shares;

use super::cli::Keys;
use super::owner::{as_owner, note};
use crate::config::Config;
use crate::demo::people::TEAM;
use crate::keys::{KeyFolder, Name, sealing};
use crate::{Roles, out, system_clock};

pub(super) fn run(config: &Config, command: &Keys) -> anyhow::Result<()> {
    let keys = config.keys();
    match command {
        Keys::Generate { only: Some(role) } => files(&keys, Roles::Only(*role)),
        Keys::Generate { only: None } => generate(config, &keys),
        Keys::List => list(config, &keys),
        Keys::Rotate(arguments) => rotate::run(config, &keys, arguments),
        Keys::Escrow(arguments) => escrow::run(config, &keys, arguments),
        Keys::Recover(arguments) => escrow::recover(config, &keys, arguments),
    }
}

/// Files that need no database.
fn files(keys: &KeyFolder, roles: Roles) -> anyhow::Result<()> {
    let made = keys.generate_missing(roles)?;
    for name in &made {
        out::line(format_args!("made {}", keys.path(*name).display()))?;
    }
    if made.is_empty() {
        out::line("nothing to do: all key files are there")?;
    }
    for problem in keys.problems(roles) {
        out::aside(problem);
    }
    Ok(())
}

/// All files, and a sealing key for every team and the worker.
fn generate(config: &Config, keys: &KeyFolder) -> anyhow::Result<()> {
    let made = keys.generate_missing(Roles::All)?;
    for name in &made {
        out::line(format_args!("made {}", keys.path(*name).display()))?;
    }
    let files: Vec<&str> = made.iter().map(|name| name.file()).collect();
    let now = system_clock().now();
    as_owner(config, |db| {
        db.transact_blocking(&Actor::System, |tx| {
            teams::ensure_intake(tx, store::new_id(now), TEAM)
        })?;
        let made = sealing::ensure(keys, db, now)?;
        for whose in &made {
            out::line(format_args!("new sealing key for {}", whose.called))?;
        }
        if made.is_empty() {
            out::line("every team and the worker have a sealing key")?;
        }
        let line = Record::done(Act::KeysGenerated)
            .with("files", files)
            .with("sealing_keys", made.len());
        note(db, line)?;
        escrow::refresh(keys, db, now)
    })
    .context(
        "the key files are there, but the sealing keys need the database of the schema's owner \
         (SMV_CERT_DATABASE__MIGRATE_URL), migrated",
    )
}

fn list(config: &Config, keys: &KeyFolder) -> anyhow::Result<()> {
    for name in Name::ALL {
        let file = name.file();
        match keys.fingerprint(name) {
            Ok(fingerprint) => out::line(format_args!("{file:<14} {fingerprint}"))?,
            Err(error) => out::line(format_args!("{file:<14} - {error:#}"))?,
        }
    }
    for jwk in keys.published()? {
        let kid = jwk.get("kid").and_then(serde_json::Value::as_str);
        let kid = kid.unwrap_or("without kid");
        out::line(format_args!("{:<14} {kid}", "published"))?;
    }
    let rings = [keys.ring(Name::Teams), keys.ring(Name::Worker)];
    let here = |id| rings.iter().flatten().any(|ring| ring.holds(id));
    let listed = as_owner(config, |db| {
        for (id, team, since, until) in db.transact_blocking(&Actor::System, sealing_keys::list)? {
            let whose = team.unwrap_or_else(|| "worker".to_owned());
            let state = until.map_or_else(
                || "in use".to_owned(),
                |at| format!("retired {}", at.format("%Y-%m-%d")),
            );
            let place = if here(id) { "here" } else { "not here" };
            let since = since.format("%Y-%m-%d");
            out::line(format_args!(
                "sealing key    {id} {whose}, since {since}, {state}, {place}"
            ))?;
        }
        escrow::say(db)
    });
    if let Err(error) = listed {
        out::aside(format_args!(
            "the sealing keys in the database cannot be listed: {error:#}"
        ));
    }
    Ok(())
}
