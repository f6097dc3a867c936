//! "When did you find out?" as a time: today, yesterday, or three boxes for a date.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, SecondsFormat, TimeZone, Utc};
use chrono_tz::Europe::Copenhagen;
use domain::report::Precision;

use super::answers::Answers;

/// Stands for a date that cannot be read, so that the report's own rule names it.
const UNREADABLE: &str = "unreadable";

/// The report's `aware_at` and `aware_precision`, if the question is answered.
pub(super) fn aware(answers: &Answers, now: DateTime<Utc>) -> Option<(String, Precision)> {
    let noted = noted(answers).map_or(now, |at| at.min(now));
    let today = day(noted);
    match answers.get("when") {
        "today" => Some((stamp(noted), Precision::Hour)),
        "yesterday" => {
            let yesterday = today.checked_sub_days(Days::new(1)).unwrap_or(today);
            Some((stamp(noon(yesterday)), Precision::Day))
        }
        "earlier" => Some((earlier(answers, now), Precision::Day)),
        _ => None,
    }
}

/// Keeps the moment of answering, once for each answer: "today" must mean the same day when the page is
/// sent again, and when a draft is taken up on another one. The firm's legal deadlines run from it.
pub(super) fn note(answers: &mut Answers, now: DateTime<Utc>) {
    let when = answers.get("when").to_owned();
    let is_noted = answers.get("noted_for") == when && noted(answers).is_some_and(|at| at <= now);
    if !is_noted {
        let at = if when.is_empty() {
            String::new()
        } else {
            stamp(now)
        };
        answers.set("noted_at", at);
        answers.set("noted_for", when);
    }
}

/// The day that "today" or "yesterday" stands for, once it is not what the word says any more.
pub(super) fn another_day(answers: &Answers, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    noted(answers).filter(|at| day(*at) < day(now))?;
    match answers.get("when") {
        "today" | "yesterday" => aware(answers, now)?.0.parse().ok(),
        _ => None,
    }
}

/// Its day in Denmark.
fn day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Copenhagen).date_naive()
}

fn noted(answers: &Answers) -> Option<DateTime<Utc>> {
    answers.get("noted_at").parse().ok()
}

fn earlier(answers: &Answers, now: DateTime<Utc>) -> String {
    let date = date(
        answers.get("when_day"),
        answers.get("when_month"),
        answers.get("when_year"),
    );
    match date {
        Some(date) if date == day(now) => stamp(noon(date).min(now)),
        Some(date) => stamp(noon(date)),
        None => UNREADABLE.to_owned(),
    }
}

fn date(day: &str, month: &str, year: &str) -> Option<NaiveDate> {
    let year: i32 = year.parse().ok()?;
    let year = if (0..100).contains(&year) {
        2000 + year
    } else {
        year
    };
    let in_reach = (1900..10_000).contains(&year);
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?).filter(|_| in_reach)
}

/// Noon in Denmark, which no change of the clocks ever touches.
pub(super) fn noon(date: NaiveDate) -> DateTime<Utc> {
    let noon = date.and_time(NaiveTime::MIN) + chrono::Duration::hours(12);
    Copenhagen
        .from_local_datetime(&noon)
        .single()
        .map_or_else(|| noon.and_utc(), |at| at.with_timezone(&Utc))
}

fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::{another_day, aware, note};
    use crate::pages::answers::Answers;
    use chrono::{DateTime, Utc};
    use domain::report::Precision;

    fn now() -> DateTime<Utc> {
        "2026-11-23T00:30:00Z".parse().unwrap()
    }

    fn at(pairs: &[(&str, &str)]) -> Option<(String, Precision)> {
        aware(&Answers::from_pairs(pairs.iter().copied()), now())
    }

    #[test]
    fn days_are_days_in_denmark() {
        let today = at(&[("when", "today")]).unwrap();
        let yesterday = at(&[("when", "yesterday")]).unwrap();

        assert_eq!(today, ("2026-11-23T00:30:00Z".to_owned(), Precision::Hour));
        assert_eq!(
            yesterday,
            ("2026-11-22T11:00:00Z".to_owned(), Precision::Day)
        );
    }

    #[test]
    fn an_earlier_date_is_noon_and_never_later_than_now() {
        let date = |d, m, y| {
            let boxes = [
                ("when", "earlier"),
                ("when_day", d),
                ("when_month", m),
                ("when_year", y),
            ];
            at(&boxes).unwrap().0
        };

        assert_eq!(date("1", "7", "2026"), "2026-07-01T10:00:00Z");
        assert_eq!(date("01", "07", "26"), "2026-07-01T10:00:00Z");
        assert_eq!(date("23", "11", "2026"), "2026-11-23T00:30:00Z");
        assert_eq!(date("24", "11", "2026"), "2026-11-24T11:00:00Z");
        for (d, m, y) in [("31", "2", "2026"), ("", "", ""), ("x", "1", "2026")] {
            assert_eq!(date(d, m, y), "unreadable");
        }
    }

    #[test]
    fn today_keeps_meaning_the_day_it_was_answered() {
        let mut answers = Answers::from_pairs([("when", "today")]);
        note(&mut answers, now());

        for hours in [3, 30] {
            let later = now() + chrono::Duration::hours(hours);
            note(&mut answers, later);

            assert_eq!(aware(&answers, later).unwrap().0, "2026-11-23T00:30:00Z");
            assert_eq!(another_day(&answers, later).is_some(), hours == 30);
        }
    }

    #[test]
    fn another_answer_is_another_moment() {
        let mut answers = Answers::from_pairs([("when", "today")]);
        note(&mut answers, now());
        answers.set("when", "yesterday".to_owned());

        let later = now() + chrono::Duration::hours(30);
        note(&mut answers, later);

        assert_eq!(aware(&answers, later).unwrap().0, "2026-11-23T11:00:00Z");
        assert_eq!(another_day(&answers, later), None);
    }
}
