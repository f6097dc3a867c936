//! The outbox worker: lease, send with no transaction open, settle.
//!
//! Rows are leased only as they can be sent at once: a row that waited its turn behind a slow relay
//! would outlive its lease, and somebody else would send it too. Each try is counted before it is
//! made, so one that takes the process down counts. A worker that overslept its lease settles
//! nothing: the fence is the row's id and attempt.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use domain::access::Actor;
use domain::contact::Email;
use domain::notification::budget::mailbox;
use domain::now::Clock;
use store::outbox::{self, Due, budget};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use crate::backoff;
use crate::error::Error;
use crate::letterhead::Letterhead;
use crate::mailer::Mailer;
use crate::outcome::{Class, Outcome};
use crate::settle::{Settled, settle};
use crate::{mail, payload};

#[cfg(test)]
mod office;
#[cfg(test)]
mod tests;

/// Rows taken in one round.
const ROUND: usize = 20;
/// Mails on their way at once.
const AT_ONCE: usize = 4;
/// How long a row is ours. Longer than a send may take, with room for settling.
const LEASE: TimeDelta = TimeDelta::seconds(45);
/// Between rounds when there is nothing to do.
const PAUSE: Duration = Duration::from_secs(1);
/// After a round that failed.
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(2);

/// Sends what the outbox owes. Any number may run at once. Cheap to clone.
#[derive(Clone)]
pub struct Worker {
    /// The outbox.
    pub db: store::Db,
    /// The way out.
    pub mailer: Mailer,
    /// The time.
    pub clock: Clock,
    /// What every mail says about us.
    pub letterhead: Arc<Letterhead>,
    /// Who holds a lease, for the operator.
    pub name: Arc<str>,
    /// The private keys of the worker: what opens letters.
    pub ring: Arc<vault::Keyring>,
}

/// What a round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RoundReport {
    /// Rows leased.
    pub leased: usize,
    /// Taken over by the relay.
    pub sent: usize,
    /// Not to be sent: their addresses were sent enough already.
    pub held_back: usize,
    /// To be tried again.
    pub retried: usize,
    /// Given up.
    pub dead: usize,
    /// Not settled: the lease had gone to somebody else, or the work broke off. The row comes back
    /// when its lease ends, unless somebody settled it.
    pub lost: usize,
}

impl Worker {
    /// Sends what is due now, at most 20 mails, and settles each as soon as it is sent.
    pub async fn round(&self) -> Result<RoundReport, Error> {
        self.round_until(&CancellationToken::new()).await
    }

    /// Works until told to stop, then finishes the mails in hand. No error ends it.
    pub async fn run(self, stop: CancellationToken) {
        tracing::info!(worker.name = %self.name, "mail worker starts");
        while !stop.is_cancelled() {
            let pause = match self.round_until(&stop).await {
                Ok(report) if report.leased >= ROUND => continue,
                Ok(_) => PAUSE,
                Err(error) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::error!(error, "the outbox cannot be worked on");
                    PAUSE_AFTER_ERROR
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
        tracing::info!(worker.name = %self.name, "mail worker stops");
    }

    async fn round_until(&self, stop: &CancellationToken) -> Result<RoundReport, Error> {
        let (mut report, mut under_way) = (RoundReport::default(), JoinSet::new());
        let mut failed = Ok(());
        let mut more = true;
        loop {
            let room = AT_ONCE
                .saturating_sub(under_way.len())
                .min(ROUND - report.leased);
            if more && room > 0 && failed.is_ok() && !stop.is_cancelled() {
                match self.lease(room).await {
                    Ok(due) => {
                        more = due.len() == room;
                        report.leased += due.len();
                        for due in due {
                            under_way.spawn(self.clone().work_off(due).in_current_span());
                        }
                    }
                    Err(error) => failed = Err(error),
                }
            }
            match under_way.join_next().await {
                Some(Ok(settled)) => report.count(settled),
                Some(Err(_)) => {
                    tracing::error!("sending a mail panicked; it comes back when its lease ends");
                    report.lost += 1;
                }
                None => return failed.map(|()| report),
            }
        }
    }

    async fn lease(&self, room: usize) -> Result<Vec<Due>, Error> {
        let limit = i64::try_from(room).unwrap_or(i64::MAX);
        let (name, now) = (Arc::clone(&self.name), self.clock.now());
        self.db
            .transact(&Actor::System, move |tx| {
                Ok(outbox::lease(tx, limit, LEASE, &name, now)?)
            })
            .await
    }

    async fn work_off(self, due: Due) -> Settled {
        let outcome = self.send(&due).await;
        settle(&self.db, &self.clock, &due, outcome).await
    }

    /// Takes a mail of the budget of this address. A budget that cannot be asked holds nothing back.
    async fn may_be_sent(&self, to: &Email) -> bool {
        let Some(recipient) = self.ring.mark("mail budget", &mailbox(to.as_str())) else {
            return true;
        };
        let now = self.clock.now();
        let taken = self.db.transact(&Actor::System, move |tx| {
            Ok::<_, Error>(budget::take(tx, &recipient, now)?)
        });
        taken.await.unwrap_or(true)
    }

    async fn send(&self, due: &Due) -> Outcome {
        if due.attempt > backoff::TRIES {
            return Outcome::Permanent(Class::Aborted);
        }
        let letter = match payload::open(&self.ring, due.id, &due.payload) {
            Ok(letter) => letter,
            Err(outcome) => return outcome,
        };
        let to = match payload::recipient(&letter.to) {
            Ok(to) => to,
            Err(outcome) => return outcome,
        };
        // Counted at its first try: the next ones are of the same mail.
        let is_counted = letter.mail.name.is_automatic() && due.attempt == 1;
        if is_counted && !self.may_be_sent(&to).await {
            return Outcome::HeldBack;
        }
        match mail::render(
            &letter.mail,
            letter.language,
            &self.letterhead,
            self.clock.now(),
        ) {
            Ok(rendered) => {
                self.mailer
                    .send(due.id, due.created_at, &to, rendered)
                    .await
            }
            Err(_) => Outcome::Transient(Class::Render),
        }
    }
}

impl RoundReport {
    fn count(&mut self, settled: Settled) {
        let counter = match settled {
            Settled::Sent => &mut self.sent,
            Settled::HeldBack => &mut self.held_back,
            Settled::Retried => &mut self.retried,
            Settled::Dead => &mut self.dead,
            Settled::Lost => &mut self.lost,
        };
        *counter += 1;
    }
}
