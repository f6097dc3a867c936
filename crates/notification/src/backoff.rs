//! When to try a mail again: after 1, 5 and 15 minutes, 1, 4, 12 and 24 hours, ±20 %. Eight tries.

use chrono::Duration;
use domain::id::OutboxId;

/// How often a mail is tried before it is dead.
pub const TRIES: i32 = 8;

/// Minutes to wait after each try.
const MINUTES: [i64; 7] = [1, 5, 15, 60, 240, 720, 1440];

/// How long to wait after try number `attempt` (the first is 1), or `None` when that was the last.
///
/// The seed spreads mails that failed together, so they do not come back together.
#[must_use]
pub fn after(attempt: i32, seed: u32) -> Option<Duration> {
    let tried = usize::try_from(attempt.max(1)).ok()?;
    let minutes = MINUTES.get(tried.checked_sub(1)?)?;
    let permille = 800 + i64::from(seed % 401);
    Some(Duration::milliseconds(minutes * 60 * permille))
}

/// A seed of its own for each mail and try, without asking for randomness.
#[must_use]
pub fn seed(id: OutboxId, attempt: i32) -> u32 {
    // FNV-1a: the random bits of the id spread over the whole number.
    id.uuid()
        .as_bytes()
        .iter()
        .chain(&attempt.to_le_bytes())
        .fold(0x811c_9dc5, |hash: u32, byte| {
            (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
        })
}

#[cfg(test)]
mod tests {
    use super::{TRIES, after, seed};
    use chrono::{DateTime, Duration};
    use domain::id::Id;

    /// Seed whose jitter is nothing.
    const EVEN: u32 = 200;

    #[test]
    fn the_table_is_one_to_1440_minutes_and_ends_after_eight_tries() {
        let minutes: Vec<i64> = (1..TRIES)
            .map(|attempt| after(attempt, EVEN).unwrap().num_minutes())
            .collect();

        assert_eq!(minutes, [1, 5, 15, 60, 240, 720, 1440]);
        assert_eq!(after(TRIES, EVEN), None);
        assert_eq!(after(i32::MAX, EVEN), None);
        assert_eq!(after(0, EVEN), after(1, EVEN));
    }

    #[test]
    fn jitter_stays_within_a_fifth() {
        for seed in 0..2000 {
            let wait = after(1, seed).unwrap();
            assert!((Duration::seconds(48)..=Duration::seconds(72)).contains(&wait));
        }
        assert_eq!(after(1, 0), Some(Duration::seconds(48)));
        assert_eq!(after(1, 400), Some(Duration::seconds(72)));
    }

    #[test]
    fn mails_that_failed_together_do_not_come_back_together() {
        let waits: std::collections::HashSet<_> = (0..100_u8)
            .map(|n| Id::new(DateTime::UNIX_EPOCH, &[n; 10]))
            .map(|id| after(1, seed(id, 1)))
            .collect();

        assert!(waits.len() > 60, "{} different waits", waits.len());
    }
}
