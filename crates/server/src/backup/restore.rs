//! The way back: into an empty database, whole or not at all.

use std::io;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail};
use domain::access::Actor;
use domain::audit::{Act, Record};
use secrecy::SecretString;
use store::backup::{self, Rows};
use store::migrations::{self, Standing};
use store::{Db, DbRole, Settings};
use triage_queue::audit;

use super::client::Client;
use super::manifest::Manifest;
use super::opener::{Opener, watched};
use crate::{out, system_clock};

/// What came back.
#[derive(Debug, Clone)]
pub struct Restored {
    /// How many rows each table has.
    pub rows: Rows,
    /// What the backup says of itself; none: it lay alone, and nothing could be compared.
    pub manifest: Option<Manifest>,
    /// Where its schema stands.
    pub standing: Standing,
}

/// Restores a backup into an empty database, as the schema's owner.
///
/// The backup is read to its end before the database is touched, and everything is restored in one
/// transaction: a database is left empty by whatever goes wrong.
pub fn restore(url: &SecretString, from: &Path, opener: &Opener) -> anyhow::Result<Restored> {
    let client = Client::find("pg_restore", url)?;
    let there = backup::tables(url)?;
    if !there.is_empty() {
        bail!(
            "this database is not empty ({} tables, among them {}): restore into a new one \
             (`createdb`), never over another",
            there.len(),
            there
                .iter()
                .find(|table| *table == "cases")
                .or(there.first())
                .map_or("", String::as_str)
        );
    }
    let manifest = Manifest::beside(from)?;
    opener.check(from, manifest.as_ref())?;
    backup::ensure_roles(url).context(
        "the roles smv_public, smv_staff and smv_worker cannot be made: a superuser runs \
         postgres-logins.sql first",
    )?;

    let mut running = client.start(&[
        "--exit-on-error".to_owned(),
        "--single-transaction".to_owned(),
        // Everything belongs to the login that restores, whatever the old one was called.
        "--no-owner".to_owned(),
    ])?;
    let mut watched = watched(from, "restoring")?;
    let mut input = running.stdin()?;
    match io::copy(&mut opener.open(&mut watched)?, &mut input) {
        Ok(_) => {}
        // It has ended, and says why.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        Err(error) => return Err(error).context("the backup changed while it was read"),
    }
    drop((input, watched));
    out::aside("all is read; indexes are being built");
    running.end()?;

    backup::repair_feed(url).context("the feed of events cannot be repaired")?;
    backup::analyze(url)?;
    let rows = backup::rows(url)?;
    if let Some(manifest) = &manifest {
        manifest.compare(&rows)?;
    }
    let standing = migrations::standing(url)?;
    if standing == Standing::UpToDate {
        note(url)?;
    }
    Ok(Restored {
        rows,
        manifest,
        standing,
    })
}

/// The chain has sealed the transaction ids of another cluster: this says why they look different.
fn note(url: &SecretString) -> anyhow::Result<()> {
    let settings = Settings {
        url: url.clone(),
        connections: 1,
        deadline: Duration::from_secs(30),
    };
    let db = Db::new(DbRole::Owner, &settings);
    db.transact_blocking(&Actor::System, |tx| {
        let line = Record::done(Act::BackupRestored);
        audit::record(tx, &Actor::System, line, system_clock().now())
    })?;
    Ok(())
}
