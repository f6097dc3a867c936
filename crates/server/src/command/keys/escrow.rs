//! `smv-cert keys escrow` and `keys recover`: the offline key, its shares, and the way back.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::audit::{Act, Record};
use store::Db;
use store::escrow::{self, Escrow};
use vault::escrow::{EscrowKey, Share, seal_to};

use crate::command::cli;
use crate::command::owner::{as_owner, note};
use crate::config::Config;
use crate::keys::{KeyFolder, Name};
use crate::{out, system_clock};

pub(super) fn run(
    config: &Config,
    keys: &KeyFolder,
    arguments: &cli::Escrow,
) -> anyhow::Result<()> {
    let now = system_clock().now();
    if arguments.refresh {
        return as_owner(config, |db| {
            if db
                .transact_blocking(&Actor::System, escrow::in_use)?
                .is_none()
            {
                bail!(
                    "there is no escrow key yet: `smv-cert keys escrow --shares 5 --threshold 3`"
                );
            }
            refresh(keys, db, now)
        });
    }
    let key = EscrowKey::generate();
    let shares = key.split(arguments.threshold, arguments.shares)?;
    // The shares first: a key that nobody can open again would be worse than none.
    hand_out(&shares, arguments.out.as_deref())?;
    as_owner(config, |db| {
        let new = Escrow {
            recipient: key.recipient(),
            threshold: i16::from(arguments.threshold),
            shares: i16::from(arguments.shares),
            created_at: now,
        };
        db.transact_blocking(&Actor::System, |tx| escrow::begin(tx, &new))?;
        refresh(keys, db, now)
    })?;
    out::aside(format_args!(
        "{} of {} shares open what is sealed to {}. Give each to another person, and try them: \
         `smv-cert keys recover --check`",
        arguments.threshold,
        arguments.shares,
        key.recipient()
    ));
    Ok(())
}

/// Seals every key file of this folder to the escrow key in use, if there is one.
pub(super) fn refresh(keys: &KeyFolder, db: &Db, now: DateTime<Utc>) -> anyhow::Result<()> {
    let Some(in_use) = db.transact_blocking(&Actor::System, escrow::in_use)? else {
        out::aside("no escrow key yet: a lost key folder would be lost content (`keys escrow`)");
        return Ok(());
    };
    let secrets = keys.secrets()?;
    for (file, plain) in &secrets {
        let sealed = seal_to(&in_use.recipient, plain)?;
        db.transact_blocking(&Actor::System, |tx| {
            escrow::keep(tx, &in_use.recipient, file, &sealed, now)
        })?;
    }
    let files: Vec<&str> = secrets.iter().map(|(file, _)| *file).collect();
    note(db, Record::done(Act::KeysEscrowed).with("files", files))?;
    out::line(format_args!("{} key files are in escrow", secrets.len()))?;
    Ok(())
}

/// What is in escrow.
pub(super) fn say(db: &Db) -> anyhow::Result<()> {
    let Some(in_use) = db.transact_blocking(&Actor::System, escrow::in_use)? else {
        return Ok(out::line("escrow         none")?);
    };
    let kept = db.transact_blocking(&Actor::System, |tx| escrow::kept(tx, &in_use.recipient))?;
    out::line(format_args!(
        "escrow         {}, {} of {} shares, since {}, {} files",
        in_use.recipient,
        in_use.threshold,
        in_use.shares,
        in_use.created_at.format("%Y-%m-%d"),
        kept.len()
    ))?;
    Ok(())
}

/// Brings the key files back from the escrow.
pub(super) fn recover(
    config: &Config,
    keys: &KeyFolder,
    arguments: &cli::Recover,
) -> anyhow::Result<()> {
    let key = EscrowKey::combine(&read_shares(&arguments.share)?)?;
    as_owner(config, |db| {
        let recipient = key.recipient();
        let kept = db.transact_blocking(&Actor::System, |tx| escrow::kept(tx, &recipient))?;
        if kept.is_empty() {
            bail!("nothing in this database is sealed to {recipient}");
        }
        for (file, sealed, since) in kept {
            let plain = key.open(&sealed)?;
            let since = since.format("%Y-%m-%d %H:%M");
            let Some(name) = Name::of_file(&file) else {
                out::aside(format_args!("{file}: a newer program's; left in escrow"));
                continue;
            };
            let done = if arguments.check {
                "opens"
            } else if keys.restore(name, &plain)? {
                "restored"
            } else {
                "was there already, and stays"
            };
            out::line(format_args!("{file:<14} of {since}: {done}"))?;
        }
        let line = Record::done(Act::KeysRecovered).with("only_tried", arguments.check);
        note(db, line)?;
        Ok(())
    })
}

fn hand_out(shares: &[Share], folder: Option<&Path>) -> anyhow::Result<()> {
    let Some(folder) = folder else {
        for share in shares {
            out::line(share)?;
        }
        return Ok(());
    };
    fs::create_dir_all(folder)
        .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    for share in shares {
        let path = folder.join(format!("share-{}.txt", share.number()));
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .with_context(|| format!("{} cannot be written", path.display()))?;
        writeln!(file, "{share}")?;
        file.sync_all()?;
        out::line(format_args!("wrote {}", path.display()))?;
    }
    Ok(())
}

/// From files, else from standard input: a share a line.
pub(in crate::command) fn read_shares(files: &[PathBuf]) -> anyhow::Result<Vec<Share>> {
    let mut texts = Vec::new();
    for path in files {
        let text = fs::read_to_string(path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        texts.push(text);
    }
    if texts.is_empty() {
        out::aside("Enter the shares, one a line, then end the input (Ctrl-D):");
        texts = io::read_to_string(io::stdin())?
            .lines()
            .map(str::to_owned)
            .collect();
    }
    texts
        .iter()
        .filter(|text| !text.trim().is_empty())
        .map(|text| Ok(text.trim().parse::<Share>()?))
        .collect()
}
