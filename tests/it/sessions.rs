//! Sessions: families of refresh tokens, ending them, and showing again who one is.

use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};
use smv_cert_tests::{Caller, PASSWORD, Reply, TestApp, count, send, text};

use crate::steps;

async fn login(app: &TestApp, name: &str) -> Value {
    let body = json!({"email": format!("{name}@demo.example"), "password": PASSWORD});
    app.anyone()
        .post("/api/v1/auth/login", &body)
        .await
        .expect(200)
}

async fn refresh(app: &TestApp, tokens: &Value) -> Reply {
    let body = json!({"refresh_token": tokens["refresh_token"]});
    app.anyone().post("/api/v1/auth/refresh", &body).await
}

fn holder(app: &TestApp, tokens: &Value) -> Caller {
    app.anyone().with(text(tokens, "access_token"))
}

async fn status(caller: &Caller) -> u16 {
    caller.get("/api/v1/queue").await.status.as_u16()
}

fn ended(app: &TestApp, why: &str) -> i64 {
    let sql = format!("SELECT count(*) AS count FROM sessions WHERE end_reason = '{why}'");
    count(&app.database.url, &sql)
}

#[tokio::test]
async fn a_refresh_token_used_twice_kills_its_family() {
    let app = TestApp::start().await;
    let (first, other) = (login(&app, "analyst1").await, login(&app, "analyst1").await);
    let second = refresh(&app, &first).await.expect(200);
    let third = refresh(&app, &second).await.expect(200);
    assert_eq!(status(&holder(&app, &third)).await, 200);

    let thief = refresh(&app, &first).await;

    assert_eq!(thief.problem(401), "unauthenticated");
    for tokens in [&first, &second, &third] {
        assert_eq!(status(&holder(&app, tokens)).await, 401, "an access token");
        assert_eq!(refresh(&app, tokens).await.problem(401), "unauthenticated");
    }
    assert_eq!(
        ended(&app, "refresh_reused"),
        1,
        "written although it was 401"
    );
    assert_eq!(status(&holder(&app, &other)).await, 200, "another family");
}

#[tokio::test]
async fn of_refreshes_at_once_one_wins_and_the_others_are_reuse() {
    let app = TestApp::start().await;
    for _ in 0..8 {
        let tokens = login(&app, "analyst1").await;

        let (a, b, c, d) = tokio::join!(
            refresh(&app, &tokens),
            refresh(&app, &tokens),
            refresh(&app, &tokens),
            refresh(&app, &tokens)
        );

        let (won, lost): (Vec<Reply>, Vec<Reply>) = [a, b, c, d]
            .into_iter()
            .partition(|reply| reply.status == 200);
        assert_eq!((won.len(), lost.len()), (1, 3));
        assert!(lost.iter().all(|reply| reply.status == 401));
        let winner = holder(&app, &won[0].json);
        assert_eq!(status(&winner).await, 401, "nobody knows who the thief is");
    }
    assert_eq!(ended(&app, "refresh_reused"), 8);
}

#[tokio::test]
async fn a_referral_is_approved_only_by_who_has_shown_a_moment_ago_who_they_are() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let referral = steps::submitted(&analyst, &case.path).await;
    let approve = format!("{referral}/approve");
    let tokens = login(&app, "lead").await;
    app.advance(Duration::minutes(9));
    let tokens = refresh(&app, &tokens).await.expect(200);
    app.advance(Duration::minutes(1));
    let lead = holder(&app, &tokens);

    let late = lead.post(&approve, &json!({})).await;

    assert!(late.text().contains("/api/v1/auth/reauthenticate"));
    assert_eq!(late.problem(403), "reauthentication-required");
    let again = "/api/v1/auth/reauthenticate";
    let wrong = lead
        .post(again, &json!({"password": "not the password"}))
        .await;
    assert_eq!(wrong.problem(401), "unauthenticated");
    let late = lead.post(&approve, &json!({})).await;
    assert_eq!(late.problem(403), "reauthentication-required");
    let shown = lead
        .post(again, &json!({"password": PASSWORD}))
        .await
        .expect(200);
    assert_eq!(
        text(&shown, "until").len(),
        "2026-11-24T07:00:00.000000Z".len()
    );
    let _ = lead.post(&approve, &json!({})).await.expect(200);
}

#[tokio::test]
async fn somebody_sees_where_they_are_signed_in_and_ends_one_or_all() {
    let app = TestApp::start().await;
    let (desk, home) = (login(&app, "analyst1").await, login(&app, "analyst1").await);
    let lead = login(&app, "lead").await;
    let at_desk = holder(&app, &desk);

    let seen = at_desk.get("/api/v1/auth/sessions").await.expect(200);

    let sessions = seen["data"].as_array().unwrap().clone();
    assert_eq!(sessions.len(), 2);
    assert_eq!(
        (&sessions[1]["current"], &sessions[0]["current"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(sessions[0]["kind"], "api");
    assert_eq!(sessions[0]["method"], "password");
    let end = async |caller: &Caller, session: &Value| {
        let path = format!("/api/v1/auth/sessions/{}", text(session, "id"));
        send(caller.request(Method::DELETE, &path)).await
    };
    let others = end(&holder(&app, &lead), &sessions[0]).await;
    assert_eq!(others.problem(404), "not-found", "another person's");
    assert_eq!(end(&at_desk, &sessions[0]).await.status, 204);
    assert_eq!(status(&holder(&app, &home)).await, 401);
    assert_eq!(end(&at_desk, &sessions[0]).await.status, 404, "once more");

    let tablet = login(&app, "analyst1").await;
    let out = at_desk.post_empty("/api/v1/auth/logout-everywhere").await;
    assert_eq!(out.status, 204);
    for tokens in [&desk, &tablet] {
        assert_eq!(status(&holder(&app, tokens)).await, 401);
        assert_eq!(refresh(&app, tokens).await.status, 401);
    }
    assert_eq!(status(&holder(&app, &lead)).await, 200, "another person");
    assert_eq!(ended(&app, "everywhere"), 2);
}
