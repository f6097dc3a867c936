//! A larger firm from its first word to the last.

use chrono::Duration;
use serde_json::{Value, json};
use smv_cert_tests::TestApp;

use super::{Filed, dairy, early_warning, final_report, notification, time};

#[tokio::test]
async fn a_larger_firm_goes_through_all_three_stages() {
    let app = TestApp::start().await;
    let mut sent = dairy();
    sent["aware_at"] = json!(app.now() - Duration::hours(2));
    let filed = Filed::new(&app, &sent).await;
    let aware = time(&sent["aware_at"]);
    let begun = filed.reporter.get(&filed.path).await.expect(200);
    let due: Vec<i64> = begun["stages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stage| (time(&stage["due_at"]) - aware).num_hours())
        .take(2)
        .collect();
    assert_eq!(due, [24, 72]);
    assert_eq!(begun["stages"][0]["state"], "running");

    let own = filed.add(&early_warning()).await;
    assert_eq!(
        own["stages"][0]["state"], "running",
        "kept here is not sent"
    );
    assert_eq!(own["stages"][0]["content"]["countries"], "Sverige");
    let marked = json!({"stage": "early_warning", "sent_at": app.now()});
    let own = filed.add(&marked).await;
    assert_eq!(own["stages"][0]["state"], "sent");
    assert_eq!(own["stages"][0]["versions"], 1, "a mark is no version");

    let draft = filed.stage("notification").await;
    assert_eq!(draft["content"], Value::Null);
    assert_eq!(
        draft["draft"]["countries"], "Sverige",
        "of the early warning"
    );
    assert_eq!(
        draft["draft"]["update"], sent["description"],
        "of the report"
    );
    let _ = filed.add(&notification()).await;
    app.advance(Duration::hours(40));
    let mut corrected = notification();
    corrected["severity"] = json!("critical");
    corrected["sent_at"] = json!(app.now());
    let own = filed.add(&corrected).await;

    assert_eq!(own["stages"][1]["versions"], 2);
    assert_eq!(own["stages"][1]["content"]["severity"], "critical");
    assert_eq!(own["stages"][1]["state"], "sent");
    let month = time(&own["stages"][2]["due_at"]);
    let notified = time(&own["stages"][1]["sent_at"]);
    assert_eq!(
        notified.checked_add_months(chrono::Months::new(1)),
        Some(month)
    );
    let duty = own["duties"].as_array().unwrap().iter();
    let last = duty.filter(|duty| duty["name"] == "nis2_final_report");
    assert_eq!(last.map(|duty| time(&duty["due_at"])).next(), Some(month));
    let first_version = own["timeline"].as_array().unwrap().iter();
    let mut severities = first_version.filter_map(|line| line["facts"]["severity"].as_str());
    assert_eq!(severities.next(), Some("high"), "nothing is overwritten");
    let draft = filed.stage("final").await;
    assert_eq!(draft["draft"]["description"], notification()["update"]);

    let mut end = final_report();
    end["sent_at"] = json!(app.now());
    let own = filed.add(&end).await;
    let states: Vec<&str> = own["stages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stage| stage["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["sent", "sent", "sent"]);
}
