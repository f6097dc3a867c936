//! Authenticator apps: made, asked for, and each code good once.

use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};
use smv_cert_tests::{Authenticator, Caller, PASSWORD, Reply, TestApp, count, send, text};

/// A system that asks everybody for a second factor, as production does.
async fn strict() -> TestApp {
    TestApp::start_with(|config| config.second_factor_in_demo = true).await
}

async fn login(app: &TestApp, name: &str, totp: Option<&str>) -> Reply {
    let body = json!({
        "email": format!("{name}@demo.example"), "password": PASSWORD, "totp": totp,
    });
    app.anyone().post("/api/v1/auth/login", &body).await
}

/// Signs in and makes an app; the session reaches as far as the role afterwards.
pub(crate) async fn enrolled(app: &TestApp, name: &str) -> (Caller, Authenticator) {
    let tokens = login(app, name, None).await.expect(200);
    let caller = app.anyone().with(text(&tokens, "access_token"));
    let offered = caller.post_empty("/api/v1/auth/totp").await;
    assert_eq!(offered.header("cache-control"), "no-store");
    let device = Authenticator::new(&text(&offered.expect(201), "secret"));
    let code = json!({"code": device.code(app.now())});
    let confirmed = caller.post("/api/v1/auth/totp/confirm", &code).await;
    assert_eq!(confirmed.status, 204, "{}", confirmed.text());
    (caller, device)
}

#[tokio::test]
async fn without_a_second_factor_a_person_gets_as_far_as_making_one() {
    let app = strict().await;
    let tokens = login(&app, "analyst1", None).await.expect(200);
    assert_eq!(tokens["scope"], "enrolment");
    let nina = app.anyone().with(text(&tokens, "access_token"));

    for path in ["/api/v1/queue", "/api/v1/cases", "/api/v1/auth/sessions"] {
        let refused = nina.get(path).await;
        assert!(refused.text().contains("/api/v1/auth/totp"), "says how");
        assert_eq!(refused.problem(403), "second-factor-required", "{path}");
    }
    let again = json!({"password": PASSWORD});
    let refused = nina.post("/api/v1/auth/reauthenticate", &again).await;
    assert_eq!(refused.problem(403), "second-factor-required");
    let next = json!({"refresh_token": tokens["refresh_token"]});
    let next = nina.post("/api/v1/auth/refresh", &next).await.expect(200);
    assert_eq!(next["scope"], "enrolment", "a refresh opens nothing more");
    let other = login(&app, "analyst1", None).await.expect(200);

    let offered = nina.post_empty("/api/v1/auth/totp").await.expect(201);
    let device = Authenticator::new(&text(&offered, "secret"));
    let wrong = nina
        .post("/api/v1/auth/totp/confirm", &json!({"code": "000000"}))
        .await
        .expect(422);
    assert_eq!(wrong["errors"][0]["code"], "one-time-code");
    assert_eq!(nina.get("/api/v1/queue").await.status, 403);
    let right = json!({"code": device.code(app.now())});
    assert_eq!(
        nina.post("/api/v1/auth/totp/confirm", &right).await.status,
        204
    );

    assert_eq!(nina.get("/api/v1/queue").await.status, 200);
    let other = app.anyone().with(text(&other, "access_token"));
    assert_eq!(
        other.get("/api/v1/auth/factors").await.status,
        401,
        "whoever else had the password is out"
    );
}

#[tokio::test]
async fn the_password_alone_or_a_spent_code_opens_nothing() {
    let app = strict().await;
    let (_, device) = enrolled(&app, "analyst1").await;
    let spent = device.code(app.now());

    assert_eq!(
        login(&app, "analyst1", None).await.problem(401),
        "unauthenticated"
    );
    let replay = login(&app, "analyst1", Some(&spent)).await;
    assert_eq!(replay.problem(401), "unauthenticated");
    app.advance(Duration::seconds(30));
    let fresh = device.code(app.now());
    let tokens = login(&app, "analyst1", Some(&fresh)).await.expect(200);
    assert_eq!(tokens["scope"], "full");
    let replay = login(&app, "analyst1", Some(&fresh)).await;
    assert_eq!(replay.problem(401), "unauthenticated");
    let old = login(&app, "analyst1", Some(&spent)).await;
    assert_eq!(old.problem(401), "unauthenticated", "the step before it");
    app.advance(Duration::minutes(5));
    let stale = login(&app, "analyst1", Some(&fresh)).await;
    assert_eq!(stale.problem(401), "unauthenticated");
    let nina = app.anyone().with(text(&tokens, "access_token"));
    let seen = nina.get("/api/v1/auth/sessions").await.expect(200);
    assert_eq!(seen["data"][0]["method"], "totp");
}

