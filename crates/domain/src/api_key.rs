//! What a key of a calling system allows.

use chrono::{DateTime, Duration, Utc};

coded_enum! {
    /// One thing that a key allows.
    pub enum Scope {
        /// File reports.
        Submit = "submit",
        /// See how own reports stand. Never what is in them.
        ReadOwn = "read_own",
        /// Exchange warnings and facts with us.
        Exchange = "exchange",
    }
}

/// So long a key lives at most, in days.
pub const DAYS_MAX: u32 = 365;

/// So long an old key may live on beside its successor at most, in days.
pub const OVERLAP_DAYS_MAX: u32 = 30;

/// When an old key ends that has got a successor.
#[must_use]
pub fn end_of_overlap(
    now: DateTime<Utc>,
    overlap: Duration,
    expires_at: DateTime<Utc>,
) -> DateTime<Utc> {
    expires_at.min(now + overlap)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_key_never_lives_longer_because_it_got_a_successor() {
        let now: DateTime<Utc> = "2026-11-24T12:00:00Z".parse().unwrap();
        let day = Duration::days;

        assert_eq!(end_of_overlap(now, day(7), now + day(90)), now + day(7));
        assert_eq!(end_of_overlap(now, day(7), now + day(2)), now + day(2));
        assert_eq!(end_of_overlap(now, day(0), now + day(2)), now);
    }
}
