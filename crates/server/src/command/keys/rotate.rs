//! `smv-cert keys rotate`: new content is sealed to a new key at once, old keys are sealed again.

use std::time::Duration;

use anyhow::{Context as _, bail};
use domain::access::Actor;
use domain::audit::{Act, Record};
use store::sealing_keys::KeyFor;
use store::{Db, seals, teams};
use triage_queue::reseal;

use super::escrow;
use crate::command::cli::Rotate;
use crate::command::owner::{as_owner, note};
use crate::config::Config;
use crate::demo::Progress;
use crate::keys::KeyFolder;
use crate::keys::sealing::{self, Whose};
use crate::{out, system_clock};

/// Data keys sealed again in one transaction.
const AT_ONCE: i64 = 200;
/// Intake may seal to the old key for a second after the new one is in use.
const LAST_LOOK: Duration = Duration::from_secs(3);

pub(super) fn run(config: &Config, keys: &KeyFolder, arguments: &Rotate) -> anyhow::Result<()> {
    as_owner(config, |db| {
        if arguments.resume {
            return seal_again(keys, db);
        }
        let all = whose(db, arguments)?;
        let now = system_clock().now();
        for whose in &all {
            let id = match sealing::prepared(keys, db, whose)? {
                Some(id) => id,
                None if arguments.lost => sealing::prepare_anew(keys, whose, now)?,
                None => sealing::prepare(keys, db, whose, now)?,
            };
            if arguments.prepare {
                out::line(format_args!(
                    "prepared {id} for {}: put the ring file where it is needed, then rotate",
                    whose.called
                ))?;
            } else {
                sealing::bring_in(keys, db, whose, id, now)?;
                let line = Record::done(Act::KeysRotated).with("sealing_key", id.to_string());
                note(db, line)?;
                out::line(format_args!("{}: sealed to {id} from now on", whose.called))?;
            }
        }
        escrow::refresh(keys, db, now)?;
        if arguments.prepare {
            return Ok(());
        }
        seal_again(keys, db)
    })
}

/// Seals again what is sealed to retired keys, and looks once more for what came in meanwhile.
fn seal_again(keys: &KeyFolder, db: &Db) -> anyhow::Result<()> {
    let safe = keys.safe()?;
    let outdated = || db.transact_blocking(&Actor::System, seals::count_outdated);
    let total = outdated()?;
    let bar = Progress::of("data keys sealed again", u32::try_from(total)?);
    let mut done = 0;
    for last in [false, true] {
        loop {
            let some =
                db.transact_blocking(&Actor::System, |tx| reseal::round(tx, &safe, AT_ONCE))?;
            if some == 0 {
                break;
            }
            done += u32::try_from(some)?;
            bar.at(done);
        }
        if !last {
            std::thread::park_timeout(LAST_LOOK);
        }
    }
    let left = outdated()?;
    if left > 0 {
        bail!(
            "{left} data keys are still sealed to retired keys: their private halves are not in \
             this key folder, or another process works on them: `smv-cert keys rotate --resume`"
        );
    }
    Ok(out::line(format_args!(
        "{done} data keys sealed again; nothing is sealed to a retired key any more"
    ))?)
}

fn whose(db: &Db, arguments: &Rotate) -> anyhow::Result<Vec<Whose>> {
    if arguments.worker {
        return Ok(vec![Whose::worker()]);
    }
    let named = db.transact_blocking(&Actor::System, teams::named)?;
    let all = named.into_iter().map(|(team, called)| Whose {
        for_whom: KeyFor::Team(team),
        called,
    });
    match &arguments.team {
        None => Ok(all.collect()),
        Some(team) => {
            let mut all = all;
            let found = all.find(|whose| whose.called == *team);
            Ok(vec![
                found.with_context(|| format!("there is no team {team:?}"))?,
            ])
        }
    }
}
