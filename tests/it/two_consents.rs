//! Two reporters of one case who answer differently whether the police may have it.

use serde_json::json;
use smv_cert_tests::{TestApp, report, text};

use crate::steps;

#[tokio::test]
async fn the_report_of_one_who_said_no_stays_out_of_the_document() {
    let app = TestApp::start().await;
    let (analyst, lead) = (app.person("analyst1").await, app.person("lead").await);
    app.file(&report::bakery()).await;
    let refusing = app.file(&steps::consenting("no")).await;
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    let path = format!("/api/v1/cases/{}", text(&case, "id"));
    let own = format!("/api/v1/reports/{}", text(&refusing, "number"));
    let words = json!({"text": "Kun mellem os."});
    let _ = app
        .reporter(&refusing)
        .post(&format!("{own}/messages"), &words)
        .await
        .expect(201);

    let referral = steps::submitted(&analyst, &path).await;
    let document = lead.get(&referral).await.expect(200);

    assert_eq!(document["reports"].as_array().unwrap().len(), 1);
    assert_eq!(document["held_back"]["reports_without_consent"], 1);
    let document = document.to_string();
    assert!(!document.contains("Kun mellem os.") && !document.contains(&text(&refusing, "number")));
    let share = json!({"police_referral": "no", "share_anonymised": false});
    let _ = app
        .reporter(&refusing)
        .put(&format!("{own}/consents"), "*", &share)
        .await
        .expect(200);
    let page = lead.get(&path).await.expect(200);
    assert_eq!(
        page["referrals"][0]["state"], "awaiting_approval",
        "it rests on the other's yes"
    );
}

#[tokio::test]
async fn one_of_two_who_takes_the_yes_back_stops_the_document_that_held_both() {
    let app = TestApp::start().await;
    let (analyst, lead) = (app.person("analyst1").await, app.person("lead").await);
    let case = steps::bakery(&app, &analyst).await;
    let other = app.file(&report::bakery()).await;
    let both = steps::approved(&analyst, &lead, &case.path).await;
    let reports = async |referral: &str| {
        let document = lead.get(referral).await.expect(200);
        document["reports"].as_array().unwrap().len()
    };
    assert_eq!(reports(&both).await, 2);

    let refuse = json!({"police_referral": "no", "share_anonymised": true});
    let path = format!("/api/v1/reports/{}/consents", text(&other, "number"));
    let _ = app
        .reporter(&other)
        .put(&path, "*", &refuse)
        .await
        .expect(200);

    assert_eq!(app.person("police").await.get(&both).await.status, 404);
    let rest = steps::submitted(&analyst, &case.path).await;
    assert_eq!(reports(&rest).await, 1, "the one that may still go");
}
