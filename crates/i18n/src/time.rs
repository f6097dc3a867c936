//! Times as people in Denmark read them. Stored and sent as UTC, shown in Europe/Copenhagen.

use chrono::{DateTime, Datelike, Timelike, Utc};
use chrono_tz::Europe::Copenhagen;
use domain::language::Language;

const DA: [&str; 12] = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
];
const EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day: `23. november 2026`, `23 November 2026`.
#[must_use]
pub fn day(language: Language, at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&Copenhagen);
    let month = usize::try_from(local.month0()).unwrap_or(0);
    let (day, year) = (local.day(), local.year());
    match language {
        Language::Da => format!("{day}. {} {year}", DA.get(month).unwrap_or(&"")),
        Language::En => format!("{day} {} {year}", EN.get(month).unwrap_or(&"")),
    }
}

/// A day and time of day: `23. november 2026 kl. 14.05`, `23 November 2026 at 14:05`.
#[must_use]
pub fn date_time(language: Language, at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&Copenhagen);
    let (hour, minute) = (local.hour(), local.minute());
    match language {
        Language::Da => format!("{} kl. {hour:02}.{minute:02}", day(language, at)),
        Language::En => format!("{} at {hour:02}:{minute:02}", day(language, at)),
    }
}

/// The same with the zone: `… (dansk tid)`, `… (Danish time)`.
#[must_use]
pub fn date_time_with_zone(language: Language, at: DateTime<Utc>) -> String {
    let zone = match language {
        Language::Da => "dansk tid",
        Language::En => "Danish time",
    };
    format!("{} ({zone})", date_time(language, at))
}

/// A moment for a table, Danish time: `2026-11-23 14:05:07`.
#[must_use]
pub fn moment(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&Copenhagen);
    local.format("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::date_time_with_zone;
    use domain::language::Language;

    #[test]
    fn summer_and_winter_time_are_told_as_the_clock_on_the_wall() {
        let winter = "2026-11-23T13:05:00Z".parse().unwrap();
        let summer = "2026-07-01T13:05:00Z".parse().unwrap();

        assert_eq!(
            date_time_with_zone(Language::Da, winter),
            "23. november 2026 kl. 14.05 (dansk tid)"
        );
        assert_eq!(
            date_time_with_zone(Language::En, summer),
            "1 July 2026 at 15:05 (Danish time)"
        );
    }
}
