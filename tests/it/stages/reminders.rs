//! A mail before a deadline: once, to whom it may go, and only while something is left to do.

use chrono::Duration;
use serde_json::json;
use smv_cert_tests::{TestApp, count, report, text};

use super::{Filed, dairy, early_warning, notification, time};

/// Reminders among the mails, with the lines as they were before they were broken for the way.
async fn reminders(app: &TestApp) -> Vec<String> {
    app.upkeep().await;
    let mails = app.mails().await.into_iter();
    let mut mails: Vec<String> = mails.map(|mail| mail.replace("=\r\n", "")).collect();
    mails.retain(|mail| {
        mail.contains("Vi minder jer om en frist") || mail.contains("We remind you of a deadline")
    });
    mails
}

#[tokio::test]
async fn a_firm_is_reminded_once_before_each_deadline_and_not_when_it_has_sent() {
    let app = TestApp::start().await;
    let filed = Filed::new(&app, &dairy()).await;
    app.advance(Duration::hours(17));
    assert_eq!(reminders(&app).await.len(), 0);

    app.advance(Duration::hours(2));
    let first = reminders(&app).await;
    let again = reminders(&app).await;

    assert_eq!((first.len(), again.len()), (1, 1));
    let mail = &first[0];
    assert!(mail.contains("To: karen@solsikken.example"), "{mail}");
    assert!(mail.contains(&text(&filed.receipt, "number")));
    for words in ["låst", "Mejeriet", "SMV-CERT har sendt"] {
        assert!(!mail.contains(words), "{mail}");
    }
    assert_eq!(filed.events("stage.reminded").await, 1);
    let own = filed.reporter.get(&filed.path).await.expect(200);
    assert!(!own["stages"][0]["reminded_at"].is_null());

    let _ = filed
        .add(&json!({"stage": "notification", "sent_at": app.now()}))
        .await;
    app.advance(Duration::hours(40));
    assert_eq!(reminders(&app).await.len(), 1, "the notification is sent");

    let own = filed.reporter.get(&filed.path).await.expect(200);
    let last = time(&own["stages"][2]["due_at"]);
    app.advance(last - Duration::days(7) - app.now() + Duration::minutes(1));
    assert_eq!(reminders(&app).await.len(), 2, "the final report is due");
}

#[tokio::test]
async fn two_processes_at_once_remind_once() {
    let app = TestApp::start().await;
    let filed = Filed::new(&app, &dairy()).await;
    app.advance(Duration::hours(19));

    let (one, two) = tokio::join!(app.running.run_upkeep_once(), app.running.run_upkeep_once());
    assert!(one.is_ok() && two.is_ok());

    assert_eq!(reminders(&app).await.len(), 1);
    assert_eq!(filed.events("stage.reminded").await, 1);
}

#[tokio::test]
async fn nobody_is_reminded_who_left_no_address_or_whose_case_is_dismissed() {
    let app = TestApp::start().await;
    let mut by_phone = dairy();
    by_phone["reporter"] = json!({"name": "Karen Holm", "phone": "+4520304050"});
    let silent = Filed::new(&app, &by_phone).await;
    let mut spam = dairy();
    spam["description"] = json!("Køb billige ure på vores hjemmeside i dag.");
    let _ = app.file(&spam).await;
    let analyst = app.person("analyst1").await;
    let list = analyst.get("/api/v1/cases?q=ure").await;
    let _ = list.expect(200);
    for _ in 0..2 {
        let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
        let number = text(&case, "number");
        if number != text(&silent.receipt, "number") {
            let path = format!("/api/v1/cases/{}/transitions", text(&case, "id"));
            let dismiss = json!({"transition": "dismiss", "reason": "spam"});
            let _ = analyst.post(&path, &dismiss).await.expect(200);
        }
    }
    app.advance(Duration::hours(60));

    assert_eq!(reminders(&app).await.len(), 0);
    assert_eq!(silent.events("stage.reminded").await, 0);
    let left =
        "SELECT count(*) AS count FROM stage_clocks WHERE remind_at <= now() + interval '50 hours'";
    assert_eq!(
        count(&app.database.url, left),
        0,
        "and none is looked at again"
    );
}

#[tokio::test]
async fn who_takes_the_mark_back_is_reminded_in_the_language_of_the_report() {
    let app = TestApp::start().await;
    let mut english = report::bakery();
    english["language"] = json!("en");
    let filed = Filed::new(&app, &english).await;
    let mut early = early_warning();
    early["sent_at"] = json!(app.now());
    let _ = filed.add(&early).await;
    let back = filed
        .add(&json!({"stage": "early_warning", "sent_at": null}))
        .await;
    assert_eq!(back["stages"][0]["state"], "running");

    app.advance(Duration::hours(19));
    let mails = reminders(&app).await;

    assert_eq!(mails.len(), 1);
    assert!(
        mails[0].contains("the early warning must have been sent"),
        "{}",
        mails[0]
    );
    let _ = filed.add(&notification()).await;
    assert_eq!(
        reminders(&app).await.len(),
        1,
        "writing more brings no second one"
    );
}
