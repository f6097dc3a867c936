//! What is sent twice is done once: reports and every other POST, with a key of the caller.

use domain::access::Actor;
use reqwest::Method;
use serde_json::{Value, json};
use smv_cert_tests::{Caller, Reply, TestApp, count, report, send, text};
use tokio::task::JoinSet;

use crate::steps;

const REPORTS: &str = "/api/v1/reports";

fn rows(app: &TestApp, table: &str) -> i64 {
    count(
        &app.database.url,
        &format!("SELECT count(*) AS count FROM {table}"),
    )
}

async fn file(caller: &Caller, key: &str, body: &Value) -> Reply {
    caller.post_once(REPORTS, key, body).await
}

#[tokio::test]
async fn a_report_without_a_key_or_with_a_bad_one_is_not_taken() {
    let app = TestApp::start().await;
    let anyone = app.anyone();

    let without = anyone.post(REPORTS, &report::bakery()).await;

    assert_eq!(without.problem(400), "idempotency-key-missing");
    let long = "k".repeat(256);
    for key in [
        "fifteen-symbols",
        "\"fifteen-symbols\"",
        "sixteen symbols!",
        &long,
        "",
        "\"half-quoted-key-1",
    ] {
        let reply = file(&anyone, key, &report::bakery()).await;
        assert_eq!(reply.problem(400), "idempotency-key-invalid", "{key}");
    }
    assert_eq!(rows(&app, "reports"), 0);
    assert_eq!(
        file(&anyone, &"k".repeat(255), &report::bakery())
            .await
            .status,
        201
    );
}

#[tokio::test]
async fn the_same_key_and_body_give_the_same_answer_and_one_report() {
    let app = TestApp::start().await;
    let anyone = app.anyone();

    let first = file(&anyone, "sixteen-symbols1", &report::bakery()).await;
    app.advance(chrono::Duration::days(6));
    let again = file(&anyone, "sixteen-symbols1", &report::bakery()).await;
    let quoted = file(&anyone, "\"sixteen-symbols1\"", &report::bakery()).await;

    assert_eq!(first.status, 201);
    assert_eq!(first.header("location"), again.header("location"));
    assert_eq!(first.header("cache-control"), "no-store");
    assert_eq!(first.bytes, again.bytes, "to the byte");
    assert_eq!(first.bytes, quoted.bytes, "quotes are no part of the key");
    assert_eq!((rows(&app, "reports"), rows(&app, "cases")), (1, 1));
    assert_eq!(app.mails().await.len(), 1);
    let own = first.header("location");
    assert_eq!(app.reporter(&again.json).get(&own).await.status, 200);
}

#[tokio::test]
async fn a_key_that_was_used_for_another_report_is_refused() {
    let app = TestApp::start().await;
    let anyone = app.anyone();
    let first = file(&anyone, "one-key-two-bodies", &report::bakery())
        .await
        .expect(201);

    let mut other = report::bakery();
    other["description"] = json!("Nu er også kassen nede.");
    let refused = file(&anyone, "one-key-two-bodies", &other).await;

    assert_eq!(refused.problem(422), "idempotency-key-reused");
    assert_eq!(rows(&app, "reports"), 1);
    let again = file(&anyone, "one-key-two-bodies", &report::bakery())
        .await
        .expect(201);
    assert_eq!(again["number"], first["number"], "the first still stands");
}

#[tokio::test]
async fn a_report_that_was_refused_leaves_its_key_free() {
    let app = TestApp::start().await;
    let mut wrong = report::bakery();
    wrong["kind"] = json!("meteor");

    let refused = file(&app.anyone(), "refused-then-right", &wrong).await;
    let right = file(&app.anyone(), "refused-then-right", &report::bakery()).await;

    assert_eq!((refused.status.as_u16(), right.status.as_u16()), (422, 201));
}

#[tokio::test]
async fn thirty_two_at_once_with_one_key_are_one_report_and_one_answer() {
    let app = TestApp::start().await;
    let mut all = JoinSet::new();

    for _ in 0..32 {
        let anyone = app.anyone();
        all.spawn(async move { file(&anyone, "thirty-two-at-once", &report::bakery()).await });
    }
    let replies = all.join_all().await;

    for reply in &replies {
        assert_eq!(reply.status, 201, "{}", reply.text());
        assert_eq!(reply.bytes, replies[0].bytes);
    }
    assert_eq!(
        (
            rows(&app, "reports"),
            rows(&app, "cases"),
            rows(&app, "outbox")
        ),
        (1, 1, 1)
    );
}

