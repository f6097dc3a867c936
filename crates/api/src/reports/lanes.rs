//! Group commit: reports that arrive while others are being written share the next transaction.
//!
//! A few lanes take what waits in one bounded queue. One transaction, and one wait for the disk, then
//! serves many reports. A group that fails is tried again one by one, so that a bad row never fails its
//! neighbours. Who comes to a full queue waits a moment for a place, and is answered before any work is done.

mod figures;

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::access::Actor;
use domain::now::Clock;
use store::{Db, Error as StoreError};
use tokio::sync::{Mutex, mpsc, oneshot};
use triage_queue::intake::{self, Outcome, Submission};
use triage_queue::keyed::Keys;
use triage_queue::{Error, Recipients};

use crate::error::ApiError;

pub use figures::IntakeFigures;

/// A random number is taken once in some hundred thousand times; twice in a row never happens.
const TRIES: usize = 4;
/// How long a report waits for its commit; then it is answered 503, and the same key finds it again.
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// How many reports wait, share a transaction, and are written at once.
#[derive(Debug, Clone, Copy)]
pub struct LaneSettings {
    /// Transactions at once, each with a connection of its own.
    pub lanes: usize,
    /// Most reports of one transaction.
    pub group: usize,
    /// Most reports that wait.
    pub queue: usize,
    /// How long who comes to a full queue waits for a place, first come, first served; then it is answered
    /// 503. A storm spends its connections on waiting, and a firm within it is not sent away over a moment.
    pub patience: Duration,
}

/// The way into the database for new reports.
pub struct Lanes {
    queue: mpsc::Sender<Waiting>,
    patience: Duration,
    figures: Arc<IntakeFigures>,
}

/// A place in the queue.
pub(crate) struct Turn<'a>(mpsc::Permit<'a, Waiting>);

struct Waiting {
    submission: Submission,
    recipients: Recipients,
    answer: oneshot::Sender<Result<Outcome, Error>>,
    since: Instant,
}

/// One of those that write.
pub struct Lane {
    db: Db,
    keys: Keys,
    clock: Clock,
    group: usize,
    waiting: Arc<Mutex<mpsc::Receiver<Waiting>>>,
    figures: Arc<IntakeFigures>,
}

impl Lanes {
    /// The queue, and the lanes to be run. `db` has connections of its own, so that nothing else can
    /// starve intake.
    #[must_use]
    pub fn new(
        db: &Db,
        keys: &Keys,
        clock: &Clock,
        settings: LaneSettings,
        figures: &Arc<IntakeFigures>,
    ) -> (Self, Vec<Lane>) {
        let unbounded = fault::broken("queue-is-bounded");
        let places = if unbounded { 1 << 20 } else { settings.queue };
        let (queue, waiting) = mpsc::channel(places);
        let waiting = Arc::new(Mutex::new(waiting));
        let lane = |_| Lane {
            db: db.clone(),
            keys: keys.clone(),
            clock: clock.clone(),
            group: settings.group,
            waiting: waiting.clone(),
            figures: figures.clone(),
        };
        let lanes = (0..settings.lanes).map(lane).collect();
        let this = Self {
            queue,
            patience: settings.patience,
            figures: figures.clone(),
        };
        (this, lanes)
    }

    /// Whether there is a place in the queue just now.
    pub(crate) fn has_room(&self) -> bool {
        self.queue.capacity() > 0
    }

    /// A place in the queue, before any work is done.
    pub(crate) async fn turn(&self) -> Result<Turn<'_>, ApiError> {
        if let Ok(place) = self.queue.try_reserve() {
            return Ok(Turn(place));
        }
        match tokio::time::timeout(self.patience, self.queue.reserve()).await {
            Ok(Ok(place)) => Ok(Turn(place)),
            Ok(Err(_)) => Err(ApiError::Internal("the lanes of intake are gone".into())),
            Err(_) => {
                self.figures.refused();
                let why = "the queue of new reports is full";
                Err(ApiError::Unavailable(why.into()))
            }
        }
    }
}

