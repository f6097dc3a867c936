//! What the staff role does beside requests: the blind index, sealing again after a rotation, reminding
//! reporters of their deadlines, and filling in what the live register says.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::Actor;
use domain::deadline::Deadlines;
use domain::now::Clock;
use domain::surge::SurgeSettings;
use store::{Db, teams};
use tokio_util::sync::CancellationToken;
use triage_queue::{Safe, look_ups, reindex, reminders, reseal, surge};

/// Between two looks. A change is found by a search within two seconds of its commit.
const PAUSE: Duration = Duration::from_millis(500);
/// After a round that failed.
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(2);
/// Cases in one transaction of the index: they are held while it lasts.
const CASES: i64 = 20;
/// Data keys in one transaction of sealing again.
const KEYS: i64 = 200;
/// Reminders in one transaction.
const REMINDERS: i64 = 20;

/// Between two looks whether there is a wave of reports.
const WAVE_EVERY: TimeDelta = TimeDelta::seconds(15);
/// Answers of the live register in one transaction.
const ANSWERS: i64 = 20;

/// Keeps the index up to date. Any number may run at once. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Upkeep {
    pub(crate) db: Db,
    pub(crate) safe: Safe,
    pub(crate) clock: Clock,
    pub(crate) deadlines: Deadlines,
    pub(crate) surge: SurgeSettings,
    /// When it was last looked whether there is a wave.
    pub(crate) looked: Arc<Mutex<Option<DateTime<Utc>>>>,
}

impl Upkeep {
    /// Works until told to stop. No error ends it.
    pub(crate) async fn run(self, stop: CancellationToken) -> anyhow::Result<()> {
        while !stop.is_cancelled() {
            let pause = match self.round().await {
                Ok(0) => PAUSE,
                Ok(_) => continue,
                Err(error) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::error!(error, "what stands beside requests cannot be done");
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

    /// Indexes some cases, seals some keys again, owes some reminders and fills some firms; answers how
    /// many there were.
    pub(crate) async fn round(&self) -> Result<usize, triage_queue::Error> {
        let safe = self.safe.clone();
        let indexed = self
            .db
            .transact(&Actor::System, move |tx| {
                let teams = teams::all(tx)?;
                reindex::round(tx, &safe, &teams, CASES)
            })
            .await?;
        let safe = self.safe.clone();
        let resealed = self
            .db
            .transact(&Actor::System, move |tx| reseal::round(tx, &safe, KEYS))
            .await?;
        let (safe, now) = (self.safe.clone(), self.clock.now());
        let reminded = self
            .db
            .transact(&Actor::System, move |tx| {
                reminders::round(tx, &safe, REMINDERS, now)
            })
            .await?;
        let (safe, deadlines, now) = (self.safe.clone(), self.deadlines, self.clock.now());
        let filled = self
            .db
            .transact(&Actor::System, move |tx| {
                look_ups::round(tx, &safe, &deadlines, ANSWERS, now)
            })
            .await?;
        self.look_for_a_wave().await?;
        Ok(indexed + resealed + reminded + filled)
    }

    async fn look_for_a_wave(&self) -> Result<(), triage_queue::Error> {
        let now = self.clock.now();
        {
            let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
            if looked.is_some_and(|at| now - at < WAVE_EVERY) {
                return Ok(());
            }
            *looked = Some(now);
        }
        let settings = self.surge;
        self.db
            .transact(&Actor::System, move |tx| surge::round(tx, &settings, now))
            .await
    }
}
