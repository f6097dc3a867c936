//! What is done before serving: a demonstration is made ready, production is only looked at.

use anyhow::bail;
use domain::now::Clock;
use secrecy::{ExposeSecret as _, SecretString};
use store::DbRole;
use tokio_util::sync::CancellationToken;

use crate::config::{Config, Mode};
use crate::database::Databases;
use crate::demo::{self, people};
use crate::keys::KeyFolder;
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
    problems.extend(keys.problems(roles));
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
            look_at_production(&databases, roles)?;
            Ok((databases, None))
        }
        Mode::Demo if stop.is_cancelled() => Ok((databases, None)),
        Mode::Demo => {
            let access = demonstration(config, &databases, clock, roles, keys, stop)?;
            Ok((databases, access))
        }
    }
}

fn look_at_production(databases: &Databases, roles: Roles) -> anyhow::Result<()> {
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
    Ok(())
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
    if !roles.has(Role::Staff) {
        return Ok(None);
    }
    let db = databases.pool(DbRole::Owner)?;
    let password = config.demo_password.clone().unwrap_or_else(made_up);
    let hash = api::password::hash(password.expose_secret())
        .map_err(|_| anyhow::anyhow!("the demo password cannot be hashed"))?;
    people::ensure(&db, clock.now(), &hash)?;
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
