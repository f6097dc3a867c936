//! What is done before serving: a demonstration is made ready, production is only looked at.

use anyhow::bail;
use domain::access::Actor;
use domain::now::Clock;
use secrecy::{ExposeSecret as _, SecretString};
use store::sealing_keys::{self, KeyFor};
use store::{DbRole, teams};
use tokio_util::sync::CancellationToken;
use triage_queue::recipients;

use crate::config::{Config, Mode};
use crate::database::Databases;
use crate::demo::{self, people};
use crate::keys::{KeyFolder, Name, sealing};
use crate::{Role, Roles};

/// How to log in to a demonstration.
#[derive(Debug, Clone)]
pub(crate) struct DemoAccess {
    /// One password for all demo people.
    pub(crate) password: SecretString,
}

/// Makes the keys of a demonstration; refuses a production system that lacks something, with every
/// reason at once.
pub(crate) fn keys(config: &Config, keys: &KeyFolder, roles: Roles) -> anyhow::Result<()> {
    if config.mode == Mode::Demo {
        let made = keys.generate_missing(Roles::All)?;
        tracing::debug!(keys = made.len(), "keys made");
    }
    let mut problems = config.refusals(roles);
    match config.mode {
        Mode::Production => problems.extend(keys.problems(roles)),
        // Its rings are made once the database is there.
        Mode::Demo => problems.extend(keys.problems_but_rings(roles)),
    }
    if problems.is_empty() {
        return Ok(());
    }
    let mode = match config.mode {
        Mode::Production => "this production system",
        Mode::Demo => "this demonstration",
    };
    bail!("{mode} does not start:\n  {}", problems.join("\n  "))
}

/// Opens the databases and makes them ready. Blocks; `stop` ends it early.
pub(crate) fn database(
    config: &Config,
    clock: &Clock,
    roles: Roles,
    keys: &KeyFolder,
    stop: &CancellationToken,
) -> anyhow::Result<(Databases, Option<DemoAccess>)> {
    let databases = Databases::open(config)?;
    match config.mode {
        Mode::Production => {
            look_at_production(&databases, roles, keys)?;
            Ok((databases, None))
        }
        Mode::Demo if stop.is_cancelled() => Ok((databases, None)),
        Mode::Demo => {
            let access = demonstration(config, &databases, clock, roles, keys, stop)?;
            Ok((databases, access))
        }
    }
}

fn look_at_production(databases: &Databases, roles: Roles, keys: &KeyFolder) -> anyhow::Result<()> {
    for role in roles.iter() {
        databases.check_schema(role.database())?;
    }
    if roles.has(Role::Staff) {
        let found = people::present(&databases.pool(DbRole::Staff)?)?;
        if !found.is_empty() {
            bail!(
                "demo people may log in to this production system: {}. Their password is no \
                 secret: `smv-cert user disable --email …` for each",
                found.join(", ")
            );
        }
    }
    let problems = sealing_problems(databases, roles, keys)?;
    if !problems.is_empty() {
        bail!(
            "this production system does not start:\n  {}",
            problems.join("\n  ")
        );
    }
    Ok(())
}

/// Whether the keys in use are ours, and whether their private halves are where they are needed.
pub(crate) fn sealing_problems(
    databases: &Databases,
    roles: Roles,
    keys: &KeyFolder,
) -> anyhow::Result<Vec<String>> {
    let mut problems = Vec::new();
    if roles.has(Role::Public) {
        let authority = keys.authority()?;
        let found = databases
            .pool(DbRole::Public)?
            .transact_blocking(&Actor::Reporter, |tx| {
                recipients::for_intake(tx, &authority)
            });
        if let Err(error) = found {
            problems.push(format!(
                "nothing can be sealed for the team that takes new reports ({error}): \
                 `smv-cert keys generate`"
            ));
        }
    }
    for (role, name) in [(Role::Staff, Name::Teams), (Role::Worker, Name::Worker)] {
        if !roles.has(role) {
            continue;
        }
        let in_use = databases
            .pool(role.database())?
            .transact_blocking(&Actor::System, sealing_keys::all_in_use)?;
        let ring = keys.ring(name)?;
        let missing = in_use
            .iter()
            .filter(|key| matches!(key.for_whom, KeyFor::Worker) == (role == Role::Worker))
            .filter(|key| !ring.holds(key.id));
        problems.extend(
            missing.map(|key| format!("{} lacks key {}, which is in use", name.file(), key.id)),
        );
    }
    Ok(problems)
}

/// Schema, people and cases. Only a process with the staff role looks after people and cases, so
/// that several processes of one demonstration do not set passwords in turn.
fn demonstration(
    config: &Config,
    databases: &Databases,
    clock: &Clock,
    roles: Roles,
    keys: &KeyFolder,
    stop: &CancellationToken,
) -> anyhow::Result<Option<DemoAccess>> {
    let ran = databases.migrate()?;
    if !ran.is_empty() {
        tracing::info!(migrations = ran.len(), "schema migrated");
    }
    let (db, now) = (databases.pool(DbRole::Owner)?, clock.now());
    db.transact_blocking(&Actor::System, |tx| {
        teams::ensure_intake(tx, store::new_id(now), people::TEAM)
    })?;
    sealing::ensure(keys, &db, now)?;
    if !roles.has(Role::Staff) {
        return Ok(None);
    }
    let password = config.demo_password.clone().unwrap_or_else(made_up);
    let hash = api::password::hash(password.expose_secret())
        .map_err(|_| anyhow::anyhow!("the demo password cannot be hashed"))?;
    people::ensure(&db, now, &hash)?;
    if config.demo_cases > 0 && demo::is_empty(&db)? && !stop.is_cancelled() {
        let wanted = demo::Wanted {
            cases: config.demo_cases,
            now: clock.now(),
        };
        let bar = demo::Progress::new(wanted.cases);
        demo::fill(&db, keys, wanted, &bar, stop)?;
    }
    Ok(Some(DemoAccess { password }))
}

/// Sixteen symbols that cannot be mistaken for each other: 80 random bits.
fn made_up() -> SecretString {
    const SYMBOLS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let symbols = store::random::<16>()
        .map(|byte| SYMBOLS.get(usize::from(byte % 32)).copied().unwrap_or(b'x'));
    let mut password = String::new();
    for (at, symbol) in symbols.into_iter().enumerate() {
        if at > 0 && at % 4 == 0 {
            password.push('-');
        }
        password.push(char::from(symbol));
    }
    password.into()
}
