//! Stages of a firm's notice to the authorities: written with what is known, counted, reminded of once,
//! marked as sent, fetched as text.

mod page;
mod reminders;
mod rules;
mod story;
mod text;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use smv_cert_tests::{Caller, TestApp, report, text};

/// A firm of a size that may be under the law.
pub(crate) fn dairy() -> Value {
    let mut dairy = report::bakery();
    dairy["organisation"]["size_class"] = json!("50-99");
    dairy["organisation"]["name"] = json!("Mejeriet Åløkke A/S");
    dairy
}

/// A report with its reporter.
pub(crate) struct Filed {
    pub(crate) receipt: Value,
    pub(crate) reporter: Caller,
    /// Path of the report.
    pub(crate) path: String,
}

impl Filed {
    pub(crate) async fn new(app: &TestApp, report: &Value) -> Self {
        let receipt = app.file(report).await;
        Self {
            reporter: app.reporter(&receipt),
            path: format!("/api/v1/reports/{}", text(&receipt, "number")),
            receipt,
        }
    }

    /// Adds a stage; the report afterwards.
    pub(crate) async fn add(&self, stage: &Value) -> Value {
        let path = format!("{}/stages", self.path);
        self.reporter.post(&path, stage).await.expect(201)
    }

    /// One stage as its owner sees it now.
    pub(crate) async fn stage(&self, name: &str) -> Value {
        let path = format!("{}/stages/{name}", self.path);
        self.reporter.get(&path).await.expect(200)
    }

    pub(crate) async fn events(&self, name: &str) -> usize {
        let own = self.reporter.get(&self.path).await.expect(200);
        let timeline = own["timeline"].as_array().unwrap();
        timeline.iter().filter(|line| line["name"] == name).count()
    }
}

pub(crate) fn early_warning() -> Value {
    json!({"stage": "early_warning", "suspected_malicious": "yes", "cross_border": "yes",
        "countries": "Sverige"})
}

pub(crate) fn notification() -> Value {
    json!({"stage": "notification", "suspected_malicious": "yes", "cross_border": "no",
        "update": "Serveren er lukket ned, og vi læser backup ind.", "severity": "high",
        "impact_assessment": "Ingen leverancer i to dage.", "indicators": "203.0.113.7"})
}

pub(crate) fn final_report() -> Value {
    json!({"stage": "final", "description": "En medarbejder åbnede en falsk faktura.",
        "severity": "medium", "impact_assessment": "To dage uden leverancer.",
        "cause": "Makroer i Office var slået til.", "mitigation": "Makroer er slået fra.",
        "cross_border": "no"})
}

pub(crate) fn time(value: &Value) -> DateTime<Utc> {
    let text = value.as_str().unwrap_or_else(|| panic!("no time: {value}"));
    text.parse().unwrap()
}

#[tokio::test]
async fn the_analyst_reads_the_stages_and_finds_their_words() {
    let app = TestApp::start().await;
    let filed = Filed::new(&app, &dairy()).await;
    let analyst = app.person("analyst1").await;
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    let case = format!("/api/v1/cases/{}", text(&case, "id"));
    let ask = json!({"transition": "ask", "question": "Hvad er der sket siden?"});
    let _ = analyst
        .post(&format!("{case}/transitions"), &ask)
        .await
        .expect(200);

    let own = filed.add(&notification()).await;
    app.upkeep().await;

    assert_eq!(own["state"], "open", "it wakes a waiting case");
    let page = analyst.get(&case).await.expect(200);
    let stage = &page["reports"][0]["stages"][1];
    assert_eq!(stage["stage"], "notification");
    assert_eq!(stage["content"]["indicators"], "203.0.113.7");
    for words in ["leverancer", "203.0.113.7"] {
        let found = analyst.get(&format!("/api/v1/cases?q={words}")).await;
        assert_eq!(
            found.expect(200)["data"].as_array().unwrap().len(),
            1,
            "{words}"
        );
    }
    let timeline = analyst.get(&format!("{case}/events")).await.expect(200);
    let timeline = timeline["data"].as_array().unwrap();
    assert!(timeline.iter().any(|line| line["name"] == "stage.added"
        && line["actor_role"] == "reporter"
        && line["facts"]["severity"] == "high"));
}

#[tokio::test]
async fn a_mark_alone_opens_no_case_that_is_closed_but_a_stage_does() {
    let app = TestApp::start().await;
    let filed = Filed::new(&app, &dairy()).await;
    let analyst = app.person("analyst1").await;
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    let moves = format!("/api/v1/cases/{}/transitions", text(&case, "id"));
    let resolve = json!({"transition": "resolve", "resolution": "Renset."});
    let _ = analyst.post(&moves, &resolve).await.expect(200);

    let marked = filed
        .add(&json!({"stage": "early_warning", "sent_at": app.now()}))
        .await;
    let added = filed.add(&final_report()).await;

    assert_eq!(marked["state"], "resolved");
    assert_eq!(added["state"], "open");
}

#[tokio::test]
async fn a_small_firm_has_no_clock_until_it_wants_one() {
    let app = TestApp::start().await;
    let filed = Filed::new(&app, &report::bakery()).await;

    let before = filed.reporter.get(&filed.path).await.expect(200);
    let after = filed.add(&early_warning()).await;

    assert_eq!(before["stages"][0]["state"], "not_counted");
    assert_eq!(before["stages"][0]["due_at"], Value::Null);
    assert_eq!(after["stages"][0]["state"], "running");
    assert!(!after["duties"].to_string().contains("nis2"));
}
