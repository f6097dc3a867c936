use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::{
    Ask, Content, Filing, Mark, StageClock, StageName, StageState, WORDS, fields, filed, plan,
    state, suggest,
};
use crate::deadline::Deadlines;
use crate::event::{EventBody, EventName};
use crate::language::Language;
use crate::problem::Rule;
use crate::report::parse;
use crate::report::reader::Reader;

fn aware() -> DateTime<Utc> {
    "2026-11-22T06:30:00Z".parse().unwrap()
}

fn read(body: &Value) -> Result<Filing, Vec<String>> {
    let mut reader = Reader::new(body);
    let filing = Filing::read(&mut reader);
    let problems = reader.finish();
    match filing {
        Some(filing) if problems.is_empty() => Ok(filing),
        _ => Err(problems.iter().map(ToString::to_string).collect()),
    }
}

fn clocks(
    before: &[StageClock],
    marked: Option<(StageName, Mark)>,
    now: DateTime<Utc>,
) -> Vec<StageClock> {
    plan(&Deadlines::default(), aware(), before, marked, now)
}

#[test]
fn the_law_names_what_each_stage_must_say() {
    let missing = |stage: &str| read(&json!({ "stage": stage })).unwrap_err();

    assert_eq!(
        missing("early_warning"),
        [
            "#/suspected_malicious: required",
            "#/cross_border: required"
        ]
    );
    assert_eq!(missing("notification").len(), 5);
    assert_eq!(missing("final").len(), 6);
}

#[test]
fn every_field_in_words_is_on_the_list_of_words() {
    let in_words = StageName::ALL
        .iter()
        .flat_map(|stage| fields(*stage))
        .filter(|field| !matches!(field.ask, Ask::Choice(_)));
    for field in in_words {
        assert!(WORDS.contains(&field.name), "{}", field.name);
    }
}

#[test]
fn only_the_stage_is_missed_when_nobody_says_which() {
    let body = json!({"cause": "En åben port.", "indicators": "203.0.113.7"});

    assert_eq!(read(&body).unwrap_err(), ["#/stage: required"]);
}

#[test]
fn a_field_of_another_stage_is_unknown() {
    let body = json!({"stage": "early_warning", "suspected_malicious": "yes",
        "cross_border": "no", "cause": "En åben port."});

    assert_eq!(read(&body).unwrap_err(), ["#/cause: unknown-field"]);
}

#[test]
fn a_mark_alone_needs_no_content_and_null_takes_it_back() {
    let sent = json!({"stage": "final", "sent_at": "2026-12-20T10:00:00+01:00"});
    let filing = read(&sent).unwrap();
    assert_eq!(filing.content, None);
    assert_eq!(
        filing.mark,
        Mark::SentAt("2026-12-20T09:00:00Z".parse().unwrap())
    );

    let back = read(&json!({"stage": "final", "sent_at": null, "cause": null})).unwrap();
    assert_eq!((back.content, back.mark), (None, Mark::NotSent));

    let blank = read(&json!({"stage": "final", "sent_at": " "})).unwrap_err();
    assert!(
        blank.contains(&"#/sent_at: time-invalid".to_owned()),
        "{blank:?}"
    );
}

#[test]
fn a_stage_is_sent_between_awareness_and_now() {
    let now = aware() + Duration::hours(30);
    let at = |mark| {
        let stage = StageName::EarlyWarning;
        let filing = Filing {
            stage,
            content: None,
            mark,
        };
        filing.check(aware(), now).err().map(|problem| problem.rule)
    };

    assert_eq!(at(Mark::SentAt(now)), None);
    assert_eq!(at(Mark::SentAt(aware() - Duration::hours(3))), None);
    assert_eq!(
        at(Mark::SentAt(now + Duration::hours(1))),
        Some(Rule::SentInTheFuture)
    );
    assert_eq!(
        at(Mark::SentAt(aware() - Duration::hours(25))),
        Some(Rule::BeforeAware)
    );
    assert_eq!(at(Mark::NotSent), None);
}

