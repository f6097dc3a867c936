//! Sealing keys of teams and of the worker: the private half into a ring file, the public half,
//! certified, into the database.

use anyhow::bail;
use chrono::{DateTime, Utc};
use domain::access::Actor;
use store::Db;
use store::sealing_keys::{self, KeyFor, SealingKey};
use triage_queue::recipients::purpose;
use uuid::Uuid;
use vault::recipient::PrivateKey;

use super::{KeyFolder, Name, RingLine};

/// Whose key it is.
#[derive(Debug, Clone)]
pub struct Whose {
    /// For whom.
    pub for_whom: KeyFor,
    /// As people call it: the team's name, or `worker`.
    pub called: String,
}

impl Whose {
    /// The worker's.
    #[must_use]
    pub fn worker() -> Self {
        Self {
            for_whom: KeyFor::Worker,
            called: "worker".to_owned(),
        }
    }

    const fn ring(&self) -> Name {
        match self.for_whom {
            KeyFor::Team(_) => Name::Teams,
            KeyFor::Worker => Name::Worker,
        }
    }

    fn note(&self, now: DateTime<Utc>) -> String {
        format!("{} {}", now.format("%Y-%m-%d"), self.called)
    }
}

/// Gives a key to every team that has none, and to the worker; answers for whom keys were made.
pub fn ensure(folder: &KeyFolder, db: &Db, now: DateTime<Utc>) -> anyhow::Result<Vec<Whose>> {
    let _one_at_a_time = folder.lock()?;
    let (teams, worker) = db.transact_blocking(&Actor::System, |tx| {
        let teams = sealing_keys::teams_without(tx)?;
        let worker = match sealing_keys::in_use(tx, KeyFor::Worker) {
            Ok(_) => None,
            Err(store::Error::NotFound) => Some(Whose::worker()),
            Err(error) => return Err(error),
        };
        Ok::<_, store::Error>((teams, worker))
    })?;
    let teams = teams.into_iter().map(|(team, called)| Whose {
        for_whom: KeyFor::Team(team),
        called,
    });
    let mut made = Vec::new();
    for whose in teams.chain(worker) {
        let id = prepare(folder, db, &whose, now)?;
        bring_in(folder, db, &whose, id, now)?;
        made.push(whose);
    }
    Ok(made)
}

/// Fails when keys that the database knows are in no ring file here: a ring begun anew would take the
/// place of the whole one in escrow.
fn check_ring(folder: &KeyFolder, db: &Db, whose: &Whose) -> anyhow::Result<()> {
    let ring = folder.ring(whose.ring())?;
    let in_use = db.transact_blocking(&Actor::System, sealing_keys::all_in_use)?;
    let lacking = in_use.iter().find(|key| {
        let same_ring = matches!(key.for_whom, KeyFor::Worker) == (whose.ring() == Name::Worker);
        same_ring && !ring.holds(key.id)
    });
    match lacking {
        None => Ok(()),
        Some(key) => bail!(
            "{} lacks key {}, which is in use: bring the file back first (`smv-cert keys recover`)",
            whose.ring().file(),
            key.id
        ),
    }
}

/// Makes a key and puts it into the ring file; nothing is sealed to it yet.
pub fn prepare(
    folder: &KeyFolder,
    db: &Db,
    whose: &Whose,
    now: DateTime<Utc>,
) -> anyhow::Result<Uuid> {
    check_ring(folder, db, whose)?;
    prepare_anew(folder, whose, now)
}

/// The same where the key in use is lost for good: what was sealed to it stays closed.
pub fn prepare_anew(folder: &KeyFolder, whose: &Whose, now: DateTime<Utc>) -> anyhow::Result<Uuid> {
    let id = store::new_id::<()>(now).uuid();
    let line = RingLine {
        key: PrivateKey::generate(id),
        note: whose.note(now),
    };
    folder.add_to_ring(whose.ring(), line)?;
    Ok(id)
}

/// A key for somebody that was prepared and is not in use: the newest one that the database does not
/// know.
pub fn prepared(folder: &KeyFolder, db: &Db, whose: &Whose) -> anyhow::Result<Option<Uuid>> {
    let known = db.transact_blocking(&Actor::System, sealing_keys::list)?;
    let lines = folder.ring_lines(whose.ring())?;
    Ok(lines
        .into_iter()
        .filter(|line| line.note.get(11..) == Some(whose.called.as_str()))
        .map(|line| line.key.id())
        .find(|id| known.iter().all(|(known, ..)| known != id)))
}

/// From now on, new content is sealed to this key.
pub fn bring_in(
    folder: &KeyFolder,
    db: &Db,
    whose: &Whose,
    id: Uuid,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let ring = folder.ring(whose.ring())?;
    let Some(key) = ring.get(id) else {
        bail!("{} has no key {id}", whose.ring().file());
    };
    let certificate = folder
        .authority_pair()?
        .certify(&key.public(), purpose(whose.for_whom));
    let row = SealingKey {
        id,
        for_whom: whose.for_whom,
        public_key: certificate.public_key,
        signature: certificate.signature,
    };
    db.transact_blocking(&Actor::System, |tx| sealing_keys::bring_in(tx, &row, now))?;
    Ok(())
}
