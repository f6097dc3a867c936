//! What the reporter reads about the course of the case.

use chrono::{DateTime, Duration, Utc};
use domain::case::status::Status;
use domain::event::EventName;
use domain::kind::Kind;
use domain::language::Language;
use i18n::Texts;

use super::{Answer, lines};
use crate::pages::{FollowEntry, FollowView};
use domain::consent::{Consents, PoliceConsent};

fn entry(minutes: i64, name: EventName, text: &str, fact: (&str, &str)) -> FollowEntry {
    let (fact, value) = fact;
    FollowEntry {
        at: DateTime::<Utc>::UNIX_EPOCH + Duration::minutes(minutes),
        name,
        text: Some(text.to_owned()).filter(|text| !text.is_empty()),
        facts: [(fact.to_owned(), value.to_owned())].into(),
    }
}

fn told(state: Status, entries: Vec<FollowEntry>) -> Vec<(String, Option<String>, Answer)> {
    let view = FollowView {
        number: String::new(),
        access_code: String::new(),
        state,
        received_at: DateTime::UNIX_EPOCH,
        next_update_due: None,
        kind: Kind::Other,
        description: String::new(),
        organisation: None,
        consents: Consents {
            police_referral: PoliceConsent::No,
            share_anonymised: false,
        },
        entries,
        duties: Vec::new(),
        stages: Vec::new(),
        referrals: Vec::new(),
        attachments: Vec::new(),
        files: crate::pages::FileLimits {
            files: 5,
            megabytes: 10,
            per_report: 20,
        },
    };
    let lines = lines(&view, Texts::new(Language::En)).into_iter();
    lines
        .map(|line| (line.label, line.text, line.answer))
        .collect()
}

fn asked() -> Vec<FollowEntry> {
    vec![
        entry(1, EventName::StatusChanged, "", ("to", "open")),
        entry(2, EventName::StatusChanged, "", ("to", "waiting_reporter")),
        entry(2, EventName::Question, "Which file?", ("", "")),
    ]
}

#[test]
fn a_question_stands_for_the_wait_and_wants_an_answer() {
    let told = told(Status::WaitingReporter, asked());

    assert_eq!(told.len(), 2);
    assert_eq!(told[0].0, "We asked");
    assert_eq!(told[0].2, Answer::Wanted);
    assert_eq!(told[1].0, "An analyst is working on the case");
}

#[test]
fn an_answered_question_wants_nothing() {
    let mut entries = asked();
    entries.push(entry(
        3,
        EventName::MessageFromReporter,
        "README",
        ("status", "open"),
    ));

    for state in [Status::Open, Status::WaitingReporter] {
        let told = told(state, entries.clone());
        assert!(told.iter().all(|(_, _, answer)| *answer == Answer::None));
        assert_eq!(told[0].0, "You wrote");
    }
}

#[test]
fn the_police_number_and_the_outcome_are_told() {
    let number = ("police_case_number", "0100-1-26");
    let told = told(
        Status::Open,
        vec![
            entry(1, EventName::ReferralAcknowledged, "", number),
            entry(
                2,
                EventName::ReferralConcluded,
                "Thanks",
                ("outcome", "Charged"),
            ),
            entry(3, EventName::Note, "internal", ("", "")),
        ],
    );

    assert_eq!(told[0].1.as_deref(), Some("Charged\nThanks"));
    assert_eq!(told[1].0, "The police case number is 0100-1-26");
    assert_eq!(told.len(), 2);
}
