//! What the worker does: shows new files to the scanner, and removes what nobody knows any more.

mod sweep;

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
use tokio_util::sync::CancellationToken;
use triage_queue::{Error, audit};
use vault::recipient::SealedKey;
use vault::{DataKey, Keyring, place};

use crate::open::StoredFile;
use crate::scanner::{Scan, Scanner};
use crate::storage::Storage;

pub use sweep::{SweepError, Swept};

/// Files that are taken in one round, and shown side by side: so the lease of none ends before its scan.
const AT_ONCE: i64 = 2;
/// Beyond the longest scan.
const SLACK: Duration = Duration::from_secs(30);
/// Minutes after which a file is shown again that found no scanner.
const AWAY: i64 = 1;
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
    /// Pieces that no row knows are kept for so long.
    pub unknown: Duration,
}

/// What a round came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scanned {
    /// Files that were shown, or would have been.
    pub files: usize,
    /// Nobody listens where the scanner should be: there is no hurry for the next round.
    pub is_away: bool,
}

/// What became of showing a file.
enum Shown {
    Scan(Scan),
    /// No key of this worker opens it, or its content does not open.
    Locked,
    /// We were told to stop.
    Stopped,
}

impl Attendant {
    /// Shows some files that wait to the scanner. Told to stop, it gives back those that have no answer yet.
    pub async fn scan(&self, stop: &CancellationToken) -> Result<Scanned, Error> {
        let Some(scanner) = &self.scanner else {
            return Ok(Scanned::default());
        };
        let now = self.clock.now();
        let until = now + delta(scanner.limit + SLACK);
        let due = self
            .db
            .transact(&Actor::System, move |tx| {
                rows::lease(tx, AT_ONCE, until, now).map_err(Error::from)
            })
            .await?;
        let files = due.len();
        let mut due = due.into_iter();
        let (one, two) = (due.next(), due.next());
        let (one, two) = tokio::join!(
            Box::pin(self.attend(scanner, one, stop)),
            Box::pin(self.attend(scanner, two, stop)),
        );
        // Both are settled before an error ends the round.
        let is_away = one? | two?;
        Ok(Scanned { files, is_away })
    }

    /// Shows a file and writes down what came of it; answers whether the scanner is away.
    async fn attend(
        &self,
        scanner: &Scanner,
        due: Option<Due>,
        stop: &CancellationToken,
    ) -> Result<bool, Error> {
        let Some(due) = due else {
            return Ok(false);
        };
        let key = self.key_of(&due);
        let shown = match &key {
            Some(key) => tokio::select! {
                biased;
                () = stop.cancelled() => Shown::Stopped,
                shown = self.show(scanner, &due, key) => shown,
            },
            None => Shown::Locked,
        };
        if matches!(shown, Shown::Locked) {
            tracing::error!(attachment.id = %due.id, "a file does not open for the scanner");
        }
        let is_away = matches!(shown, Shown::Scan(Scan::Away(_)));
        let now = self.clock.now();
        let outcome = outcome(shown, due.attempt, now);
        let place = place::attachment_verdict(due.id, 1);
        let settled = Settled {
            state: outcome.state,
            verdict: key
                .zip(outcome.detail)
                .map(|(key, detail)| place.seal_json(&key, &Verdict { detail })),
            again_at: outcome.again_at,
            counts: outcome.counts,
        };
        self.db
            .transact(&Actor::System, move |tx| {
                // What found no scanner is no line: there would be one a minute.
                if rows::settle(tx, &due, &settled, now)? && settled.counts {
                    let line = Record::done(Act::AttachmentScanned)
                        .report(due.report)
                        .with("attachment", due.id.to_string())
                        .with("state", settled.state.code());
                    audit::record(tx, &Actor::System, line, now)?;
                }
                Ok(is_away)
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
}

/// What a try came to.
struct Outcome {
    state: AttachmentState,
    /// What staff read of it; none: there was no try.
    detail: Option<String>,
    again_at: Option<DateTime<Utc>>,
    /// It was the file's own try, of which it has so many.
    counts: bool,
}

fn outcome(shown: Shown, attempt: i32, now: DateTime<Utc>) -> Outcome {
    let tries = usize::try_from(attempt).unwrap_or(usize::MAX);
    let again = || {
        let minutes = AGAIN.get(tries.saturating_sub(1))?;
        Some(now + TimeDelta::minutes(*minutes))
    };
    let told = |state, detail: String, again_at| Outcome {
        state,
        detail: Some(detail),
        again_at,
        counts: true,
    };
    match shown {
        Shown::Scan(Scan::Clean) => told(AttachmentState::Clean, String::new(), None),
        Shown::Scan(Scan::Infected(name)) => told(AttachmentState::Infected, name, None),
        Shown::Scan(Scan::Refused(why)) => told(AttachmentState::Unknown, why, None),
        Shown::Scan(Scan::Failed(why)) => told(AttachmentState::Unknown, why, again()),
        // That is the scanner's fault, not the file's.
        Shown::Scan(Scan::Away(why)) => Outcome {
            counts: false,
            ..told(
                AttachmentState::Unknown,
                why,
                Some(now + TimeDelta::minutes(AWAY)),
            )
        },
        Shown::Locked => told(
            AttachmentState::Unknown,
            "the file does not open".to_owned(),
            again(),
        ),
        Shown::Stopped => Outcome {
            // As far as the row tells what it was before.
            state: if attempt > 1 {
                AttachmentState::Unknown
            } else {
                AttachmentState::Received
            },
            detail: None,
            again_at: Some(now),
            counts: false,
        },
    }
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}
