//! `smv-cert backup`, `restore` and `backup-verify`.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use domain::access::Actor;
use domain::audit::{Act, Record};
use indicatif::HumanBytes;
use store::migrations::Standing;
use store::{Db, DbRole, escrow};
use vault::escrow::EscrowKey;
use zeroize::Zeroizing;

use super::cli;
use super::keys::read_shares;
use super::owner::{note, with_databases};
use crate::backup::{self, Opened, Opener, Recovered, Restored};
use crate::config::Config;
use crate::database::Databases;
use crate::keys::{KeyFolder, Name};
use crate::{out, system_clock};

pub(super) fn dump(config: &Config, arguments: &cli::Backup) -> anyhow::Result<()> {
    with_databases(config, |databases| {
        let recipients = recipients(config, databases, &arguments.recipient)?;
        let (url, begun) = (databases.url(DbRole::Owner)?, Instant::now());
        let made = backup::dump(&url, &recipients, &arguments.out, system_clock().now())?;
        // A database of an older program has no audit trail yet.
        if let Ok(db) = databases.owner() {
            let line = Record::done(Act::BackupMade).with("sha256", made.sha256.clone());
            note(&db, line)?;
        }
        let rows = |table| made.rows.get(table).copied().unwrap_or(0);
        out::line(format_args!(
            "{}: {}, {} reports, {} cases, {} events, in {}",
            arguments.out.display(),
            HumanBytes(made.bytes),
            rows("reports"),
            rows("cases"),
            rows("events"),
            seconds(begun.elapsed())
        ))?;
        out::line(format_args!("SHA-256 {}", made.sha256))?;
        for recipient in &made.recipients {
            out::line(format_args!("opens for {recipient}"))?;
        }
        Ok(())
    })
}

pub(super) fn restore(config: &Config, arguments: &cli::Restore) -> anyhow::Result<()> {
    let (opener, keys) = (opener(&arguments.key)?, config.keys());
    with_databases(config, |databases| {
        let (url, begun) = (databases.url(DbRole::Owner)?, Instant::now());
        let restored = backup::restore(&url, &arguments.file, &opener)?;
        say_restored(&restored, begun.elapsed())?;
        out::aside(
            "the feed of events starts anew: clients read it from the beginning, old cursors are void",
        );
        let db = databases.pool(DbRole::Owner)?;
        bring_keys_back(&db, &opener, &keys)?;
        let most = arguments.open.most();
        match &restored.standing {
            Standing::UpToDate => {}
            Standing::Ahead(_) => {
                out::aside("a newer program made this backup: put that one in place");
            }
            Standing::Behind(missing) | Standing::TooOld(missing) => {
                let missing = missing.len();
                out::aside(format_args!(
                    "an older program made this backup: `smv-cert migrate` ({missing} migrations)"
                ));
                return Ok(());
            }
        }
        if most == Some(0) {
            return Ok(());
        }
        if !keys.path(Name::Teams).exists() {
            out::aside(
                "no case was opened: there are no staff keys here. Put the key files back, or bring \
                 them out of the escrow (`keys recover`)",
            );
            return Ok(());
        }
        say_opened(&backup::open_cases(&db, &keys, most)?)
    })
}

pub(super) fn verify(config: &Config, arguments: &cli::Verify) -> anyhow::Result<()> {
    let opener = opener(&arguments.key)?;
    let most = arguments.open.most();
    let trial = backup::try_out(&arguments.file, &opener, &config.keys(), most)?;
    say_restored(&trial.restored, trial.restoring)?;
    say_opened(&trial.opened)
}

fn say_restored(restored: &Restored, took: Duration) -> anyhow::Result<()> {
    let (rows, tables) = (restored.rows.values().sum::<i64>(), restored.rows.len());
    let compared = match &restored.manifest {
        Some(made) => format!("as the manifest says, as of {}", made.taken_at.to_rfc3339()),
        None => "there is no manifest beside it to compare with".to_owned(),
    };
    out::line(format_args!(
        "restored {rows} rows in {tables} tables in {}: {compared}",
        seconds(took)
    ))?;
    Ok(())
}

fn say_opened(opened: &Opened) -> anyhow::Result<()> {
    out::line(format_args!(
        "opened {} cases with {} reports, {} events and {} referrals in {}",
        opened.cases,
        opened.reports,
        opened.events,
        opened.referrals,
        seconds(opened.took)
    ))?;
    Ok(())
}

/// The shares also open the escrow inside the backup. Keys that are here already stay.
fn bring_keys_back(db: &Db, opener: &Opener, keys: &KeyFolder) -> anyhow::Result<()> {
    let Opener::Escrow(key) = opener else {
        return Ok(());
    };
    if !keys.secrets()?.is_empty() {
        out::aside("there are key files here already, and they stay (`keys recover` fills gaps)");
        return Ok(());
    }
    let recovered = backup::recover_keys(db, key, keys)?;
    if recovered.is_empty() {
        out::aside(
            "no key file in this backup is sealed to these shares: take those of the escrow that was in \
             use then (`keys recover`), or bring the key files from elsewhere",
        );
    }
    for recovered in recovered {
        match recovered {
            Recovered::Restored(name) => {
                out::line(format_args!("restored {}", keys.path(name).display()))?;
            }
            Recovered::Kept(name) => {
                out::aside(format_args!("{} was there already, and stays", name.file()));
            }
            Recovered::Unknown(file) => {
                out::aside(format_args!("{file}: a newer program's; left in escrow"));
            }
        }
    }
    Ok(())
}

/// Those that were named, else those of the configuration, else the escrow key in use.
fn recipients(
    config: &Config,
    databases: &Databases,
    named: &[String],
) -> anyhow::Result<Vec<String>> {
    if !named.is_empty() {
        return Ok(named.to_vec());
    }
    if !config.backup_recipients.is_empty() {
        return Ok(config.backup_recipients.clone());
    }
    let db = databases.pool(DbRole::Owner)?;
    match db.transact_blocking(&Actor::System, escrow::in_use)? {
        Some(in_use) => Ok(vec![in_use.recipient]),
        None => bail!(
            "nobody could open this backup: make an escrow key (`smv-cert keys escrow --shares 5 \
             --threshold 3`), set backup.recipients, or name a recipient (--recipient age1…, from \
             `age-keygen`)"
        ),
    }
}

fn opener(key: &cli::BackupKey) -> anyhow::Result<Opener> {
    match &key.identity {
        Some(path) => {
            let text = fs::read_to_string(path)
                .with_context(|| format!("{} cannot be read", path.display()))?;
            Ok(Opener::Identity(Zeroizing::new(text)))
        }
        None => Ok(Opener::Escrow(EscrowKey::combine(&read_shares(
            &key.share,
        )?)?)),
    }
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}
