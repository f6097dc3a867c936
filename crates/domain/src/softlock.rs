//! Slowing down who guesses: after some wrong tries the next one has to wait.
//!
//! A try counts as wrong before it is looked at, and is taken back when it was right; so many tries
//! at once get no further than one after the other. No lock is for good, and nobody else is locked
//! with an account or a network: an account is slowed for everybody, wherever they sit, and a network
//! for every account.

use chrono::{DateTime, Duration, Utc};

/// Wrong tries are forgotten so long after the last one.
pub const FORGOTTEN_AFTER: Duration = Duration::hours(24);

/// What is slowed down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// One account, also one that does not exist.
    Account,
    /// One network, behind which many may sit.
    Network,
}

/// How a subject stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lock {
    /// Wrong tries, and those that are being looked at.
    pub failures: u32,
    /// No try before this.
    pub locked_until: DateTime<Utc>,
    /// Then everything is forgotten.
    pub forget_at: DateTime<Utc>,
}

impl Subject {
    /// How long the next try has to wait after so many wrong ones.
    #[must_use]
    pub const fn delay(self, failures: u32) -> Duration {
        match self {
            Self::Account => match failures {
                0..=2 => Duration::zero(),
                3..=5 => Duration::seconds(1),
                6..=9 => Duration::seconds(3),
                10..=24 => Duration::seconds(5),
                25..=99 => Duration::seconds(10),
                _ => Duration::minutes(15),
            },
            Self::Network => match failures {
                0..=20 => Duration::zero(),
                21..=50 => Duration::seconds(1),
                51..=100 => Duration::seconds(3),
                101..=500 => Duration::seconds(10),
                _ => Duration::minutes(5),
            },
        }
    }
}

impl Lock {
    /// Nothing is held against anybody.
    #[must_use]
    pub fn open(now: DateTime<Utc>) -> Self {
        Self {
            failures: 0,
            locked_until: now,
            forget_at: now + FORGOTTEN_AFTER,
        }
    }

    /// How long a try has to wait now; none: it may be made.
    #[must_use]
    pub fn wait(&self, now: DateTime<Utc>) -> Option<Duration> {
        (now < self.locked_until && now < self.forget_at).then(|| self.locked_until - now)
    }

    /// One more try, counted as wrong until it turns out right. Only when there is no [`Lock::wait`].
    #[must_use]
    pub fn tried(self, subject: Subject, now: DateTime<Utc>) -> Self {
        let before = if now < self.forget_at {
            self.failures
        } else {
            0
        };
        let failures = before.saturating_add(1);
        Self {
            failures,
            locked_until: now + subject.delay(failures),
            forget_at: now + FORGOTTEN_AFTER,
        }
    }

    /// The try was right. An account begins anew; a network gets this one try back, or whoever has
    /// one account could wash away tries at others.
    #[must_use]
    pub fn was_right(self, subject: Subject, now: DateTime<Utc>) -> Self {
        match subject {
            Subject::Account => Self::open(now),
            Subject::Network => {
                let failures = self.failures.saturating_sub(1);
                Self {
                    failures,
                    locked_until: self.locked_until.min(now + subject.delay(failures)),
                    forget_at: self.forget_at,
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "softlock_tests.rs"]
mod tests;
