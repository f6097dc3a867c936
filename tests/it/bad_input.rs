//! Reports that cannot be taken as they are: every rule is named, with its place and a stable code.

use serde_json::{Value, json};
use smv_cert_tests::{Reply, TestApp, count, report};

use crate::steps::rules;

/// The baker's report with one place changed; null takes the field away.
fn baker_with(place: &str, value: &Value) -> Value {
    let mut report = report::bakery();
    let (parent, field) = place.rsplit_once('/').unwrap();
    let parent = report.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    if value.is_null() {
        parent.remove(field);
    } else {
        parent.insert(field.to_owned(), value.clone());
    }
    report
}

async fn file(app: &TestApp, key: &str, body: &Value) -> Reply {
    app.anyone().post_once("/api/v1/reports", key, body).await
}

/// Every change breaks exactly one rule, and exactly that one is named.
async fn breaks(app: &TestApp, cases: &[(&str, Value, &str)]) {
    for (at, (place, value, code)) in cases.iter().enumerate() {
        let key = format!("bad-input-{place}-{at:06}");
        let reply = file(app, &key, &baker_with(place, value)).await;

        assert_eq!(reply.status, 422, "{place} {value}: {}", reply.text());
        assert_eq!(reply.header("content-type"), "application/problem+json");
        assert_eq!(reply.json["code"], "invalid-fields");
        let named = rules(&reply.json);
        assert_eq!(
            named,
            [(format!("#{place}"), (*code).to_owned())],
            "{value}"
        );
    }
    let stored = count(&app.database.url, "SELECT count(*) AS count FROM reports");
    assert_eq!(stored, 0, "nothing of a refused report is kept");
}

#[tokio::test]
async fn an_empty_report_is_told_everything_that_it_lacks_at_once() {
    let app = TestApp::start().await;

    let reply = file(&app, "an-empty-report-1", &json!({})).await;

    let required = |place: &str| (format!("#/{place}"), "required".to_owned());
    let mut wanted = ["consents", "description", "impact", "kind", "ongoing"]
        .map(required)
        .to_vec();
    wanted.push(("#/organisation/name".into(), "one-of-required".into()));
    wanted.push(required("reporter"));
    assert_eq!(rules(&reply.expect(422)), wanted);
}

