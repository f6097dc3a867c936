//! Systems that report for their customers: an API key, and a reference of their own instead of an
//! `Idempotency-Key`.

use chrono::Duration;
use domain::api_key::Scope;
use serde_json::{Value, json};
use smv_cert_tests::{Caller, TestApp, count, report};

use crate::machines;

const REPORTS: &str = "/api/v1/reports";

/// A system of this owner with a new key.
pub(crate) fn system(app: &TestApp, owner: &str) -> Caller {
    machines::system(app, owner, &[Scope::Submit], &[])
}

fn ticket(reference: &str) -> Value {
    let mut report = report::bakery();
    report["source"] = json!("msp-acme");
    report["source_ref"] = json!(reference);
    report
}

fn stored(app: &TestApp) -> i64 {
    count(&app.database.url, "SELECT count(*) AS count FROM reports")
}

#[tokio::test]
async fn a_reference_of_a_known_system_stands_in_for_a_key() {
    let app = TestApp::start().await;
    let acme = system(&app, "Acme IT");

    let first = acme.post(REPORTS, &ticket("TICKET-4711")).await;
    app.advance(Duration::days(20));
    let again = acme.post(REPORTS, &ticket("TICKET-4711")).await;
    let with_key = acme
        .post_once(REPORTS, "a-key-on-the-retry", &ticket("TICKET-4711"))
        .await;

    assert_eq!(first.status, 201, "{}", first.text());
    assert_eq!(first.bytes, again.bytes);
    assert_eq!(first.bytes, with_key.bytes);
    assert_eq!(stored(&app), 1);
}

#[tokio::test]
async fn a_reference_with_another_body_is_refused_with_the_number_of_the_first() {
    let app = TestApp::start().await;
    let acme = system(&app, "Acme IT");
    let first = acme.post(REPORTS, &ticket("TICKET-4711")).await.expect(201);

    let mut other = ticket("TICKET-4711");
    other["description"] = json!("Nu er også kassen nede.");
    let refused = acme.post(REPORTS, &other).await;

    assert_eq!(refused.json["number"], first["number"]);
    assert_eq!(refused.problem(409), "source-ref-taken");
    assert_eq!(stored(&app), 1);
}

#[tokio::test]
async fn a_reference_belongs_to_the_system_that_gave_it() {
    let app = TestApp::start().await;
    let (acme, nordic) = (system(&app, "Acme IT"), system(&app, "Nordic Drift"));

    let acmes = acme.post(REPORTS, &ticket("TICKET-1")).await.expect(201);
    let nordics = nordic.post(REPORTS, &ticket("TICKET-1")).await.expect(201);

    assert_ne!(acmes["number"], nordics["number"]);
    assert_ne!(acmes["access_code"], nordics["access_code"]);
}

#[tokio::test]
async fn a_reference_is_its_owners_under_every_key_of_that_owner() {
    let app = TestApp::start().await;
    let (old, new) = (system(&app, "Acme IT"), system(&app, "Acme IT"));

    let before = old.post(REPORTS, &ticket("TICKET-4711")).await;
    let after = new.post(REPORTS, &ticket("TICKET-4711")).await;
    let mut other = ticket("TICKET-4711");
    other["description"] = json!("Nu er også kassen nede.");
    let refused = new.post(REPORTS, &other).await;

    assert_eq!((before.status.as_u16(), &before.bytes), (201, &after.bytes));
    assert_eq!(refused.problem(409), "source-ref-taken");
    assert_eq!(stored(&app), 1);
}

#[tokio::test]
async fn without_an_api_key_a_reference_is_only_a_label() {
    let app = TestApp::start().await;

    let without = app.anyone().post(REPORTS, &ticket("TICKET-4711")).await;
    let one = app.file(&ticket("TICKET-4711")).await;
    let two = app.file(&ticket("TICKET-4711")).await;

    assert_eq!(without.problem(400), "idempotency-key-missing");
    assert_ne!(one["number"], two["number"]);
}

#[tokio::test]
async fn a_reference_that_says_nothing_does_not_stand_in_for_a_key() {
    let app = TestApp::start().await;
    let acme = system(&app, "Acme IT");

    for empty in ["", "  "] {
        let reply = acme.post(REPORTS, &ticket(empty)).await;
        assert_eq!(reply.problem(400), "idempotency-key-missing", "{empty:?}");
    }
    assert_eq!(stored(&app), 0);
}

#[tokio::test]
async fn one_idempotency_key_of_two_callers_is_two_reports() {
    let app = TestApp::start().await;
    let (acme, nordic) = (system(&app, "Acme IT"), system(&app, "Nordic Drift"));
    let (key, body) = ("the-same-key-twice", report::bakery());

    let acmes = acme.post_once(REPORTS, key, &body).await.expect(201);
    let nordics = nordic.post_once(REPORTS, key, &body).await.expect(201);
    let anyones = app
        .anyone()
        .post_once(REPORTS, key, &body)
        .await
        .expect(201);

    assert_eq!(stored(&app), 3);
    assert_ne!(acmes["access_code"], nordics["access_code"]);
    assert_ne!(acmes["access_code"], anyones["access_code"]);
}

#[tokio::test]
async fn a_wrong_revoked_or_expired_api_key_is_refused_and_never_ignored() {
    let app = TestApp::start().await;
    let acme = system(&app, "Acme IT");
    let file = async |caller: &Caller| {
        let reply = caller
            .post_once(REPORTS, "with-an-api-key-1", &report::bakery())
            .await;
        reply.problem(401)
    };

    for wrong in [&api::api_key::generate(), "smvk_short", "an access code"] {
        assert_eq!(
            file(&app.anyone().with(wrong)).await,
            "unauthenticated",
            "{wrong}"
        );
    }
    let nordic = system(&app, "Nordic Drift");
    app.database
        .execute("UPDATE api_keys SET revoked_at = now() WHERE owner = 'Nordic Drift'");
    assert_eq!(file(&nordic).await, "unauthenticated", "revoked");
    app.advance(Duration::days(31));
    assert_eq!(file(&acme).await, "unauthenticated", "expired");
    assert_eq!(stored(&app), 0);
}
