//! When it is a flood: too many reports in a minute, until it has been calm for a while.

use std::num::NonZeroU32;

use chrono::{DateTime, Duration, Utc};

/// A flood is over when for so long less than half as much has come as makes one.
pub const CALM: Duration = Duration::minutes(5);
/// Seconds that are counted.
const WINDOW: i64 = 60;
/// The hardest puzzle is so many times the first one.
const HARDEST: u32 = 8;

/// Counts what arrives in a minute.
#[derive(Debug, Clone)]
pub struct Gauge {
    from: NonZeroU32,
    /// A second and how many came in it, by its place in the window.
    seconds: Vec<(i64, u32)>,
    last_high: Option<DateTime<Utc>>,
}

impl Gauge {
    /// A gauge that says "flood" from so many in a minute.
    #[must_use]
    pub fn new(from: NonZeroU32) -> Self {
        Self {
            from,
            seconds: vec![(i64::MIN, 0); usize::try_from(WINDOW).unwrap_or(60)],
            last_high: None,
        }
    }

    /// One more has come.
    pub fn note(&mut self, now: DateTime<Utc>) {
        let second = now.timestamp();
        let place = usize::try_from(second.rem_euclid(WINDOW)).unwrap_or(0);
        if let Some(slot) = self.seconds.get_mut(place) {
            if slot.0 != second {
                *slot = (second, 0);
            }
            slot.1 = slot.1.saturating_add(1);
        }
        let rate = self.rate(now);
        let is_on = self.strength(now).is_some();
        if rate >= self.from.get() || (is_on && rate.saturating_mul(2) >= self.from.get()) {
            self.last_high = Some(now);
        }
    }

    /// How hard the puzzles are, from 1 to 8, doubling as the rate does; none: there is no flood.
    #[must_use]
    pub fn strength(&self, now: DateTime<Utc>) -> Option<u32> {
        let since_high = now - self.last_high?;
        let times = self.rate(now) / self.from;
        (since_high < CALM).then(|| {
            let doublings = times.checked_ilog2().unwrap_or(0);
            (1 << doublings.min(HARDEST.ilog2())).min(HARDEST)
        })
    }

    /// How many came in the last minute.
    #[must_use]
    pub fn rate(&self, now: DateTime<Utc>) -> u32 {
        let now = now.timestamp();
        self.seconds
            .iter()
            .filter(|(second, _)| (now.saturating_sub(WINDOW) + 1..=now).contains(second))
            .fold(0, |sum, (_, count)| sum.saturating_add(*count))
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use chrono::{DateTime, Duration, Utc};

    use super::{CALM, Gauge};

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::<Utc>::UNIX_EPOCH + Duration::seconds(seconds)
    }

    fn gauge(from: u32) -> Gauge {
        Gauge::new(NonZeroU32::new(from).unwrap())
    }

    #[test]
    fn a_minute_with_as_many_as_that_is_a_flood_and_one_with_fewer_is_none() {
        let mut gauge = gauge(10);

        (0..9).for_each(|second| gauge.note(at(second * 6)));
        assert_eq!(gauge.strength(at(54)), None);
        gauge.note(at(59));
        assert_eq!(gauge.strength(at(59)), Some(1));

        assert_eq!(gauge.rate(at(60)), 9, "the first is a minute ago");
    }

    #[test]
    fn puzzles_get_harder_as_more_comes_and_no_harder_than_eight_times() {
        for (count, strength) in [(10, 1), (19, 1), (20, 2), (45, 4), (80, 8), (10_000, 8)] {
            let mut gauge = gauge(10);
            (0..count).for_each(|_| gauge.note(at(0)));
            assert_eq!(gauge.strength(at(0)), Some(strength), "{count}");
        }
    }

    #[test]
    fn a_flood_ends_by_itself_after_five_calm_minutes_and_not_between_two_waves() {
        let mut gauge = gauge(10);
        (0..10).for_each(|_| gauge.note(at(0)));
        // Half as much keeps it going.
        for minute in 1..10 {
            (0..5).for_each(|_| gauge.note(at(minute * 60)));
        }
        let last = 9 * 60;

        assert_eq!(
            gauge.strength(at(last) + CALM - Duration::seconds(1)),
            Some(1)
        );
        assert_eq!(gauge.strength(at(last) + CALM), None);
        (0..5).for_each(|_| gauge.note(at(last) + CALM));
        assert_eq!(
            gauge.strength(at(last) + CALM),
            None,
            "half as much begins none"
        );
    }
}