impl Turn<'_> {
    /// Waits until the report is durable, or is known to have been here.
    pub(crate) async fn file(
        self,
        submission: Submission,
        recipients: Recipients,
    ) -> Result<Outcome, ApiError> {
        let (answer, answered) = oneshot::channel();
        self.0.send(Waiting {
            submission,
            recipients,
            answer,
            since: Instant::now(),
        });
        match tokio::time::timeout(LONGEST_WAIT, answered).await {
            Ok(Ok(outcome)) => Ok(outcome?),
            Ok(Err(_)) => Err(ApiError::Internal("a lane of intake is gone".into())),
            Err(elapsed) => Err(ApiError::Unavailable(Box::new(elapsed))),
        }
    }
}

impl Lane {
    /// Writes what waits until nobody can send any more: when the servers have ended.
    pub async fn run(self) {
        let mut group = Vec::with_capacity(self.group);
        loop {
            let came = self
                .waiting
                .lock()
                .await
                .recv_many(&mut group, self.group)
                .await;
            if came == 0 {
                return;
            }
            // Who has stopped waiting comes again with the same key.
            group.retain(|waiting| !waiting.answer.is_closed());
            self.write(std::mem::take(&mut group)).await;
        }
    }

    async fn write(&self, group: Vec<Waiting>) {
        let submissions = group.iter().map(|one| one.submission.clone()).collect();
        let Some(recipients) = group.first().map(|one| one.recipients.clone()) else {
            return;
        };
        let waited = group.iter().map(|one| one.since.elapsed()).sum();
        match self.accept(submissions, recipients, waited).await {
            Ok(mut outcomes) => {
                fault::point("after-commit");
                if fault::broken("answers-find-their-senders") {
                    outcomes.reverse();
                }
                for (one, outcome) in group.into_iter().zip(outcomes) {
                    let _ = one.answer.send(Ok(outcome));
                }
            }
            // Nobody gets through one by one either, and each would wait.
            Err(Error::Store(error @ StoreError::Unavailable(_))) if !error.is_contention() => {
                let why = error.to_string();
                for one in group {
                    let error = StoreError::Unavailable(why.clone().into());
                    let _ = one.answer.send(Err(error.into()));
                }
            }
            Err(error) => {
                if group.len() > 1 {
                    tracing::debug!(%error, reports = group.len(), "a group is written one by one");
                }
                for one in group {
                    // Who has stopped waiting comes again with the same key.
                    if one.answer.is_closed() {
                        continue;
                    }
                    let outcome = self.write_one(one.submission, one.recipients).await;
                    let _ = one.answer.send(outcome);
                }
            }
        }
    }

    async fn write_one(
        &self,
        submission: Submission,
        recipients: Recipients,
    ) -> Result<Outcome, Error> {
        for _ in 0..TRIES {
            let alone = vec![submission.clone()];
            match self.accept(alone, recipients.clone(), Duration::ZERO).await {
                Err(Error::Store(StoreError::Duplicate { .. } | StoreError::Stale)) => {}
                outcome => return Ok(outcome?.remove(0)),
            }
        }
        Err(StoreError::Unavailable("every number tried was taken".into()).into())
    }

    /// `waited`: all of them together, for this.
    async fn accept(
        &self,
        submissions: Vec<Submission>,
        recipients: Recipients,
        waited: Duration,
    ) -> Result<Vec<Outcome>, Error> {
        let (keys, now) = (self.keys.clone(), self.clock.now());
        let begun = Instant::now();
        fault::point("before-begin");
        let accepted = self
            .db
            .transact(&Actor::Reporter, move |tx| {
                intake::accept(tx, &keys, &recipients, now, &submissions)
            })
            .await;
        let (outcomes, took) = accepted?;
        self.figures
            .committed(outcomes.len(), waited, begun.elapsed(), took);
        Ok(outcomes)
    }
}
