//! Our mails fill nobody's mailbox (security.md, T2).

use chrono::Duration;
use serde_json::{Value, json};
use smv_cert_tests::{TestApp, count, report, text};

use super::relay::Relay;
use super::{send_all, waiting};

const REPORTS: usize = 500;

#[tokio::test]
async fn five_hundred_reports_that_name_one_address_send_it_three_mails() {
    let relay = Relay::start("smtp-budget", &[]).await;
    let app = relay.app().await;
    let mut receipts = Vec::new();
    for number in 0..REPORTS {
        let address = match number % 3 {
            0 => "karen@solsikken.example".to_owned(),
            1 => "Karen@Solsikken.Example".to_owned(),
            _ => format!("karen+{number}@solsikken.example"),
        };
        receipts.push(app.file(&naming(number, &address)).await);
    }
    receipts.push(app.file(&naming(REPORTS, "bo@gaarden.example")).await);

    send_all(&app).await;

    assert_eq!((to(&relay, "karen"), to(&relay, "bo@")), (3, 1));
    assert_eq!((waiting(&app), held_back(&app)), (0, 497));

    // What somebody at the desk writes arrives all the same: a flood must not silence us.
    let analyst = app.person("analyst1").await;
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    let path = format!("/api/v1/cases/{}/transitions", text(&case, "id"));
    let asked = json!({"transition": "ask", "question": "Hvornår begyndte det?"});
    let _ = analyst.post(&path, &asked).await.expect(200);
    send_all(&app).await;
    assert_eq!(to(&relay, "karen") + to(&relay, "bo@"), 5);

    // One more after 80 minutes.
    app.advance(Duration::minutes(80));
    for number in [REPORTS + 1, REPORTS + 2] {
        let _ = app.file(&naming(number, "karen@solsikken.example")).await;
    }
    let before = to(&relay, "karen");
    send_all(&app).await;
    assert_eq!((to(&relay, "karen"), held_back(&app)), (before + 1, 498));
}

fn naming(number: usize, address: &str) -> Value {
    let name = format!("Firma {number}");
    let mut report = report::of("phishing", &name, &format!("En faktura hos {name}."));
    report["reporter"]["email"] = json!(address);
    report
}

fn to(relay: &Relay, start: &str) -> usize {
    let taken = relay.taken();
    let theirs = taken
        .iter()
        .filter(|mail| mail.to().to_lowercase().starts_with(start));
    theirs.count()
}

fn held_back(app: &TestApp) -> i64 {
    let sql = "SELECT count(*) AS count FROM outbox_history WHERE held_back";
    count(&app.database.url, sql)
}
