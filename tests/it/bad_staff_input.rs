//! What staff send and cannot be done: each refusal names the place and the rule.

use serde_json::{Value, json};
use smv_cert_tests::{TestApp, report};

use crate::steps::{self, rules};

#[tokio::test]
async fn a_transition_needs_a_name_that_exists_and_what_belongs_to_it() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let ask = async |body: Value| {
        let reply = analyst
            .post(&format!("{}/transitions", case.path), &body)
            .await;
        assert_eq!(reply.status, 422, "{body}");
        let (place, code) = rules(&reply.json).remove(0);
        format!("{place} {code}")
    };

    for (body, wanted) in [
        (json!({}), "#/transition required"),
        (
            json!({"transition": "explode"}),
            "#/transition not-a-choice",
        ),
        (
            json!({"transition": "answered"}),
            "#/transition not-a-choice",
        ),
        (json!({"transition": ["ask"]}), "#/transition wrong-type"),
        (json!({"transition": "ask"}), "#/question required"),
        (
            json!({"transition": "ask", "question": " "}),
            "#/question required",
        ),
        (
            json!({"transition": "ask", "question": "a\u{0}b"}),
            "#/question nul-character",
        ),
        (json!({"transition": "resolve"}), "#/resolution required"),
        (json!({"transition": "release"}), "#/reason required"),
        (
            json!({"transition": "dismiss", "reason": "boring"}),
            "#/reason not-a-choice",
        ),
        (
            json!({"transition": "dismiss", "reason": "duplicate_of"}),
            "#/duplicate_of required",
        ),
        (
            json!({"transition": "dismiss", "reason": "spam", "duplicate_of": "7"}),
            "#/duplicate_of unknown",
        ),
        (
            json!({"transition": "resume", "question": "Hvad?"}),
            "#/question unknown-field",
        ),
    ] {
        assert_eq!(ask(body.clone()).await, wanted, "{body}");
    }
    assert_eq!(
        analyst.get(&case.path).await.json["status"],
        "open",
        "nothing happened"
    );
}

#[tokio::test]
async fn a_duplicate_names_another_case_that_is_there() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let other = app
        .file(&report::of("phishing", "Tømrer Bo", "En mærkelig besked."))
        .await;
    let dismiss = async |number: &Value| {
        let body =
            json!({"transition": "dismiss", "reason": "duplicate_of", "duplicate_of": number});
        analyst
            .post(&format!("{}/transitions", case.path), &body)
            .await
    };
    let unknown = [("#/duplicate_of".to_owned(), "unknown".to_owned())];

    for number in [json!("SMV-0000-0000"), case.receipt["number"].clone()] {
        assert_eq!(
            rules(&dismiss(&number).await.expect(422)),
            unknown,
            "{number}"
        );
    }
    let dismissed = dismiss(&other["number"]).await.expect(200);
    assert_eq!(dismissed["status"], "dismissed");
}

#[tokio::test]
async fn an_assessment_outside_its_list_is_refused() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let rsit = |class: &str, kind: &str| json!({"class": class, "type": kind});
    let nobody = "0198f2c0-0000-7000-8000-000000000000";

    for (part, body, wanted) in [
        ("classification", json!({}), "#/primary required"),
        (
            "classification",
            json!({"primary": rsit("fraud", "meteor")}),
            "#/primary/type classification-unknown",
        ),
        (
            "classification",
            json!({"primary": rsit("availability", "phishing")}),
            "#/primary/type classification-unknown",
        ),
        (
            "classification",
            json!({"primary": rsit("fraud", "phishing"), "secondary": [rsit("x", "y")]}),
            "#/secondary/0/type classification-unknown",
        ),
        (
            "severity",
            json!({"severity": "worst"}),
            "#/severity not-a-choice",
        ),
        ("tlp", json!({"tlp": "TLP:PINK"}), "#/tlp not-a-choice"),
        ("owner", json!({}), "#/owner required"),
        ("owner", json!({"owner": "nina"}), "#/owner unknown"),
        ("owner", json!({"owner": nobody}), "#/owner unknown"),
    ] {
        let reply = analyst
            .put(&format!("{}/{part}", case.path), "*", &body)
            .await;
        let (place, code) = rules(&reply.expect(422)).remove(0);
        assert_eq!(format!("{place} {code}"), wanted, "{body}");
    }
    let unchanged = analyst.get(&case.path).await.json;
    assert_eq!(
        (&unchanged["version"], &unchanged["status"]),
        (&json!(2), &json!("open"))
    );
}
