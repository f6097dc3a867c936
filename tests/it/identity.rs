//! Who is who: logging in and out, rights that end at once, and codes that open one report.

use chrono::Duration;
use serde_json::{Value, json};
use smv_cert_tests::{Caller, PASSWORD, Reply, TestApp, report, text};

use crate::steps;

async fn login(app: &TestApp, email: &str, password: &str) -> Reply {
    let body = json!({"email": email, "password": password});
    app.anyone().post("/api/v1/auth/login", &body).await
}

async fn session(app: &TestApp) -> Value {
    let reply = login(app, "analyst1@demo.example", PASSWORD).await;
    assert_eq!(reply.header("cache-control"), "no-store");
    reply.expect(200)
}

async fn with_refresh_token(app: &TestApp, call: &str, tokens: &Value) -> Reply {
    let body = json!({"refresh_token": tokens["refresh_token"]});
    app.anyone()
        .post(&format!("/api/v1/auth/{call}"), &body)
        .await
}

fn holder(app: &TestApp, tokens: &Value) -> Caller {
    app.anyone().with(text(tokens, "access_token"))
}

async fn may_work(caller: &Caller) -> bool {
    let reply = caller.get("/api/v1/queue").await;
    if reply.status == 401 {
        assert_eq!(reply.header("www-authenticate"), "Bearer");
        assert_eq!(reply.problem(401), "unauthenticated");
        return false;
    }
    reply.status == 200
}

/// The problem without the name of its occurrence.
fn without_instance(reply: Reply) -> (u16, Value) {
    let mut problem = reply.json;
    problem.as_object_mut().unwrap().remove("instance").unwrap();
    (reply.status.as_u16(), problem)
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_told_the_same() {
    let app = TestApp::start().await;

    let wrong = login(&app, "lead@demo.example", "not the password").await;
    let unknown = login(&app, "nobody@demo.example", PASSWORD).await;
    let shouted = login(&app, " LEAD@demo.example ", PASSWORD).await;

    assert_eq!(wrong.status, 401);
    assert_eq!(without_instance(wrong), without_instance(unknown));
    assert_eq!(shouted.status, 200, "an address has no case");
    assert_eq!(login(&app, "lead@demo.example", "").await.status, 422);
}

#[tokio::test]
async fn an_access_token_lasts_ten_minutes_and_a_refresh_brings_the_next() {
    let app = TestApp::start().await;
    let tokens = session(&app).await;

    assert_eq!(
        (&tokens["expires_in"], &tokens["token_type"]),
        (&json!(600), &json!("Bearer"))
    );
    assert!(may_work(&holder(&app, &tokens)).await);
    app.advance(Duration::minutes(10));
    assert!(!may_work(&holder(&app, &tokens)).await);
    let next = with_refresh_token(&app, "refresh", &tokens)
        .await
        .expect(200);

    assert!(may_work(&holder(&app, &next)).await);
    assert!(
        !may_work(&holder(&app, &tokens)).await,
        "the old token stays dead"
    );
}

#[tokio::test]
async fn a_refresh_token_works_once_and_for_half_a_day() {
    let app = TestApp::start().await;
    let tokens = session(&app).await;

    let next = with_refresh_token(&app, "refresh", &tokens)
        .await
        .expect(200);
    let again = with_refresh_token(&app, "refresh", &tokens).await;

    assert_eq!(again.problem(401), "unauthenticated");
    app.advance(Duration::hours(12));
    let late = with_refresh_token(&app, "refresh", &next).await;
    assert_eq!(late.problem(401), "unauthenticated");
    let never = with_refresh_token(&app, "refresh", &json!({"refresh_token": "smvr_x"})).await;
    assert_eq!(never.problem(401), "unauthenticated");
}

#[tokio::test]
async fn two_refreshes_at_once_give_one_new_session() {
    let app = TestApp::start().await;
    let tokens = session(&app).await;

    let (one, two) = tokio::join!(
        with_refresh_token(&app, "refresh", &tokens),
        with_refresh_token(&app, "refresh", &tokens)
    );

    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
}

#[tokio::test]
async fn logging_out_ends_the_session_at_once_and_only_that_one() {
    let app = TestApp::start().await;
    let (desk, home) = (session(&app).await, session(&app).await);

    let out = with_refresh_token(&app, "logout", &desk).await;

    assert_eq!((out.status.as_u16(), out.bytes.len()), (204, 0));
    assert!(!may_work(&holder(&app, &desk)).await);
    assert!(may_work(&holder(&app, &home)).await);
    assert_eq!(with_refresh_token(&app, "refresh", &desk).await.status, 401);
    assert_eq!(
        with_refresh_token(&app, "logout", &desk).await.status,
        204,
        "once more"
    );
}

#[tokio::test]
async fn a_person_who_is_disabled_is_out_at_once() {
    let app = TestApp::start().await;
    let tokens = session(&app).await;
    let now = app.now();

    steps::owner(&app)
        .transact_blocking(&domain::access::Actor::System, |tx| {
            store::people::disable(tx, "analyst1@demo.example", now)
        })
        .unwrap();

    assert!(!may_work(&holder(&app, &tokens)).await);
    assert_eq!(
        with_refresh_token(&app, "refresh", &tokens).await.status,
        401
    );
    assert_eq!(
        login(&app, "analyst1@demo.example", PASSWORD).await.status,
        401
    );
}

#[tokio::test]
async fn a_role_that_was_taken_away_is_gone_whatever_the_token_says() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    assert!(may_work(&analyst).await);

    app.database
        .execute("UPDATE people SET role = 'admin' WHERE email = 'analyst1@demo.example'");

    assert_eq!(analyst.get("/api/v1/queue").await.problem(403), "forbidden");
}

