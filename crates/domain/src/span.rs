//! A length of time as laws and configuration write it (ISO 8601): `PT24H`, `P7D`, `P1M`.

use chrono::{DateTime, Duration, Months, Utc};

/// Months are as long as they are; the rest is hours and minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    months: u32,
    minutes: u32,
}

/// A longer one is a slip of the pen: ten years.
const MOST_MINUTES: u32 = 10 * 366 * 24 * 60;
const MOST_MONTHS: u32 = 120;

impl Span {
    /// So many hours.
    #[must_use]
    pub const fn hours(hours: u32) -> Self {
        Self {
            months: 0,
            minutes: hours.saturating_mul(60),
        }
    }

    /// So many days of 24 hours.
    #[must_use]
    pub const fn days(days: u32) -> Self {
        Self::hours(days.saturating_mul(24))
    }

    /// So many months.
    #[must_use]
    pub const fn months(months: u32) -> Self {
        Self { months, minutes: 0 }
    }

    /// Reads `P[nM][nD][T[nH][nM]]`. Years, weeks, seconds and fractions are not taken, nothing at all
    /// is not, and nothing longer than ten years.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix('P')?;
        let (date, time) = match rest.split_once('T') {
            Some((_, "")) => return None,
            Some((date, time)) => (date, time),
            None => (rest, ""),
        };
        let [months, days] = numbers(date, ['M', 'D'])?;
        let [hours, minutes] = numbers(time, ['H', 'M'])?;
        let minutes = days
            .checked_mul(24)?
            .checked_add(hours)?
            .checked_mul(60)?
            .checked_add(minutes)?;
        let is_sound = (months > 0 || minutes > 0) && months <= MOST_MONTHS;
        (is_sound && minutes <= MOST_MINUTES).then_some(Self { months, minutes })
    }

    /// The moment so long after another. A month ends on the same day of the next one, or on its last
    /// day where there is no such day.
    #[must_use]
    pub fn after(self, at: DateTime<Utc>) -> DateTime<Utc> {
        at.checked_add_months(Months::new(self.months))
            .and_then(|at| at.checked_add_signed(self.rest()))
            .unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// The moment so long before another.
    #[must_use]
    pub fn before(self, at: DateTime<Utc>) -> DateTime<Utc> {
        at.checked_sub_months(Months::new(self.months))
            .and_then(|at| at.checked_sub_signed(self.rest()))
            .unwrap_or(DateTime::<Utc>::MIN_UTC)
    }

    fn rest(self) -> Duration {
        Duration::minutes(i64::from(self.minutes))
    }
}

/// The numbers before these letters, in this order; one that is not there is zero.
fn numbers<const N: usize>(text: &str, letters: [char; N]) -> Option<[u32; N]> {
    let (mut found, mut rest) = ([0; N], text);
    for (number, letter) in found.iter_mut().zip(letters) {
        if let Some((digits, after)) = rest.split_once(letter)
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit())
        {
            *number = digits.parse().ok()?;
            rest = after;
        }
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests;
