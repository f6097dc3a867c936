//! The rules of a report, field by field.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::parse;
use crate::language::Language;
use crate::problem::Warning;

fn now() -> DateTime<Utc> {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

fn full() -> Value {
    json!({
        "language": "da", "kind": "ransomware", "ongoing": "yes", "impact": "all_down",
        "aware_at": "2026-11-22T06:30:00Z", "aware_precision": "hour",
        "description": "Alle filer på serveren er låst.",
        "organisation": {"cvr": "13748136", "name": "Bageriet Solsikken ApS", "size_class": "5-9",
            "municipality": "0751", "sector": {"nace_version": "DB25", "code": "10"},
            "type": "company"},
        "reporter": {"name": "Karen", "email": "karen@solsikken.example", "phone": "+4520304050"},
        "on_behalf": {"supplier": "Acme IT", "supplier_cvr": "24256790", "mandate": "contract",
            "supplier_suspected": false, "firm_contact": {"name": "Bo", "phone": "20304051"}},
        "details": {"backup_unaffected": "unknown"},
        "consents": {"police_referral": "yes", "share_anonymised": true},
        "source": "msp-acme", "source_ref": "TICKET-4711"
    })
}

fn problems(body: &Value) -> Vec<(String, &'static str)> {
    parse(body, Language::Da, now())
        .unwrap_err()
        .into_iter()
        .map(|problem| (problem.pointer.clone(), problem.rule.code()))
        .collect()
}

fn with(pointer: &str, value: Value) -> Value {
    let mut body = full();
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[field] = value;
    body
}

#[test]
fn the_report_of_the_contract_is_read_whole() {
    let report = parse(&full(), Language::En, now()).unwrap();

    assert_eq!(report.language, Language::Da);
    assert_eq!(
        report.organisation.municipality.as_ref().unwrap().name(),
        "Aarhus"
    );
    assert_eq!(
        report.organisation.sector.as_ref().unwrap().group(),
        Some(2)
    );
    assert!(report.warnings().is_empty());
    let again: super::Report =
        serde_json::from_value(serde_json::to_value(&report).unwrap()).unwrap();
    assert_eq!(again, report);
}

#[test]
fn each_broken_rule_is_named_at_its_field() {
    for (pointer, value, code) in [
        ("/kind", json!("ransom"), "not-a-choice"),
        ("/kind", json!(null), "required"),
        ("/ongoing", json!(true), "wrong-type"),
        (
            "/aware_at",
            json!("2026-11-23T08:00:00Z"),
            "time-in-the-future",
        ),
        ("/aware_at", json!("yesterday"), "time-invalid"),
        (
            "/aware_at",
            json!("1999-01-01T00:00:00Z"),
            "time-too-long-ago",
        ),
        ("/description", json!("kort"), "too-short"),
        ("/description", json!("å".repeat(20_001)), "too-long"),
        ("/description", json!("a\u{0}bbbbbbbbbbbb"), "nul-character"),
        ("/organisation/cvr", json!("1374813"), "cvr-eight-digits"),
        (
            "/organisation/municipality",
            json!("0999"),
            "municipality-unknown",
        ),
        ("/organisation/sector/code", json!("45"), "sector-unknown"),
        ("/reporter/email", json!("karen"), "email-invalid"),
        ("/reporter/phone", json!("ring"), "phone-invalid"),
        ("/reporter/name", json!("  "), "required"),
        ("/on_behalf/mandate", json!("maybe"), "not-a-choice"),
        ("/details/Bad Key", json!("x"), "name-invalid"),
        ("/details/list", json!([1]), "wrong-type"),
        ("/consents/share_anonymised", json!(null), "required"),
        (
            "/consents/police_referral",
            json!("perhaps"),
            "not-a-choice",
        ),
        ("/consent", json!({}), "unknown-field"),
    ] {
        assert_eq!(
            problems(&with(pointer, value)),
            [(format!("#{pointer}"), code)]
        );
    }
}

#[test]
fn everything_that_is_missing_is_named_at_once() {
    let missing = problems(&json!({}));

    let pointers: Vec<&str> = missing
        .iter()
        .map(|(pointer, _)| pointer.as_str())
        .collect();
    assert_eq!(
        pointers,
        [
            "#/kind",
            "#/ongoing",
            "#/impact",
            "#/description",
            "#/reporter",
            "#/organisation/name",
            "#/consents"
        ]
    );
    assert_eq!(problems(&json!([])).first().unwrap().1, "wrong-type");
}

#[test]
fn a_number_that_fails_modulus_11_is_accepted_with_a_warning() {
    let report = parse(
        &with("/organisation/cvr", json!("13748137")),
        Language::Da,
        now(),
    )
    .unwrap();

    assert_eq!(report.warnings(), [Warning::CvrChecksum]);
}

#[test]
fn an_anonymous_reporter_needs_no_name_contact_or_firm() {
    let mut body = full();
    body["reporter"] = json!({"anonymous": true});
    body.as_object_mut().unwrap().remove("organisation");

    let report = parse(&body, Language::Da, now()).unwrap();

    assert!(report.fingerprint_text().is_none());
}

#[test]
fn one_way_to_reach_the_reporter_is_enough() {
    let by_phone = with("/reporter", json!({"name": "Karen", "phone": "20304050"}));
    let by_nothing = with("/reporter", json!({"name": "Karen"}));

    assert!(parse(&by_phone, Language::Da, now()).is_ok());
    assert_eq!(
        problems(&by_nothing),
        [("#/reporter/email".to_owned(), "one-of-required")]
    );
}

#[test]
fn the_same_firm_and_wording_make_the_same_fingerprint() {
    let one = parse(&full(), Language::Da, now()).unwrap();
    let shouted = with("/description", json!("ALLE  filer på\nserveren er låst. "));
    let two = parse(&shouted, Language::Da, now()).unwrap();

    assert_eq!(one.fingerprint_text(), two.fingerprint_text());
}
