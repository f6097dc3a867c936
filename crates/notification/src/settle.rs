//! Writing down what became of a mail, fenced by the row's id and attempt.

use std::time::Duration;

use domain::access::Actor;
use domain::now::Clock;
use store::outbox::{self, Due};

use crate::backoff;
use crate::error::Error;
use crate::outcome::{Class, Outcome};

/// A database that is away for a moment must not make a sent mail go twice.
const TRIES: u32 = 3;
const BETWEEN_TRIES: Duration = Duration::from_secs(2);

/// What the row says now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settled {
    /// Sent.
    Sent,
    /// Not to be sent.
    HeldBack,
    /// Waits for its next try.
    Retried,
    /// Given up; a person can put it back.
    Dead,
    /// Whatever somebody else wrote, or nothing new.
    Lost,
}

#[derive(Debug, Clone, Copy)]
enum Next {
    Sent,
    HeldBack,
    Retry(chrono::Duration, Class),
    Dead(Class),
}

/// Settles the row. What happens to the mail is logged here, once.
pub(crate) async fn settle(db: &store::Db, clock: &Clock, due: &Due, outcome: Outcome) -> Settled {
    let next = next(due, outcome);
    let mut tries = TRIES;
    let written = loop {
        match write(db, clock, due, next).await {
            Err(_) if tries > 1 => {
                tries -= 1;
                tokio::time::sleep(BETWEEN_TRIES).await;
            }
            written => break written,
        }
    };
    let (id, attempt) = (due.id, due.attempt);
    match written {
        Ok(true) => report(due, next),
        Ok(false) => {
            tracing::warn!(outbox.id = %id, mail.attempt = attempt, "somebody else has the mail");
            Settled::Lost
        }
        Err(error) => {
            let error: &dyn std::error::Error = &error;
            tracing::error!(outbox.id = %id, mail.attempt = attempt, error, "a mail cannot be settled");
            Settled::Lost
        }
    }
}

fn next(due: &Due, outcome: Outcome) -> Next {
    let class = match outcome {
        Outcome::Delivered => return Next::Sent,
        Outcome::HeldBack => return Next::HeldBack,
        Outcome::Permanent(class) => return Next::Dead(class),
        Outcome::Transient(class) | Outcome::Ambiguous(class) => class,
    };
    let seed = backoff::seed(due.id, due.attempt);
    backoff::after(due.attempt, seed).map_or(Next::Dead(class), |wait| Next::Retry(wait, class))
}

async fn write(db: &store::Db, clock: &Clock, due: &Due, next: Next) -> Result<bool, Error> {
    let (id, attempt, now) = (due.id, due.attempt, clock.now());
    db.transact(&Actor::System, move |tx| {
        Ok(match next {
            Next::Sent => outbox::done(tx, id, attempt, now, false)?,
            Next::HeldBack => outbox::done(tx, id, attempt, now, true)?,
            Next::Retry(wait, class) => {
                outbox::retry(tx, id, attempt, now + wait, &class.to_string())?
            }
            Next::Dead(class) => outbox::dead(tx, id, attempt, now, &class.to_string())?,
        })
    })
    .await
}

fn report(due: &Due, next: Next) -> Settled {
    let (id, attempt) = (due.id, due.attempt);
    match next {
        Next::Sent => {
            tracing::info!(outbox.id = %id, mail.attempt = attempt, "mail sent");
            Settled::Sent
        }
        Next::HeldBack => {
            tracing::warn!(outbox.id = %id, "mail held back: its address was sent enough already");
            Settled::HeldBack
        }
        Next::Retry(wait, class) if class.needs_the_operator() => {
            let wait = wait.num_seconds();
            tracing::error!(
                outbox.id = %id, mail.attempt = attempt, mail.class = %class, mail.wait_seconds = wait,
                "mail waits: check the mail relay and its settings"
            );
            Settled::Retried
        }
        Next::Retry(wait, class) => {
            let wait = wait.num_seconds();
            tracing::warn!(
                outbox.id = %id, mail.attempt = attempt, mail.class = %class, mail.wait_seconds = wait,
                "mail not sent yet"
            );
            Settled::Retried
        }
        Next::Dead(class) => {
            tracing::error!(
                outbox.id = %id, mail.attempt = attempt, mail.class = %class,
                "mail given up"
            );
            Settled::Dead
        }
    }
}
