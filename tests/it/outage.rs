//! The database goes away and comes back: honest answers meanwhile, and nothing lost or doubled.

use reqwest::Method;
use serde_json::json;
use smv_cert_tests::{Caller, Reply, TestApp, count, report, send};

use crate::steps;

/// Words of a database, of its tables and of our code: none belongs into an answer.
const INTERNAL: [&str; 12] = [
    "select",
    "insert",
    "relation",
    "column",
    "permission",
    "connection",
    "postgres",
    "diesel",
    "reports",
    "smv_",
    "crates/",
    "panicked",
];

/// An answer that says "later" and nothing else.
fn assert_unavailable(what: &str, reply: &Reply) {
    assert_eq!(reply.status, 503, "{what}: {}", reply.text());
    assert_eq!(
        reply.header("content-type"),
        "application/problem+json",
        "{what}"
    );
    assert_eq!(reply.json["code"], "unavailable", "{what}");
    assert!(
        reply.header("retry-after").parse::<u32>().unwrap() > 0,
        "{what}"
    );
    assert_says_nothing_internal(what, reply);
}

fn assert_says_nothing_internal(what: &str, reply: &Reply) {
    let text = reply.text().to_lowercase();
    for word in INTERNAL {
        assert!(!text.contains(word), "{what} says {word}: {text}");
    }
}

async fn file(app: &TestApp, key: &str) -> Reply {
    app.anyone()
        .post_once("/api/v1/reports", key, &report::bakery())
        .await
}

#[tokio::test]
async fn without_its_database_every_answer_is_try_again_later() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let (anyone, baker) = (app.anyone(), app.reporter(&case.receipt));
    let (own, login) = (
        case.own(),
        json!({"email": "lead@demo.example", "password": "x"}),
    );

    app.database.go_away();

    let (filed, followed, queued, opened, logged_in, ready, alive) = tokio::join!(
        file(&app, "while-it-is-away-1"),
        baker.get(&own),
        analyst.get("/api/v1/queue"),
        analyst.get(&case.path),
        anyone.post("/api/v1/auth/login", &login),
        anyone.get("/readyz"),
        anyone.get("/healthz"),
    );
    assert_unavailable("filing", &filed);
    assert_unavailable("following", &followed);
    assert_unavailable("the queue", &queued);
    assert_unavailable("a case", &opened);
    assert_unavailable("logging in", &logged_in);
    assert_unavailable("readyz", &ready);
    assert_eq!(alive.status, 200, "the process lives");
}

#[tokio::test]
async fn a_report_that_found_no_database_is_stored_once_when_it_is_sent_again() {
    let app = TestApp::start().await;
    let before = file(&app, "before-it-went-away").await.expect(201);

    app.database.go_away();
    let (refused, again) = tokio::join!(
        file(&app, "sent-until-it-works"),
        file(&app, "sent-until-it-works")
    );
    app.database.come_back();
    let taken = file(&app, "sent-until-it-works").await.expect(201);
    let replayed = file(&app, "sent-until-it-works").await.expect(201);

    assert_eq!((refused.status.as_u16(), again.status.as_u16()), (503, 503));
    assert_eq!(taken["number"], replayed["number"]);
    assert_ne!(taken["number"], before["number"]);
    assert_eq!(
        count(&app.database.url, "SELECT count(*) AS count FROM reports"),
        2
    );
    assert_eq!(app.mails().await.len(), 2);
}

#[tokio::test]
async fn when_the_database_is_back_everything_works_without_a_restart() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;

    app.database.go_away();
    let (down, _) = tokio::join!(
        analyst.get("/api/v1/queue"),
        file(&app, "while-it-is-away-2")
    );
    app.database.come_back();

    assert_eq!(down.status, 503);
    assert_eq!(app.anyone().get("/readyz").await.status, 200);
    let case = steps::bakery(&app, &analyst).await;
    assert_eq!(
        app.reporter(&case.receipt).get(&case.own()).await.status,
        200
    );
    assert_eq!(app.mails().await.len(), 1);
}