#[tokio::test]
async fn a_wrong_code_and_an_unknown_number_are_told_the_same() {
    let app = TestApp::start().await;
    let (karen, bo) = (
        app.file(&report::bakery()).await,
        app.file(&report::of("phishing", "Tømrer Bo", "En mærkelig besked."))
            .await,
    );
    let own = format!("/api/v1/reports/{}", text(&karen, "number"));
    let consents = json!({"police_referral": "no", "share_anonymised": false});
    let unknown = domain::number::ReportNumber::new(&[7; 5]);

    let others_code = without_instance(app.reporter(&bo).get(&own).await);
    assert_eq!(others_code.0, 404);
    let unknown = app
        .reporter(&karen)
        .get(&format!("/api/v1/reports/{unknown}"))
        .await;
    assert_eq!(without_instance(unknown), others_code);
    for nonsense in ["1234", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAA"] {
        let caller = app.anyone().with(nonsense);
        assert_eq!(
            without_instance(caller.get(&own).await),
            others_code,
            "{nonsense}"
        );
    }
    let malformed = app.reporter(&karen).get("/api/v1/reports/SMV-1").await;
    assert_eq!(without_instance(malformed), others_code);
    for reply in [
        app.reporter(&bo)
            .post(&format!("{own}/messages"), &json!({"text": "Hej"}))
            .await,
        app.reporter(&bo)
            .put(&format!("{own}/consents"), "*", &consents)
            .await,
    ] {
        assert_eq!(without_instance(reply), others_code);
    }
}

#[tokio::test]
async fn a_report_without_a_code_needs_one_and_a_code_is_read_in_any_shape() {
    let app = TestApp::start().await;
    let receipt = app.file(&report::bakery()).await;
    let (number, code) = (text(&receipt, "number"), text(&receipt, "access_code"));
    let own = format!("/api/v1/reports/{number}");

    assert_eq!(app.anyone().get(&own).await.problem(401), "unauthenticated");
    for shape in [
        code.clone(),
        code.to_lowercase(),
        code.replace('-', ""),
        code.replace('-', " "),
    ] {
        let caller = app.anyone().with(shape.as_str());
        assert_eq!(caller.get(&own.to_lowercase()).await.status, 200, "{shape}");
    }
    let staff = app.person("lead").await;
    assert_eq!(
        staff.get(&own).await.status,
        404,
        "a token of staff is no code"
    );
    assert!(
        !may_work(&app.reporter(&receipt)).await,
        "a code is no token of staff"
    );
}

#[tokio::test]
async fn a_message_with_the_code_in_it_is_refused_so_that_nobody_else_holds_it() {
    let app = TestApp::start().await;
    let receipt = app.file(&report::bakery()).await;
    let path = format!("/api/v1/reports/{}/messages", text(&receipt, "number"));
    let code = text(&receipt, "access_code");

    for words in [
        code.clone(),
        format!("Min kode er {code}"),
        format!("koden: {}.", code.to_lowercase()),
        format!("({})", code.replace('-', "")),
        format!("Koden er {} tak", code.replace('-', " ")),
    ] {
        let reply = app
            .reporter(&receipt)
            .post(&path, &json!({"text": words}))
            .await;
        let refused = [("#/text".to_owned(), "contains-access-code".to_owned())];
        assert_eq!(steps::rules(&reply.expect(422)), refused, "{words}");
    }
}

#[tokio::test]
async fn a_code_that_was_replaced_opens_nothing_any_more() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let body =
        json!({"report": case.number(), "verified_by": "Ringet op på nummeret i registret."});

    let reply = analyst
        .post(&format!("{}/access-codes", case.path), &body)
        .await;

    assert_eq!(reply.header("cache-control"), "no-store");
    let new = reply.expect(201);
    assert_eq!(app.reporter(&new).get(&case.own()).await.status, 200);
    assert_eq!(
        app.reporter(&case.receipt).get(&case.own()).await.status,
        404
    );
    let other = app
        .file(&report::of("ddos", "Tømrer Bo", "Siden er nede."))
        .await;
    let of_another_case = json!({"report": other["number"], "verified_by": "Ringet op."});
    let refused = analyst
        .post(&format!("{}/access-codes", case.path), &of_another_case)
        .await;
    assert_eq!(refused.status, 404);
}