#[tokio::test]
async fn a_field_that_is_missing_or_of_another_type_is_named() {
    let app = TestApp::start().await;
    let long = "æ".repeat(20_001);

    breaks(
        &app,
        &[
            ("/kind", json!(null), "required"),
            ("/kind", json!(5), "wrong-type"),
            ("/kind", json!("meteor"), "not-a-choice"),
            ("/ongoing", json!(true), "wrong-type"),
            ("/impact", json!("very"), "not-a-choice"),
            ("/language", json!("de"), "not-a-choice"),
            ("/description", json!(null), "required"),
            ("/description", json!("   "), "required"),
            ("/description", json!("Alt nede."), "too-short"),
            ("/description", json!(long), "too-long"),
            (
                "/description",
                json!("Alle filer\u{0} er låst."),
                "nul-character",
            ),
            ("/details", json!([]), "wrong-type"),
            ("/details/Backup-Where", json!("?"), "name-invalid"),
            ("/details/backup", json!({"where": "?"}), "wrong-type"),
            ("/consents", json!(null), "required"),
            (
                "/consents/police_referral",
                json!("perhaps"),
                "not-a-choice",
            ),
            ("/consents/share_anonymised", json!(null), "required"),
            ("/consents/share_anonymised", json!("yes"), "wrong-type"),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_firm_a_person_and_a_time_must_be_ones_that_can_be() {
    let app = TestApp::start().await;
    let later = (app.now() + chrono::Duration::hours(1)).to_rfc3339();
    let digits = "cvr-eight-digits";

    breaks(
        &app,
        &[
            ("/organisation/cvr", json!("1374813"), digits),
            ("/organisation/cvr", json!("137481366"), digits),
            ("/organisation/cvr", json!("1374813X"), digits),
            ("/organisation/cvr", json!(13_748_136), "wrong-type"),
            (
                "/organisation/municipality",
                json!("9999"),
                "municipality-unknown",
            ),
            ("/organisation/sector/code", json!("ZZ"), "sector-unknown"),
            ("/organisation/size_class", json!("7"), "not-a-choice"),
            ("/reporter/name", json!(null), "required"),
            ("/reporter/email", json!("karen@"), "email-invalid"),
            ("/reporter/email", json!("a@b.dk, c@d.dk"), "email-invalid"),
            (
                "/reporter/email",
                json!("a@b.dk\r\nBcc: c@d.dk"),
                "email-invalid",
            ),
            ("/reporter/phone", json!("ring til mig"), "phone-invalid"),
            ("/reporter/phone", json!("12345678"), "phone-invalid"),
            ("/aware_at", json!(later), "time-in-the-future"),
            ("/aware_at", json!("i går"), "time-invalid"),
            ("/aware_at", json!("2026-02-30T00:00:00Z"), "time-invalid"),
            (
                "/aware_at",
                json!("1996-01-01T00:00:00Z"),
                "time-too-long-ago",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn an_unknown_field_is_refused_with_the_one_that_was_meant() {
    let app = TestApp::start().await;
    let mut report = baker_with("/description", &json!(null));
    report["descripton"] = json!("Alle filer på serveren er låst.");
    report["organisation"]["~/x"] = json!(1);

    let problem = file(&app, "an-unknown-field-1", &report).await.expect(422);

    assert_eq!(
        rules(&problem),
        [
            ("#/description".into(), "required".into()),
            ("#/descripton".into(), "unknown-field".into()),
            ("#/organisation/~0~1x".into(), "unknown-field".into()),
        ]
    );
    let details = problem["errors"].to_string();
    assert!(details.contains("Mener du description?"), "{details}");
}

#[tokio::test]
async fn a_report_needs_a_way_back_and_a_firm_unless_it_is_anonymous() {
    let app = TestApp::start().await;
    let mut report = baker_with("/reporter", &json!({"name": "Karen Holm"}));
    report["organisation"] = json!({"type": "company"});

    let problem = file(&app, "nobody-to-answer-1", &report).await.expect(422);
    report["reporter"] = json!({"anonymous": true});
    let taken = file(&app, "nobody-to-answer-2", &report).await;

    assert_eq!(
        rules(&problem),
        [
            ("#/organisation/name".into(), "one-of-required".into()),
            ("#/reporter/email".into(), "one-of-required".into()),
        ]
    );
    assert!(taken.expect(201)["warnings"].is_null());
    assert!(app.mails().await.is_empty(), "nobody to write to");
}

#[tokio::test]
async fn a_register_number_that_fails_its_check_is_taken_with_a_warning() {
    let app = TestApp::start().await;
    let mut report = baker_with("/organisation/cvr", &json!("13748137"));
    report["on_behalf"] = json!({"supplier": "Acme IT", "supplier_cvr": "24256791"});

    let receipt = file(&app, "a-wrong-checksum-1", &report).await.expect(201);

    assert_eq!(
        rules(&json!({"errors": receipt["warnings"]})),
        [
            (
                "#/on_behalf/supplier_cvr".into(),
                "supplier-cvr-checksum".into()
            ),
            ("#/organisation/cvr".into(), "cvr-checksum".into()),
        ]
    );
}

#[tokio::test]
async fn the_longest_report_is_taken_and_comes_back_whole() {
    let app = TestApp::start().await;
    let words = "å".repeat(20_000);

    let receipt = app.file(&baker_with("/description", &json!(words))).await;

    let own = format!("/api/v1/reports/{}", receipt["number"].as_str().unwrap());
    let view = app.reporter(&receipt).get(&own).await.expect(200);
    assert_eq!(view["report"]["description"], json!(words));
}