#[tokio::test]
async fn a_note_that_is_sent_twice_with_one_key_is_written_once() {
    let app = TestApp::start().await;
    let (analyst, other) = (app.person("analyst1").await, app.person("analyst2").await);
    let case = steps::bakery(&app, &analyst).await;
    let (path, note) = (
        format!("{}/notes", case.path),
        json!({"text": "Ringet op."}),
    );
    let notes = || rows(&app, "events WHERE name = 'note'");

    let first = analyst.post_once(&path, "a-note-sent-twice", &note).await;
    let again = analyst.post_once(&path, "a-note-sent-twice", &note).await;

    assert_eq!((first.status.as_u16(), &first.bytes), (201, &again.bytes));
    assert_eq!(
        (again.status.as_u16(), again.header("etag")),
        (201, "\"v3\"".into())
    );
    assert_eq!(notes(), 1);
    let others = json!({"text": "Ringet igen."});
    let refused = analyst.post_once(&path, "a-note-sent-twice", &others).await;
    assert_eq!(refused.problem(422), "idempotency-key-reused");
    let _ = other
        .post_once(&path, "a-note-sent-twice", &others)
        .await
        .expect(201);
    assert_eq!(notes(), 2, "a key belongs to the person who sent it");
}

#[tokio::test]
async fn two_at_once_with_one_key_change_a_case_once_and_get_the_same_answer() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let mut all = JoinSet::new();

    for _ in 0..8 {
        let (analyst, path) = (analyst.clone(), format!("{}/transitions", case.path));
        let ask = json!({"transition": "ask", "question": "Har I en backup?"});
        all.spawn(async move { analyst.post_once(&path, "ask-the-baker-once", &ask).await });
    }
    let replies = all.join_all().await;

    for reply in &replies {
        assert_eq!(
            (reply.status.as_u16(), &reply.bytes),
            (200, &replies[0].bytes)
        );
    }
    assert_eq!(rows(&app, "events WHERE name = 'message.question'"), 1);
}

#[tokio::test]
async fn a_reporters_message_that_is_sent_twice_arrives_once() {
    let app = TestApp::start().await;
    let receipt = app.file(&report::bakery()).await;
    let path = format!("{REPORTS}/{}/messages", text(&receipt, "number"));
    let karen = app.reporter(&receipt);
    let say = async |words: &str| {
        karen
            .post_once(&path, "the-bakers-message", &json!({"text": words}))
            .await
    };

    let (first, again) = (say("Kassen er nede.").await, say("Kassen er nede.").await);
    let other = say("Ovnen er også nede.").await;

    assert_eq!((first.status.as_u16(), &first.bytes), (201, &again.bytes));
    assert_eq!(other.problem(422), "idempotency-key-reused");
    assert_eq!(first.json["messages"].as_array().unwrap().len(), 1);
    assert_eq!(rows(&app, "events WHERE name = 'message.from_reporter'"), 1);
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_week_and_logging_in_needs_none() {
    let app = TestApp::start().await;
    let first = file(&app.anyone(), "kept-for-seven-days", &report::bakery())
        .await
        .expect(201);
    let body = json!({"email": "lead@demo.example", "password": smv_cert_tests::PASSWORD});
    let login = async || {
        let request = app.anyone().request(Method::POST, "/api/v1/auth/login");
        send(request.header("Idempotency-Key", "x").json(&body))
            .await
            .expect(200)
    };

    assert_ne!(
        login().await["refresh_token"],
        login().await["refresh_token"]
    );
    app.advance(chrono::Duration::days(8));
    let now = app.now();
    let pruned =
        steps::owner(&app).transact_blocking(&Actor::System, |tx| store::retention::prune(tx, now));
    let later = file(&app.anyone(), "kept-for-seven-days", &report::bakery()).await;

    // The key, and the two sessions that have ended by then.
    assert_eq!(pruned.unwrap(), 3);
    assert_ne!(later.expect(201)["number"], first["number"]);
}

#[tokio::test]
async fn the_key_of_any_other_post_is_kept_for_a_week_too() {
    let app = TestApp::start().await;
    let receipt = app.file(&report::bakery()).await;
    let path = format!("{REPORTS}/{}/messages", text(&receipt, "number"));
    let body = json!({"text": "Vi har fundet en backup fra i går."});
    let reporter = app.reporter(&receipt);
    let prune = || {
        let now = app.now();
        let pruned = steps::owner(&app)
            .transact_blocking(&Actor::System, |tx| store::retention::prune(tx, now));
        assert!(pruned.is_ok());
    };
    let messages = async || {
        let reply = reporter
            .post_once(&path, "kept-for-seven-days", &body)
            .await;
        assert!(reply.status.is_success(), "{}", reply.text());
        rows(&app, "events WHERE name = 'message.from_reporter'")
    };
    assert_eq!(messages().await, 1);

    app.advance(chrono::Duration::days(6));
    prune();
    assert_eq!(messages().await, 1);
    app.advance(chrono::Duration::days(2));
    prune();
    assert_eq!(messages().await, 2);
}
