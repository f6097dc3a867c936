use super::Span;
use chrono::{DateTime, Utc};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn durations_of_the_law_are_read() {
    assert_eq!(Span::parse("PT24H"), Some(Span::hours(24)));
    assert_eq!(Span::parse("P7D"), Some(Span::days(7)));
    assert_eq!(Span::parse("P1M"), Some(Span::months(1)));
    assert_eq!(Span::parse("P1DT12H"), Some(Span::hours(36)));
    let half = Span::parse("PT30M").unwrap();
    assert_eq!(
        half.after(at("2026-11-23T08:00:00Z")),
        at("2026-11-23T08:30:00Z")
    );
}

#[test]
fn anything_else_is_no_duration() {
    for text in [
        "",
        "P",
        "PT",
        "24H",
        "PT24",
        "P1Y",
        "P1W",
        "PT1.5H",
        "PT-1H",
        "P0D",
        "PT1S",
        "pt1h",
        "PT99999999999H",
        "P1DT",
        "PT1M1H",
        "P121M",
        " PT1H",
    ] {
        assert_eq!(Span::parse(text), None, "{text:?}");
    }
}

#[test]
fn a_month_ends_on_the_same_day_or_on_the_last_there_is() {
    let month = Span::months(1);

    assert_eq!(
        month.after(at("2027-01-31T10:00:00Z")),
        at("2027-02-28T10:00:00Z")
    );
    assert_eq!(
        month.before(at("2026-12-24T10:00:00Z")),
        at("2026-11-24T10:00:00Z")
    );
}
