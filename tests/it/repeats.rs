//! What is asked for twice, and what is asked for with nothing: the small print of the calls.

use serde_json::json;
use smv_cert_tests::{TestApp, report, text};

use crate::steps;

#[tokio::test]
async fn a_replaced_code_is_the_same_for_a_retry_and_the_old_one_opens_nothing() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let path = format!("{}/access-codes", case.path);
    let body = json!({"report": case.number(), "verified_by": "Called back on the firm's number"});

    let first = analyst.post_once(&path, "replace-code-0001", &body).await;
    let again = analyst.post_once(&path, "replace-code-0001", &body).await;

    let code = text(&first.expect(201), "access_code");
    assert_eq!(text(&again.expect(201), "access_code"), code);
    let other = json!({"report": case.number(), "verified_by": "Somebody else"});
    let reused = analyst.post_once(&path, "replace-code-0001", &other).await;
    assert_eq!(reused.problem(422), "idempotency-key-reused");
    assert_eq!(
        app.reporter(&case.receipt).get(&case.own()).await.status,
        404
    );
    assert_eq!(app.anyone().with(code).get(&case.own()).await.status, 200);
}

#[tokio::test]
async fn an_old_code_does_not_open_an_answer_that_was_kept_for_it() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let messages = format!("{}/messages", case.own());
    let words = json!({"text": "Vi har fundet en fil mere."});
    let thief = app.reporter(&case.receipt);
    let written = thief
        .post_once(&messages, "message-before-loss", &words)
        .await;
    assert_eq!(written.status, 201);

    let body = json!({"report": case.number(), "verified_by": "Called back"});
    let replaced = analyst
        .post(&format!("{}/access-codes", case.path), &body)
        .await;
    assert_eq!(replaced.status, 201);

    let again = thief
        .post_once(&messages, "message-before-loss", &words)
        .await;
    assert_eq!(again.problem(404), "not-found");
}

#[tokio::test]
async fn logging_out_needs_no_more_than_the_token_one_has() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;

    assert_eq!(analyst.post_empty("/api/v1/auth/logout").await.status, 204);

    assert_eq!(analyst.get("/api/v1/queue").await.status, 401);
    assert_eq!(
        app.anyone().post_empty("/api/v1/auth/logout").await.status,
        401
    );
}

#[tokio::test]
async fn one_key_of_the_police_serves_each_of_their_answers_once() {
    let app = TestApp::start().await;
    let (analyst, lead) = (app.person("analyst1").await, app.person("lead").await);
    let police = app.person("police").await;
    let case = steps::bakery(&app, &analyst).await;
    let referral = steps::submitted(&analyst, &case.path).await;
    assert_eq!(
        lead.post_empty(&format!("{referral}/approve")).await.status,
        200
    );
    assert_eq!(police.get(&referral).await.header("etag"), "\"v4\"");

    let number = json!({"police_case_number": "0100-70123-00012-26"});
    let path = format!("{referral}/acknowledgement");
    for _ in 0..2 {
        let view = police
            .post_once(&path, "police-key-000001", &number)
            .await
            .expect(200);
        assert_eq!(view["state"], "acknowledged");
    }
    let accepted = json!({"decision": "accepted"});
    let path = format!("{referral}/decision");
    let view = police
        .post_once(&path, "police-key-000001", &accepted)
        .await
        .expect(200);
    assert_eq!(view["state"], "accepted");
}

#[tokio::test]
async fn the_feed_of_events_comes_to_an_end() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    app.file(&report::bakery()).await;

    let first = steps::fed(&analyst, "", 1).await;
    let end = text(&first, "next");

    let nothing_new = analyst
        .get(&format!("/api/v1/events?after={end}"))
        .await
        .expect(200);
    assert_eq!(
        (&nothing_new["data"], &nothing_new["next"]),
        (&json!([]), &json!(null))
    );
    app.file(&report::of("ddos", "Tømrer Bo", "Siden er helt nede."))
        .await;
    let news = steps::fed(&analyst, &end, 1).await;
    assert_eq!(news["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_case_that_wakes_up_promises_what_its_severity_asks_for() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let words = "Vores hjemmeside er helt nede siden i morges.";
    let case = steps::taken(&app, &analyst, &report::of("ddos", "Tømrer Bo", words)).await;
    let worse = json!({"severity": "critical"});
    let put = analyst
        .put(&format!("{}/severity", case.path), "*", &worse)
        .await;
    assert_eq!(put.expect(200)["severity"], "critical");
    let ask = json!({"transition": "ask", "question": "Hvem driver siden?"});
    let asked = analyst
        .post(&format!("{}/transitions", case.path), &ask)
        .await;
    assert_eq!(asked.expect(200)["status"], "waiting_reporter");

    let answer = json!({"text": "Vores bureau."});
    let own = app
        .reporter(&case.receipt)
        .post(&format!("{}/messages", case.own()), &answer)
        .await;

    let due = own.expect(201)["next_update_due"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let promised: chrono::DateTime<chrono::Utc> = due;
    assert!(
        promised - app.now() <= chrono::Duration::hours(4),
        "{promised}"
    );
}