#[test]
fn clocks_begin_with_awareness_and_the_last_with_the_notification() {
    let begun = clocks(&[], None, aware());
    let due: Vec<_> = begun.iter().map(|clock| clock.due_at - aware()).collect();
    let month = "2026-12-25T06:30:00Z".parse::<DateTime<Utc>>().unwrap() - aware();
    assert_eq!(due, [Duration::hours(24), Duration::hours(72), month]);

    let sent = aware() + Duration::hours(50);
    let marked = Some((StageName::Notification, Mark::SentAt(sent)));
    let after = clocks(&begun, marked, sent);

    assert_eq!(
        after[2].due_at,
        "2026-12-24T08:30:00Z".parse::<DateTime<Utc>>().unwrap()
    );
    assert_eq!(
        after[2].remind_at,
        Some(after[2].due_at - Duration::days(7))
    );
    assert_eq!((after[0].remind_at, after[1].remind_at), (None, None));
    let states: Vec<_> = StageName::ALL
        .iter()
        .map(|stage| state(&after, *stage, sent))
        .collect();
    assert_eq!(
        states,
        [StageState::Covered, StageState::Sent, StageState::Running]
    );

    let back = clocks(&after, Some((StageName::Notification, Mark::NotSent)), sent);
    assert_eq!(back[2].due_at, begun[2].due_at);
    assert_eq!(
        state(&back, StageName::EarlyWarning, sent),
        StageState::Overdue
    );
}

#[test]
fn who_comes_late_is_reminded_half_way_and_of_what_is_over_not_at_all() {
    let now = aware() + Duration::hours(20);
    let late = clocks(&[], None, now);
    assert_eq!(late[0].remind_at, Some(now + Duration::hours(2)));
    assert_eq!(late[1].remind_at, Some(aware() + Duration::hours(48)));

    let over = clocks(&[], None, aware() + Duration::hours(24));
    assert_eq!(over[0].remind_at, None);
}

#[test]
fn nobody_is_reminded_twice_of_the_same_time_but_of_a_new_one() {
    let mut begun = clocks(&[], None, aware());
    let now = aware() + Duration::hours(60);
    for clock in &mut begun {
        clock.reminded_at = clock.remind_at.take();
    }

    let again = clocks(&begun, None, now);
    assert!(again.iter().all(|clock| clock.remind_at.is_none()));

    let marked = Some((StageName::Notification, Mark::SentAt(now)));
    let moved = clocks(&begun, marked, now);
    assert!(moved[2].remind_at.is_some() && moved[2].reminded_at.is_none());
}

#[test]
fn a_stage_begins_with_what_is_known_and_the_last_version_counts() {
    let report = parse(
        &json!({"kind": "ransomware", "ongoing": "yes", "impact": "all_down",
            "description": "Alle filer er låst.", "organisation": {"name": "Solsikken"},
            "reporter": {"name": "Karen", "email": "karen@solsikken.example"},
            "consents": {"police_referral": "no", "share_anonymised": false}}),
        Language::Da,
        aware(),
    )
    .unwrap();
    let first = suggest(StageName::EarlyWarning, &report, &BTreeMap::new());
    assert_eq!(first.get("suspected_malicious"), Some("yes"));
    assert_eq!(first.get("cross_border"), None);

    let added = |country: &str| {
        EventBody::default()
            .with("stage", "early_warning")
            .with("cross_border", "yes")
            .with("countries", country)
    };
    let (one, two) = (added("Sverige"), added("Sverige og Norge"));
    let told = [&one, &two].map(|body| (aware(), EventName::StageAdded, body));
    let filed = filed(told);
    assert_eq!(filed[&StageName::EarlyWarning].versions, 2);

    let notification = suggest(StageName::Notification, &report, &filed);
    assert_eq!(notification.get("countries"), Some("Sverige og Norge"));
    assert_eq!(notification.get("update"), Some("Alle filer er låst."));
    assert_eq!(
        Content::empty(StageName::Final).values().count(),
        0,
        "and nothing is made up"
    );
}
