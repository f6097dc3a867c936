//! The worker's part in the live look-up: takes questions that intake left, puts them, keeps the answers.
//!
//! Never while somebody waits for it, and nothing waits for it. A register that fails again and again is
//! left alone for a while.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::Actor;
use domain::now::Clock;
use domain::register::{Register, RegisteredFirm};
use store::look_ups::{self as rows, Due};
use store::register::Extract;
use store::{Db, Error};
use tokio_util::sync::CancellationToken;
use triage_queue::look_ups;
use vault::Keyring;

use super::live::{Failure, Live};
use crate::config::LiveRegister;

/// Questions that are put side by side.
const AT_ONCE: i64 = 2;
/// Longer than the longest question.
const LEASE: TimeDelta = TimeDelta::seconds(30);
/// Minutes after which a question is put again. A day after it came it is forgotten.
const AGAIN: [i64; 6] = [1, 5, 15, 60, 240, 480];
/// So many failures one after another, and the register is left alone.
const MOST_FAILURES: u32 = 4;
/// For so long.
const REST: TimeDelta = TimeDelta::minutes(5);
/// Between two looks.
const PAUSE: Duration = Duration::from_secs(1);

/// Who puts questions to the live register. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Asker {
    db: Db,
    ring: Arc<Keyring>,
    extract: Extract,
    live: Live,
    clock: Clock,
    breaker: Breaker,
}

/// Counts failures one after another.
#[derive(Clone, Default)]
struct Breaker(Arc<Mutex<Failures>>);

#[derive(Default)]
struct Failures {
    in_a_row: u32,
    last: Option<DateTime<Utc>>,
}

impl Breaker {
    /// Whether the register may be asked now. After a rest one failure is enough for the next.
    fn lets(&self, now: DateTime<Utc>) -> bool {
        let failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        failures.in_a_row < MOST_FAILURES || failures.last.is_none_or(|last| now - last >= REST)
    }

    fn answered(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Failures::default();
    }

    fn failed(&self, now: DateTime<Utc>) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        failures.in_a_row = failures.in_a_row.saturating_add(1);
        failures.last = Some(now);
    }
}

impl Asker {
    /// Fails when this machine has no TLS.
    pub(crate) fn new(
        settings: &LiveRegister,
        db: Db,
        ring: Keyring,
        clock: Clock,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            extract: Extract::new(db.clone(), Actor::System),
            db,
            ring: Arc::new(ring),
            live: Live::new(settings.clone())?,
            clock,
            breaker: Breaker::default(),
        })
    }

    /// Asks until told to stop. No error ends it.
    pub(crate) async fn run(self, stop: CancellationToken) -> anyhow::Result<()> {
        while !stop.is_cancelled() {
            match self.round().await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => tracing::warn!(%error, "the live register cannot be asked now"),
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
        Ok(())
    }

    /// Puts some questions; answers how many.
    pub(crate) async fn round(&self) -> Result<usize, Error> {
        let now = self.clock.now();
        if !self.breaker.lets(now) {
            return Ok(0);
        }
        let due = self
            .db
            .transact(&Actor::System, move |tx| {
                rows::lease(tx, AT_ONCE, now + LEASE, now)
            })
            .await?;
        let questions = due.len();
        let mut due = due.into_iter();
        let (one, two) = (due.next(), due.next());
        let (one, two) = tokio::join!(self.attend(one), self.attend(two));
        // Both are settled before an error ends the round.
        one.and(two)?;
        Ok(questions)
    }

    async fn attend(&self, due: Option<Due>) -> Result<(), Error> {
        let Some(due) = due else {
            return Ok(());
        };
        let Some(question) = look_ups::read(&self.ring, &due) else {
            return self.put_off(due, "no-key".to_owned()).await;
        };
        match self.ask(&question.cvr).await {
            Ok((firm, origin)) => {
                let (sealed, now) = (
                    question.seal(&due.cvr_hash, firm.as_ref()),
                    self.clock.now(),
                );
                self.db
                    .transact(&Actor::System, move |tx| {
                        rows::answer(tx, &due.cvr_hash, &sealed, &origin, now)
                    })
                    .await
            }
            Err(failure) => {
                tell(&failure);
                self.put_off(due, failure.class()).await
            }
        }
    }

    /// The imported extract first: it may have come since, and tells nobody that we ask.
    async fn ask(
        &self,
        cvr: &domain::cvr::Cvr,
    ) -> Result<(Option<RegisteredFirm>, String), Failure> {
        if let Ok(Some(firm)) = self.extract.firm(cvr).await {
            return Ok((Some(firm), "import".to_owned()));
        }
        match self.live.firm(cvr).await {
            Ok(firm) => {
                self.breaker.answered();
                Ok((firm, self.live.host().to_owned()))
            }
            Err(failure) => {
                self.breaker.failed(self.clock.now());
                Err(failure)
            }
        }
    }

    async fn put_off(&self, due: Due, error: String) -> Result<(), Error> {
        let tries = usize::try_from(due.attempt).unwrap_or(usize::MAX);
        let minutes = AGAIN.get(tries.saturating_sub(1)).or(AGAIN.last());
        let again_at = self.clock.now() + TimeDelta::minutes(minutes.copied().unwrap_or(60));
        self.db
            .transact(&Actor::System, move |tx| {
                rows::put_off(tx, &due, &error, again_at)
            })
            .await
    }
}

fn tell(failure: &Failure) {
    let error: &dyn std::error::Error = failure;
    tracing::warn!(error, "the live register gives no answer");
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::{Breaker, MOST_FAILURES, REST};

    #[test]
    fn after_failures_in_a_row_there_is_a_rest_and_then_one_try() {
        let (breaker, now) = (Breaker::default(), DateTime::<Utc>::UNIX_EPOCH);
        for _ in 0..MOST_FAILURES {
            assert!(breaker.lets(now));
            breaker.failed(now);
        }
        assert!(!breaker.lets(now + REST - TimeDelta::seconds(1)));
        assert!(breaker.lets(now + REST));

        breaker.failed(now + REST);
        assert!(!breaker.lets(now + REST + TimeDelta::seconds(1)));

        breaker.answered();
        assert!(breaker.lets(now + REST + TimeDelta::seconds(1)));
    }
}
