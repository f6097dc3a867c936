//! `smv-cert audit`: does the chain hold, and where does it end.

use std::fs;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, bail};
use domain::access::Actor;
use serde_json::json;
use store::{Db, DbRole};
use triage_queue::audit::Head;
use triage_queue::audit::verify::{Broken, Holds, verify};

use super::FAILED;
use super::cli::{Audit, VerifyAudit};
use super::owner::with_databases;
use crate::audit::newest_head;
use crate::config::{Config, Export};
use crate::out;

pub(super) fn run(config: &Config, command: &Audit) -> anyhow::Result<ExitCode> {
    match command {
        Audit::Verify(arguments) => check(config, arguments),
        Audit::Head => {
            let head = on_database(config, |db| {
                Ok(db.transact_blocking(&Actor::System, store::audit::last_link)?)
            })?;
            let Some(head) = head.as_ref().map(Head::of) else {
                bail!("nothing is sealed yet: the worker does that, once a second");
            };
            out::line(serde_json::to_string(&head)?)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn check(config: &Config, arguments: &VerifyAudit) -> anyhow::Result<ExitCode> {
    let key = config.keys().audit()?;
    let heads = heads(config, arguments)?;
    let begun = Instant::now();
    let outcome = on_database(config, |db| {
        Ok(db.transact_blocking(&Actor::System, |tx| {
            store::audit::steady(tx)?;
            verify(tx, &key, &heads)
        })?)
    })?;
    let seconds = begun.elapsed().as_secs_f64();
    if arguments.json {
        out::line(as_json(&outcome, seconds))?;
    } else {
        match &outcome {
            Ok(holds) => say(holds, seconds)?,
            Err(broken) => out::line(format_args!("BROKEN: {broken}"))?,
        }
    }
    Ok(match outcome {
        Ok(_) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(FAILED),
    })
}

/// As the worker where there is one, else as the owner.
fn on_database<T>(
    config: &Config,
    work: impl FnOnce(&Db) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    with_databases(config, |databases| {
        let role = if databases.url(DbRole::Worker).is_ok() {
            DbRole::Worker
        } else {
            DbRole::Owner
        };
        databases.check_schema(role)?;
        work(&databases.pool(role)?)
    })
}

/// The heads that were named; without any, those that lie here.
fn heads(config: &Config, arguments: &VerifyAudit) -> anyhow::Result<Vec<Head>> {
    let read = |path: &std::path::Path| {
        let text = fs::read_to_string(path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        Head::read_all(&text).with_context(|| path.display().to_string())
    };
    let mut heads = Vec::new();
    if arguments.heads.is_empty() {
        heads.extend(newest_head(&config.audit.newest)?);
        for export in &config.audit.exports {
            if let Export::File(path) = export
                && path.exists()
            {
                heads.extend(read(path)?);
            }
        }
    }
    for path in &arguments.heads {
        heads.extend(read(path)?);
    }
    Ok(heads)
}

fn say(holds: &Holds, seconds: f64) -> anyhow::Result<()> {
    let Holds {
        links,
        unsealed,
        heads,
        late,
        ..
    } = holds;
    out::line(format_args!(
        "the chain holds: {links} rows, {unsealed} not sealed yet, {heads} known heads in it, in \
         {seconds:.1} s"
    ))?;
    if let Some(head) = &holds.head {
        out::line(format_args!(
            "head: number {}, sealed {}, {}",
            head.seq,
            head.sealed_at.to_rfc3339(),
            head.hash
        ))?;
    }
    if *heads == 0 {
        out::aside("no head was compared: a chain that was cut off is not found (--heads FILE)");
    }
    if let Some((source, row)) = &holds.first_late {
        out::aside(format_args!(
            "{late} rows say they are more than an hour older than the sealing before them: first \
             {source} {row}. A clock was wrong, work was entered later, or somebody wrote history"
        ));
    }
    Ok(())
}

fn as_json(outcome: &Result<Holds, Broken>, seconds: f64) -> String {
    match outcome {
        Ok(holds) => json!({
            "holds": true,
            "rows": holds.links,
            "unsealed": holds.unsealed,
            "head": holds.head,
            "heads_compared": holds.heads,
            "dated_too_early": holds.late,
            "seconds": seconds,
        }),
        Err(broken) => json!({
            "holds": false,
            "table": broken.table(),
            "row": broken.row,
            "number": broken.seq,
            "wrong": broken.to_string(),
            "seconds": seconds,
        }),
    }
    .to_string()
}
