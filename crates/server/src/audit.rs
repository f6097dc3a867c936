//! The audit chain while the worker runs: sealing every second, the newest head in a file, and heads
//! exported to where who changes the database cannot reach.

mod export;
mod head_file;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use domain::access::Actor;
use domain::now::Clock;
use store::Db;
use tokio_util::sync::CancellationToken;
use triage_queue::audit::seal::{self, Round};
use triage_queue::audit::{AuditKey, Head};

use crate::config::AuditSettings;

pub(crate) use head_file::read as newest_head;

/// Between two looks.
const PAUSE: Duration = Duration::from_secs(1);
/// After a round that failed, and between two words about a broken chain.
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(5);
/// Rows of each table in one transaction.
const ROWS: i64 = 5_000;

/// Seals and exports. Any number of workers may run it; one seals at a time. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Sealer {
    pub(crate) db: Db,
    pub(crate) key: AuditKey,
    pub(crate) clock: Clock,
    pub(crate) settings: AuditSettings,
    /// Set when the chain no longer holds the head that this worker knows.
    pub(crate) broken: Arc<AtomicBool>,
}

impl Sealer {
    /// Works until told to stop. No error ends it.
    pub(crate) async fn run(self, stop: CancellationToken) -> anyhow::Result<()> {
        let mut exported: Option<Instant> = None;
        while !stop.is_cancelled() {
            let pause = match self.round().await {
                Ok((sealed, _)) if sealed >= usize::try_from(ROWS)? => continue,
                Ok((_, Some(head)))
                    if exported.is_none_or(|at| at.elapsed() >= self.settings.every) =>
                {
                    if self.export(head).await {
                        exported = Some(Instant::now());
                        PAUSE
                    } else {
                        PAUSE_AFTER_ERROR
                    }
                }
                Ok(_) => PAUSE,
                Err(error) => {
                    tracing::error!(
                        error = format!("{error:#}"),
                        "the audit chain is not sealed"
                    );
                    PAUSE_AFTER_ERROR
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
        Ok(())
    }

    /// Seals some rows; answers how many, and the head now.
    pub(crate) async fn round(&self) -> anyhow::Result<(usize, Option<Head>)> {
        let known = head_file::read(&self.settings.newest)?;
        let (key, now, before) = (self.key.clone(), self.clock.now(), known.clone());
        let round = self
            .db
            .transact(&Actor::System, move |tx| {
                seal::round(tx, &key, before.as_ref(), ROWS, now)
            })
            .await?;
        match round {
            Round::Taken => Ok((0, known)),
            Round::Sealed(rows, head) => {
                self.broken.store(false, Ordering::Relaxed);
                if let Some(new) = head.as_ref().filter(|head| Some(*head) != known.as_ref()) {
                    head_file::write(&self.settings.newest, new)?;
                }
                Ok((rows, head))
            }
            Round::Broken { known, found } => {
                self.broken.store(true, Ordering::Relaxed);
                anyhow::bail!(
                    "the chain was cut or changed: number {} with the hash in {} is no longer in \
                     it, it ends at number {}. Nothing is sealed until somebody has looked: \
                     `smv-cert audit verify` (docs/operations.md)",
                    known.seq,
                    self.settings.newest.display(),
                    found.map_or(0, |head| head.seq)
                )
            }
        }
    }

    /// Whether the head reached every place.
    async fn export(&self, head: Head) -> bool {
        let exports = self.settings.exports.clone();
        let sent = tokio::task::spawn_blocking(move || export::all(&exports, &head)).await;
        let problems = sent.unwrap_or_else(|error| vec![error.to_string()]);
        for problem in &problems {
            tracing::error!(problem, "a head of the audit chain was not exported");
        }
        problems.is_empty()
    }
}