#[tokio::test]
async fn of_logins_at_once_with_one_code_one_gets_in() {
    let app = strict().await;
    let (_, device) = enrolled(&app, "analyst1").await;
    for _ in 0..6 {
        app.advance(Duration::minutes(1));
        let code = device.code(app.now());

        let (a, b, c) = tokio::join!(
            login(&app, "analyst1", Some(&code)),
            login(&app, "analyst1", Some(&code)),
            login(&app, "analyst1", Some(&code))
        );

        let statuses: Vec<u16> = [a, b, c]
            .iter()
            .map(|reply| reply.status.as_u16())
            .collect();
        let won = statuses.iter().filter(|status| **status == 200).count();
        assert_eq!(won, 1, "{statuses:?}");
    }
}

#[tokio::test]
async fn a_code_beside_a_wrong_password_is_not_spent() {
    let app = strict().await;
    let (_, device) = enrolled(&app, "analyst1").await;
    app.advance(Duration::minutes(1));
    let code = device.code(app.now());
    let body = json!({
        "email": "analyst1@demo.example", "password": "not the password", "totp": code,
    });

    let wrong = app.anyone().post("/api/v1/auth/login", &body).await;

    assert_eq!(wrong.problem(401), "unauthenticated");
    assert_eq!(login(&app, "analyst1", Some(&code)).await.status, 200);
}

#[tokio::test]
async fn re_authentication_asks_for_all_factors() {
    let app = strict().await;
    let (nina, device) = enrolled(&app, "analyst1").await;
    app.advance(Duration::minutes(1));
    let again = "/api/v1/auth/reauthenticate";

    let half = nina.post(again, &json!({"password": PASSWORD})).await;
    assert_eq!(half.problem(401), "unauthenticated");
    let whole = json!({"password": PASSWORD, "totp": device.code(app.now())});
    let _ = nina.post(again, &whole).await.expect(200);
}

#[tokio::test]
async fn the_last_factor_stays_and_another_app_takes_its_place() {
    let app = strict().await;
    let (nina, old) = enrolled(&app, "analyst1").await;
    let remove = async || send(nina.request(Method::DELETE, "/api/v1/auth/totp")).await;
    assert_eq!(remove().await.problem(409), "last-factor");

    app.advance(Duration::minutes(1));
    let offered = nina.post_empty("/api/v1/auth/totp").await.expect(201);
    let new = Authenticator::new(&text(&offered, "secret"));
    let before = login(&app, "analyst1", Some(&old.code(app.now()))).await;
    assert_eq!(before.status, 200, "until the new one is confirmed");
    let code = json!({"code": new.code(app.now())});
    let confirmed = nina.post("/api/v1/auth/totp/confirm", &code).await;
    assert_eq!(confirmed.status, 204);

    app.advance(Duration::minutes(1));
    let old = login(&app, "analyst1", Some(&old.code(app.now()))).await;
    assert_eq!(old.problem(401), "unauthenticated");
    let new = login(&app, "analyst1", Some(&new.code(app.now()))).await;
    assert_eq!(new.status, 200);
    app.advance(Duration::minutes(10));
    let tokens = new.expect(200);
    let refreshed = json!({"refresh_token": tokens["refresh_token"]});
    let refreshed = nina
        .post("/api/v1/auth/refresh", &refreshed)
        .await
        .expect(200);
    let late = app.anyone().with(text(&refreshed, "access_token"));
    let late = late.post_empty("/api/v1/auth/totp").await;
    assert_eq!(late.problem(403), "reauthentication-required");
}

#[tokio::test]
async fn a_secret_is_sealed_where_it_is_stored() {
    let app = strict().await;
    let tokens: Value = login(&app, "analyst1", None).await.expect(200);
    let nina = app.anyone().with(text(&tokens, "access_token"));
    let offered = nina.post_empty("/api/v1/auth/totp").await.expect(201);

    let secret = text(&offered, "secret");
    assert_eq!(secret.len(), 32, "160 bits");
    assert!(text(&offered, "uri").starts_with("otpauth://totp/SMV-CERT:analyst1%40demo.example?"));
    let plain = "SELECT count(*) AS count FROM totp_secrets WHERE octet_length(secret) < 64";
    assert_eq!(count(&app.database.url, plain), 0, "padded and sealed");
    app.database
        .execute("UPDATE totp_secrets SET id = gen_random_uuid()");
    let moved = json!({"code": Authenticator::new(&secret).code(app.now())});
    let moved = nina.post("/api/v1/auth/totp/confirm", &moved).await;
    assert_eq!(moved.status, 500, "it opens in its own place only");
}
