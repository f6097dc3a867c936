//! From the form's answers to the body of `POST /api/v1/reports`.

use chrono::{DateTime, Utc};
use domain::kind::Kind;
use domain::language::Language;
use domain::report::parse;
use serde_json::json;

use super::Answers;
use crate::pages::details;

fn now() -> DateTime<Utc> {
    "2026-11-23T13:05:00Z".parse().unwrap()
}

fn full() -> Answers {
    Answers::from_pairs([
        ("kind", "ransomware"),
        ("ongoing", "yes"),
        ("impact", "all_down"),
        ("when", "today"),
        ("noted_at", "2026-11-23T12:40:00Z"),
        (
            "description",
            "  Alle filer på serveren er låst.\r\nDer er et krav.  ",
        ),
        ("ransom_note", "Pay \"us\""),
        ("backup_unaffected", "unknown"),
        ("ransom_paid", "perhaps"),
        ("service", "asked for another kind"),
        ("need", "callback"),
        ("organisation", "DK 13 74 81 36"),
        ("name", "Karen Holm"),
        ("phone", "20 30 40 50"),
        ("email", "karen@solsikken.example"),
        ("police", "call_first"),
        ("share", "no"),
        ("csrf", "unknown names are dropped"),
    ])
}

#[test]
fn a_complete_form_makes_the_body_of_the_contract() {
    let body = full().to_report(Language::Da, now());

    assert_eq!(
        body,
        json!({
            "language": "da", "kind": "ransomware", "ongoing": "yes", "impact": "all_down",
            "aware_at": "2026-11-23T12:40:00Z", "aware_precision": "hour",
            "description": "Alle filer på serveren er låst.\nDer er et krav.",
            "organisation": {"cvr": "13748136"},
            "reporter": {"name": "Karen Holm", "phone": "20 30 40 50",
                "email": "karen@solsikken.example"},
            "details": {"ransom_note": "Pay \"us\"", "backup_unaffected": "unknown",
                "need": "callback"},
            "consents": {"police_referral": "call_first", "share_anonymised": false},
        })
    );
    assert!(parse(&body, Language::En, now()).is_ok());
    let later = now() + chrono::Duration::hours(1);
    assert_eq!(
        full().to_report(Language::Da, later),
        body,
        "sending again is the same body"
    );
}

#[test]
fn every_optional_answer_of_every_kind_passes_the_rules_of_a_report() {
    for &kind in Kind::ALL {
        let mut answers = full();
        answers.set("kind", kind.code().to_owned());
        for detail in details::all() {
            answers.set(detail.key, "unknown".to_owned());
        }
        let report = parse(&answers.to_report(Language::Da, now()), Language::Da, now()).unwrap();
        assert_eq!(report.kind, kind);
        // "Unknown" is no choice of `need` and `hole`.
        let asked = details::of(Some(kind)).iter();
        let offered = asked.filter(|detail| detail.key != "hole").count();
        assert_eq!(report.details.len(), offered, "{kind}");
    }
}

#[test]
fn a_web_site_that_is_down_is_an_overload_attack() {
    let site = |state| Answers::from_pairs([("kind", "defacement"), ("site_state", state)]).kind();

    assert_eq!(site("down"), Some(Kind::Ddos));
    assert_eq!(site("changed"), Some(Kind::Defacement));
    assert_eq!(site(""), Some(Kind::Defacement));
}

#[test]
fn something_else_may_be_a_hole_that_somebody_found() {
    let other = |hole| Answers::from_pairs([("kind", "other"), ("hole", hole)]).kind();

    assert_eq!(other("yes"), Some(Kind::Vulnerability));
    assert_eq!(other("no"), Some(Kind::Other));
    assert_eq!(other(""), Some(Kind::Other));
}

#[test]
fn who_gives_no_name_needs_neither_contact_nor_firm() {
    let mut answers = full();
    for field in ["name", "phone", "email", "organisation"] {
        answers.set(field, String::new());
    }
    assert!(parse(&answers.to_report(Language::Da, now()), Language::Da, now()).is_err());

    answers.set("anonymous", "yes".to_owned());

    let body = answers.to_report(Language::Da, now());
    assert_eq!(body["reporter"], json!({"anonymous": true}));
    assert!(parse(&body, Language::Da, now()).is_ok());
}

#[test]
fn who_reports_for_a_firm_says_who_on_what_ground_and_whom_to_call() {
    let mut answers = full();
    for (field, value) in [
        ("behalf", "yes"),
        ("supplier", "24256790"),
        ("mandate", "request"),
        ("firm_name", "Ole Lund"),
        ("firm_phone", "20304051"),
    ] {
        answers.set(field, value.to_owned());
    }
    assert_eq!(
        answers.to_report(Language::Da, now())["on_behalf"],
        json!({"supplier_cvr": "24256790", "mandate": "request", "supplier_suspected": false,
            "firm_contact": {"name": "Ole Lund", "phone": "20304051"}})
    );

    // The box was emptied again: only what the other box says is left.
    answers.set("behalf", String::new());
    assert_eq!(
        answers.to_report(Language::Da, now()).get("on_behalf"),
        None
    );
    answers.set("supplier_suspected", "yes".to_owned());
    let body = answers.to_report(Language::Da, now());
    assert_eq!(body["on_behalf"], json!({"supplier_suspected": true}));
    assert!(parse(&body, Language::Da, now()).is_ok());
}

#[test]
fn one_box_takes_a_name_or_a_number() {
    for (typed, field, value) in [
        ("13748136", "cvr", "13748136"),
        ("dk-13748136", "cvr", "13748136"),
        ("1374813", "name", "1374813"),
        ("Bageriet Solsikken ApS", "name", "Bageriet Solsikken ApS"),
        ("3F A/S", "name", "3F A/S"),
    ] {
        let answers = Answers::from_pairs([("organisation", typed)]);
        let body = answers.to_report(Language::Da, now());
        assert_eq!(body["organisation"], json!({ field: value }), "{typed}");
    }
}

#[test]
fn nothing_answered_names_every_question_and_no_more() {
    let found = parse(
        &Answers::default().to_report(Language::Da, now()),
        Language::Da,
        now(),
    );
    let pointers: Vec<String> = found.unwrap_err().into_iter().map(|p| p.pointer).collect();

    assert_eq!(
        pointers,
        [
            "#/kind",
            "#/ongoing",
            "#/impact",
            "#/description",
            "#/reporter/name",
            "#/reporter/email",
            "#/organisation/name",
            "#/consents/police_referral",
            "#/consents/share_anonymised",
        ]
    );
}

#[test]
fn endless_answers_are_cut_above_every_rule() {
    let answers = Answers::from_pairs([("description", "å".repeat(30_000))]);

    assert_eq!(answers.get("description").chars().count(), 25_000);
}
