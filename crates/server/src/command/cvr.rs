//! `smv-cert cvr`: the public register of firms.

use std::fs::File;
use std::path::Path;

use anyhow::{Context as _, bail};
use domain::access::Actor;
use domain::audit::{Act, Record};
use domain::register::RegisteredFirm;
use store::Db;
use store::register::{self as rows, Change, Import};
use triage_queue::audit;

use super::cli::Cvr;
use super::owner::as_owner;
use crate::config::Config;
use crate::register::{self, Firms, made_up};
use crate::{out, system_clock};

/// Firms that are written with one statement, each in a transaction of its own.
const AT_ONCE: usize = 1000;
/// Bad lines that are told one by one.
const TOLD: u64 = 10;
/// An extract that leaves out more of a hundred than this, lines or firms, is not one without a word.
const MOST_PERCENT: u64 = 10;

pub(super) fn run(config: &Config, command: Cvr) -> anyhow::Result<()> {
    match command {
        Cvr::Import { file, shrink } => import(config, &file, shrink),
        Cvr::MakeUp { firms } => made_up::write(firms, std::io::stdout().lock()),
    }
}

fn import(config: &Config, path: &Path, shrink: bool) -> anyhow::Result<()> {
    let named = || format!("{}", path.display());
    let file = File::open(path).with_context(named)?;
    let firms = register::read(file).with_context(named)?;
    let source = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    as_owner(config, |db| {
        let left_out = load(db, firms)?;
        let change = finish(db, source, left_out, shrink)?;
        out::line(format_args!(
            "{} firms loaded, {} of before gone, {left_out} lines left out",
            change.loaded, change.gone
        ))?;
        Ok(())
    })
}

/// Reads the extract beside the register; answers how many lines could not be used.
fn load(db: &Db, firms: Firms) -> anyhow::Result<u64> {
    db.transact_blocking(&Actor::System, rows::begin)?;
    let mut left_out = 0;
    let mut leave_out = |why: String| {
        left_out += 1;
        if left_out <= TOLD {
            out::aside(why);
        }
    };
    let mut waiting = Vec::with_capacity(AT_ONCE);
    for firm in firms {
        match firm? {
            Ok(firm) => waiting.push(firm),
            Err(line) => leave_out(format!("line {}: {}", line.line, line.why)),
        }
        if waiting.len() == AT_ONCE {
            write(db, &mut waiting, &mut leave_out)?;
        }
    }
    write(db, &mut waiting, &mut leave_out)?;
    Ok(left_out)
}

fn write(
    db: &Db,
    waiting: &mut Vec<RegisteredFirm>,
    leave_out: &mut impl FnMut(String),
) -> anyhow::Result<()> {
    if waiting.is_empty() {
        return Ok(());
    }
    let kept = db.transact_blocking(&Actor::System, |tx| rows::put(tx, waiting))?;
    for _ in kept..waiting.len() {
        leave_out("a number is there twice; the first one counts".to_owned());
    }
    waiting.clear();
    Ok(())
}

/// Makes the extract the register, all of it or nothing.
fn finish(db: &Db, source: String, left_out: u64, shrink: bool) -> anyhow::Result<Change> {
    db.transact_blocking(&Actor::System, |tx| {
        let change = rows::change(tx)?;
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        let (loaded, before, gone) = (count(change.loaded), count(change.before), count(change.gone));
        if loaded == 0 {
            bail!("no firm can be read of {left_out} lines: nothing was changed");
        }
        // A download that was cut, or another spelling of æ, ø and å, would empty the register.
        if !shrink && gone * 100 > before * MOST_PERCENT {
            bail!(
                "{gone} of {before} firms would be gone: nothing was changed; --shrink if that is right"
            );
        }
        if !shrink && left_out * 100 > (loaded + left_out) * MOST_PERCENT {
            bail!(
                "{left_out} of {} lines cannot be used: nothing was changed; --shrink if that is right",
                loaded + left_out
            );
        }
        let now = system_clock().now();
        let firms = i32::try_from(loaded).context("more firms than fit")?;
        let line = Record::done(Act::RegisterImported)
            .with("firms", loaded)
            .with("gone", gone);
        audit::record(tx, &Actor::System, line, now)?;
        let import = Import {
            loaded_at: now,
            source,
            firms,
        };
        rows::finish(tx, &import)?;
        Ok(change)
    })
}
