//! What the worker does: shows new files to the scanner, and removes what nobody knows any more.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::Actor;
use domain::attachment::{AttachmentContent, AttachmentState, Verdict};
use domain::audit::{Act, Record};
use domain::now::Clock;
use store::Db;
use store::attachments::{self as rows, Due, Settled};
use tokio::runtime::Handle;
use triage_queue::{Error, audit};
use vault::recipient::SealedKey;
use vault::{DataKey, Keyring, place};

use crate::open::StoredFile;
use crate::scanner::{Scan, Scanner};
use crate::storage::Storage;

/// Files that are taken in one round. The scanner works on them side by side.
const AT_ONCE: i64 = 2;
/// Beyond the longest scan, so that a lease never ends before its scan.
const SLACK: Duration = Duration::from_secs(30);
/// Minutes after which a file without a verdict is shown again.
const AGAIN: [i64; 7] = [1, 5, 15, 60, 240, 720, 1440];

/// The worker of attachments. Cheap to clone.
#[derive(Clone)]
pub struct Attendant {
    /// A pool of the worker role.
    pub db: Db,
    /// Where the files lie.
    pub storage: Storage,
    /// Opens what is sealed to the worker.
    pub ring: Arc<Keyring>,
    /// Who scans.
    pub scanner: Option<Scanner>,
    /// The clock.
    pub clock: Clock,
    /// A file that was begun and not finished is forgotten after this.
    pub unfinished: Duration,
    /// A request that brings a file may take as long as this.
    pub request: Duration,
}

/// Why a file could not even be shown.
enum Shown {
    Scan(Scan),
    /// No key of this worker opens it, or its content does not open.
    Locked,
}

impl Attendant {
    /// Shows some files that wait to the scanner; answers how many.
    pub async fn scan(&self) -> Result<usize, Error> {
        let Some(scanner) = &self.scanner else {
            return Ok(0);
        };
        let now = self.clock.now();
        let until = now + delta(scanner.limit + SLACK);
        let due = self
            .db
            .transact(&Actor::System, move |tx| {
                rows::lease(tx, AT_ONCE, until, now).map_err(Error::from)
            })
            .await?;
        let found = due.len();
        for file in due {
            self.attend(scanner, file).await?;
        }
        Ok(found)
    }

    async fn attend(&self, scanner: &Scanner, due: Due) -> Result<(), Error> {
        let key = self.key_of(&due);
        let shown = match &key {
            Some(key) => self.show(scanner, &due, key).await,
            None => Shown::Locked,
        };
        if matches!(shown, Shown::Locked) {
            tracing::error!(attachment.id = %due.id, "a file does not open for the scanner");
        }
        let now = self.clock.now();
        let (state, detail, again_at) = outcome(shown, due.attempt, now);
        let place = place::attachment_verdict(due.id, 1);
        let settled = Settled {
            state,
            verdict: key.map(|key| place.seal_json(&key, &Verdict { detail })),
            again_at,
        };
        self.db
            .transact(&Actor::System, move |tx| {
                if rows::settle(tx, &due, &settled, now)? {
                    let line = Record::done(Act::AttachmentScanned)
                        .report(due.report)
                        .with("attachment", due.id.to_string())
                        .with("state", settled.state.code());
                    audit::record(tx, &Actor::System, line, now)?;
                }
                Ok(())
            })
            .await
    }

    async fn show(&self, scanner: &Scanner, due: &Due, key: &DataKey) -> Shown {
        let place = place::attachment(due.id, due.version);
        let Ok(content) = place.open_json::<AttachmentContent>(key, &due.content) else {
            return Shown::Locked;
        };
        let (storage, runtime) = (self.storage.clone(), Handle::current());
        let file = StoredFile::new(storage, runtime, due.id, key.clone(), &content);
        Shown::Scan(scanner.scan(file, content.size()).await)
    }

    fn key_of(&self, due: &Due) -> Option<DataKey> {
        let sealed = SealedKey::from_stored(due.worker_seal.as_stored().to_vec());
        let holder = sealed.holder()?;
        let opened = self.ring.opener().open(holder, due.id.uuid(), &sealed);
        opened.ok()
    }

    /// Forgets what was never finished, and removes stored files that no row knows; answers how many
    /// objects went. A file that is just coming in has no row yet: only what is older than the longest
    /// request can be nobody's.
    pub async fn sweep(&self) -> Result<usize, crate::round::SweepError> {
        let now = self.clock.now();
        let before = now - delta(self.unfinished);
        self.db
            .transact(&Actor::System, move |tx| {
                for id in rows::unfinished(tx, before)? {
                    rows::forget(tx, id)?;
                }
                Ok::<_, Error>(())
            })
            .await?;
        let oldest = now - delta(self.request.saturating_mul(2));
        let mut objects = self.storage.all().await?;
        objects.retain(|(_, _, written)| *written < oldest);
        let mut ids: Vec<_> = objects.iter().map(|(id, _, _)| id.uuid()).collect();
        ids.dedup();
        let known = self
            .db
            .transact(&Actor::System, move |tx| {
                rows::known(tx, &ids).map_err(Error::from)
            })
            .await?;
        let mut removed = 0;
        for (id, name, _) in &objects {
            if !known.contains(&id.uuid()) {
                self.storage.delete(name).await?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

/// Why a sweep ended early; the next one goes on.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The database.
    #[error(transparent)]
    Queue(#[from] Error),
    /// The storage.
    #[error(transparent)]
    Storage(#[from] crate::storage::StorageError),
}

fn outcome(
    shown: Shown,
    attempt: i32,
    now: DateTime<Utc>,
) -> (AttachmentState, String, Option<DateTime<Utc>>) {
    let tries = usize::try_from(attempt).unwrap_or(usize::MAX);
    let again = || {
        let minutes = AGAIN.get(tries.saturating_sub(1))?;
        Some(now + TimeDelta::minutes(*minutes))
    };
    match shown {
        Shown::Scan(Scan::Clean) => (AttachmentState::Clean, String::new(), None),
        Shown::Scan(Scan::Infected(name)) => (AttachmentState::Infected, name, None),
        Shown::Scan(Scan::Refused(why)) => (AttachmentState::Unknown, why, None),
        Shown::Scan(Scan::Failed(why)) => (AttachmentState::Unknown, why, again()),
        Shown::Locked => (
            AttachmentState::Unknown,
            "the file does not open".to_owned(),
            again(),
        ),
    }
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}
