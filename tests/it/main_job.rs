//! The main job: a report travels from a firm to the police and back.

use serde_json::{Value, json};
use smv_cert_tests::{Caller, TestApp, report, text};

/// The whole path, step by step, as the people on it see it.
#[tokio::test]
async fn a_report_travels_from_a_firm_to_the_police_and_back() {
    let app = TestApp::start().await;
    app.file(&report::of(
        "phishing",
        "Tømrer Bo",
        "A text message with a strange link.",
    ))
    .await;

    // The baker reports, gets number, code and first aid, and a mail in Danish.
    let receipt = app.file(&report::bakery()).await;
    let number = text(&receipt, "number");
    assert!(number.starts_with("SMV-"));
    assert!(receipt["first_aid"][0].as_str().unwrap().contains("Afbryd"));
    assert_eq!(receipt["duties"][0]["name"], "gdpr_notify_authority");
    let mails = app.mails().await;
    let received = mails.iter().find(|mail| mail.contains(&number)).unwrap();
    assert!(received.contains("To: karen@solsikken.example"));
    assert!(!received.contains("låst"), "no case text in a mail");

    // The analyst claims exactly this case: it is the most urgent.
    let (analyst, lead, police) = (
        app.person("analyst1").await,
        app.person("lead").await,
        app.person("police").await,
    );
    let queue = analyst.get("/api/v1/queue").await.expect(200);
    assert_eq!(queue["data"][0]["number"], json!(number));
    assert_eq!(queue["data"][0]["priority"], 95);
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    assert_eq!(case["number"], json!(number));
    assert_eq!(case["status"], "open");
    let case_id = text(&case, "id");

    // She asks, he is told by mail and answers; the case wakes up.
    let path = format!("/api/v1/cases/{case_id}/transitions");
    let ask = json!({"transition": "ask", "question": "Har I en backup, der ikke er ramt?"});
    assert_eq!(
        analyst.post(&path, &ask).await.expect(200)["status"],
        "waiting_reporter"
    );
    assert_eq!(app.mails().await.len(), 3);
    let baker = app.reporter(&receipt);
    let own = format!("/api/v1/reports/{number}");
    let view = baker.get(&own).await.expect(200);
    assert_eq!(view["state"], "waiting_reporter");
    assert_eq!(view["messages"][0]["question"], true);
    let answer = json!({"text": "Ja, på en disk i skabet."});
    let view = baker
        .post(&format!("{own}/messages"), &answer)
        .await
        .expect(201);
    assert_eq!(view["state"], "open");

    // Two people hand it to the police, who acknowledge, take it on and tell the outcome.
    let referral = hand_over(&analyst, &lead, &case_id).await;
    police_answers(&police, &referral).await;

    // The baker sees every step.
    let view = baker.get(&own).await.expect(200);
    assert_eq!(view["referrals"][0]["state"], "concluded");
    assert_eq!(
        view["referrals"][0]["police_case_number"],
        "0100-70123-00012-26"
    );
    let steps: Vec<&str> = view["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["name"].as_str().unwrap())
        .collect();
    for step in [
        "submitted",
        "approved",
        "delivered",
        "acknowledged",
        "accepted",
        "concluded",
    ] {
        assert!(
            steps.contains(&format!("referral.{step}").as_str()),
            "{step}: {steps:?}"
        );
    }

    // Resolved and closed.
    let resolve = json!({"transition": "resolve", "resolution": "Gendannet fra backup."});
    assert_eq!(
        analyst.post(&path, &resolve).await.expect(200)["status"],
        "resolved"
    );
    let close = json!({"transition": "close"});
    assert_eq!(
        analyst.post(&path, &close).await.expect(200)["status"],
        "closed"
    );
    assert_eq!(baker.get(&own).await.expect(200)["state"], "closed");
    let mails = app.mails().await;
    assert_eq!(
        mails.len(),
        2 + 1 + 1 + 3 + 1,
        "received, question, handed over, answers, resolved"
    );
}

async fn hand_over(analyst: &Caller, lead: &Caller, case: &str) -> String {
    let draft = analyst
        .post_empty(&format!("/api/v1/cases/{case}/referrals"))
        .await
        .expect(201);
    assert_eq!(draft["state"], "draft");
    let path = format!("/api/v1/referrals/{}", text(&draft, "id"));
    let submitted = analyst
        .post_empty(&format!("{path}/submit"))
        .await
        .expect(200);
    assert_eq!(submitted["state"], "awaiting_approval");
    assert_eq!(
        analyst.post_empty(&format!("{path}/approve")).await.status,
        403
    );
    let shown = json!({"sha256": submitted["sha256"]});
    let approved = lead
        .post(&format!("{path}/approve"), &shown)
        .await
        .expect(200);
    assert_eq!(approved["state"], "approved");
    path
}

async fn police_answers(police: &Caller, path: &str) {
    let inbox = police
        .get("/api/v1/referrals?state=approved")
        .await
        .expect(200);
    assert_eq!(inbox["data"].as_array().unwrap().len(), 1);
    let document = police.get(path).await;
    assert!(
        document.header("x-jws-signature").contains(".."),
        "detached payload"
    );
    assert_eq!(
        document.json["reports"][0]["organisation"]["cvr"],
        "13748136"
    );
    assert_eq!(
        police.get(path).await.bytes,
        document.bytes,
        "the same bytes each time"
    );
    let number = json!({"police_case_number": "0100-70123-00012-26"});
    let state = |view: Value| text(&view, "state");
    let view = police
        .post(&format!("{path}/acknowledgement"), &number)
        .await
        .expect(200);
    assert_eq!(state(view), "acknowledged");
    let accepted = json!({"decision": "accepted", "reason": "Vi efterforsker."});
    let view = police
        .post(&format!("{path}/decision"), &accepted)
        .await
        .expect(200);
    assert_eq!(state(view), "accepted");
    let outcome = json!({"outcome": "charged", "text": "En mand er sigtet."});
    let view = police
        .post(&format!("{path}/outcome"), &outcome)
        .await
        .expect(200);
    assert_eq!(state(view), "concluded");
}