/// The connections that were cut are replaced within the request that finds them dead.
#[tokio::test]
async fn a_restart_of_the_database_is_noticed_by_nobody() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;

    app.database.go_away();
    app.database.come_back();

    assert_eq!(
        app.reporter(&case.receipt).get(&case.own()).await.status,
        200
    );
    assert_eq!(analyst.get(&case.path).await.status, 200);
    assert_eq!(file(&app, "after-a-restart-01").await.status, 201);
}

/// The words of PostgreSQL when a table cannot grow.
#[tokio::test]
async fn a_database_without_room_is_try_again_later_and_works_when_there_is_some() {
    let app = TestApp::start().await;
    app.database.execute(
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION \
         'could not extend file \"base/5/16391\": No space left on device' USING ERRCODE = '53100'; END $$",
    );
    app.database.execute(
        "CREATE TRIGGER no_room BEFORE INSERT ON reports FOR EACH ROW EXECUTE FUNCTION no_room()",
    );

    let refused = file(&app, "while-it-is-full-01").await;
    app.database.execute("DROP TRIGGER no_room ON reports");
    let taken = file(&app, "while-it-is-full-01").await;

    assert_unavailable("filing", &refused);
    assert_eq!(taken.status, 201, "{}", taken.text());
}

async fn assert_broken(caller: &Caller, method: Method, path: &str) {
    let request = caller.request(method.clone(), path);
    let request = request.header("Idempotency-Key", "into-a-broken-table");
    let reply = send(request.json(&report::bakery())).await;
    let what = format!("{method} {path}");

    assert_says_nothing_internal(&what, &reply);
    let instance = reply.json["instance"].as_str().unwrap().to_owned();
    assert_eq!(
        instance,
        format!("urn:smv-cert:trace:{}", reply.header("x-request-id"))
    );
    assert_eq!(reply.problem(500), "internal", "{what}");
}

#[tokio::test]
async fn a_fault_of_ours_is_a_500_that_tells_only_its_trace() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let baker = app.reporter(&case.receipt);

    app.database
        .execute("REVOKE INSERT ON reports FROM smv_public");
    app.database
        .execute("ALTER TABLE cases RENAME COLUMN severity TO badness");
    app.database.execute("DROP FUNCTION follow(text, bytea)");

    assert_broken(&app.anyone(), Method::POST, "/api/v1/reports").await;
    assert_broken(&analyst, Method::GET, "/api/v1/queue").await;
    assert_broken(&analyst, Method::GET, &case.path).await;
    assert_broken(&baker, Method::GET, &case.own()).await;
}

#[tokio::test]
async fn a_stored_value_that_nobody_knows_is_a_500_and_not_a_guess() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;

    app.database.execute("UPDATE cases SET kind = 'meteor'");

    assert_broken(&analyst, Method::GET, &case.path).await;
}

#[tokio::test]
async fn a_person_at_the_form_is_told_in_words_when_the_database_is_away() {
    let app = TestApp::start().await;
    let receipt = app.file(&report::bakery()).await;
    app.database.go_away();

    let request = app.anyone().request(Method::POST, "/da/follow");
    let form = [
        ("number", receipt["number"].as_str().unwrap()),
        ("access_code", receipt["access_code"].as_str().unwrap()),
    ];
    let reply = send(request.header("Accept", "text/html").form(&form)).await;

    assert_eq!(reply.status, 503);
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    assert_ne!(reply.header("retry-after"), "", "when to try again");
    assert!(
        reply.text().contains(&reply.header("x-request-id")),
        "the code to read aloud"
    );
    let page = reply.text().to_lowercase();
    for word in ["select ", "relation", "connection", "postgres", "diesel"] {
        assert!(!page.contains(word), "{word}");
    }
}
