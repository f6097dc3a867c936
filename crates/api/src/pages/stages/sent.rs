//! The day on which a stage was sent, from a date box.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Copenhagen;

use crate::pages::aware::noon;

/// Without a day, or today: now. Another day: its noon in Denmark. None: no date.
pub(super) fn at(day: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if day.is_empty() {
        return Some(now);
    }
    let date = NaiveDate::parse_from_str(day, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(day, "%d-%m-%Y"))
        .or_else(|_| NaiveDate::parse_from_str(day, "%d.%m.%Y"))
        .ok()?;
    let today = now.with_timezone(&Copenhagen).date_naive();
    Some(if date == today { now } else { noon(date) })
}

#[cfg(test)]
mod tests {
    use super::at;
    use chrono::{DateTime, Utc};

    #[test]
    fn a_day_is_a_day_in_denmark_and_none_is_now() {
        let now: DateTime<Utc> = "2026-11-23T23:30:00Z".parse().unwrap();
        let noon: DateTime<Utc> = "2026-11-23T11:00:00Z".parse().unwrap();

        assert_eq!(at("", now), Some(now));
        assert_eq!(at("2026-11-24", now), Some(now), "it is past midnight");
        assert_eq!(at("2026-11-23", now), Some(noon));
        assert_eq!(
            at("23-11-2026", now),
            Some(noon),
            "a browser without date boxes"
        );
        assert_eq!(at("23.11.2026", now), Some(noon));
        for wrong in ["i går", "2026-13-01", "23/11", "0"] {
            assert_eq!(at(wrong, now), None, "{wrong}");
        }
    }
}
