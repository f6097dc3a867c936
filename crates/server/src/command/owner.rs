//! A connection as the schema's owner, for as long as a command runs.

use domain::access::Actor;
use domain::audit::Record;
use store::Db;
use triage_queue::audit;

use crate::config::Config;
use crate::database::Databases;
use crate::system_clock;

/// Does some work as the owner. A demonstration's private PostgreSQL is started for it, or shared
/// with the process that runs it.
pub(super) fn as_owner<T>(
    config: &Config,
    work: impl FnOnce(&Db) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    with_databases(config, |databases| {
        databases.owner().and_then(|db| work(&db))
    })
}

/// The same without looking at the schema, or making one.
pub(super) fn with_databases<T>(
    config: &Config,
    work: impl FnOnce(&Databases) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let databases = Databases::open(config)?;
    let done = work(&databases);
    let closed = databases.close();
    let done = done?;
    closed.map(|()| done)
}

/// Writes into the audit trail what a command has done.
pub(super) fn note(db: &Db, line: Record) -> anyhow::Result<()> {
    Ok(db.transact_blocking(&Actor::System, |tx| {
        audit::record(tx, &Actor::System, line, system_clock().now())
    })?)
}
