//! Somebody writes into the database: content that was moved, changed or put back does not open, and
//! nothing is sealed to a key that is not ours.

use diesel::prelude::*;
use diesel::sql_types::{Binary, Text};
use domain::access::Actor;
use serde_json::json;
use smv_cert_tests::{Reply, TestApp, report, text};

use crate::steps;

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Binary)]
    value: Vec<u8>,
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = Text)]
    id: String,
}

fn bytes(app: &TestApp, sql: &str) -> Vec<u8> {
    let mut conn = PgConnection::establish(&app.database.url).unwrap();
    let found: Value = diesel::sql_query(sql).get_result(&mut conn).unwrap();
    found.value
}

fn id(app: &TestApp, sql: &str) -> String {
    let mut conn = PgConnection::establish(&app.database.url).unwrap();
    let found: Id = diesel::sql_query(sql).get_result(&mut conn).unwrap();
    found.id
}

fn put(app: &TestApp, sql: &str, value: &[u8]) {
    let mut conn = PgConnection::establish(&app.database.url).unwrap();
    let changed = diesel::sql_query(sql)
        .bind::<Binary, _>(value)
        .execute(&mut conn)
        .unwrap();
    assert_eq!(changed, 1, "{sql}");
}

/// Why the page of a case does not open, as it stands in the log.
fn why(app: &TestApp, case: &str) -> String {
    let folder = server::keys::KeyFolder::of(&app.data_dir);
    let safe = folder.safe().unwrap();
    let settings = store::Settings {
        url: app.database.url.clone().into(),
        connections: 1,
        deadline: std::time::Duration::from_secs(10),
    };
    let db = store::Db::new(store::DbRole::Staff, &settings);
    let case = domain::id::Id::from_uuid(case.parse().unwrap());
    let (actor, now) = (Actor::System, app.now());
    let opened = db.transact_blocking(&actor, |tx| {
        triage_queue::page::case(tx, &safe, &actor, case, now)?;
        triage_queue::page::timeline(tx, &safe, &actor, case, (0, 1_000), now)
    });
    opened.unwrap_err().to_string()
}

fn says_nothing(reply: &Reply, status: u16) {
    assert_eq!(reply.status.as_u16(), status, "{}", reply.text());
    for word in ["server", "låst", "Karen", "Solsikken", "solsikken"] {
        assert!(!reply.text().contains(word), "{}", reply.text());
    }
}

#[tokio::test]
async fn content_moved_between_rows_cases_and_columns_is_an_error_that_names_the_row() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let mut other = report::bakery();
    other["organisation"]["name"] = json!("Fisk & Skaldyr");
    other["description"] = json!("En helt anden sag om en falsk faktura fra i går.");
    let (a, b) = (app.file(&report::bakery()).await, app.file(&other).await);
    let report = |receipt| {
        let number = text(receipt, "number");
        id(
            &app,
            &format!("SELECT id::text AS id FROM reports WHERE number = '{number}'"),
        )
    };
    let (a, b) = (report(&a), report(&b));
    let case = |report: &str| {
        id(
            &app,
            &format!("SELECT case_id::text AS id FROM reports WHERE id = '{report}'"),
        )
    };
    let cell = |column: &str, report: &str| {
        bytes(
            &app,
            &format!("SELECT {column} AS value FROM reports WHERE id = '{report}'"),
        )
    };
    let (content_a, content_b) = (cell("content", &a), cell("content", &b));
    let consents_a = cell("consents", &a);

    for (column, wrong) in [
        ("content", content_b.as_slice()),
        ("content", consents_a.as_slice()),
        ("consents", content_a.as_slice()),
        ("content", b"".as_slice()),
        ("content", b"{\"kind\":\"phishing\"}".as_slice()),
    ] {
        put(
            &app,
            &format!("UPDATE reports SET {column} = $1 WHERE id = '{a}'"),
            wrong,
        );
        let reply = analyst.get(&format!("/api/v1/cases/{}", case(&a))).await;
        says_nothing(&reply, 500);
        let why = why(&app, &case(&a));
        assert!(
            why.contains(&format!("table reports, column {column}, row {a}")),
            "{why}"
        );
        put(
            &app,
            &format!("UPDATE reports SET content = $1 WHERE id = '{a}'"),
            &content_a,
        );
        put(
            &app,
            &format!("UPDATE reports SET consents = $1 WHERE id = '{a}'"),
            &consents_a,
        );
    }
    let _ = analyst
        .get(&format!("/api/v1/cases/{}", case(&a)))
        .await
        .expect(200);
}

#[tokio::test]
async fn one_changed_bit_anywhere_in_what_is_sealed_is_found() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let note = analyst
        .post(
            &format!("{}/notes", case.path),
            &json!({"text": "En note."}),
        )
        .await;
    let _ = note.expect(201);
    let case_id = case.path.rsplit('/').next().unwrap().to_owned();

    for (table, column, filter) in [
        ("reports", "content", "true"),
        ("reports", "consents", "true"),
        ("persons", "content", "part = 'reporter'"),
        ("events", "content", "name = 'note'"),
        ("events", "content", "name = 'case.opened'"),
        ("key_seals", "sealed", "kind = 'report' AND holder = 'team'"),
        ("key_seals", "sealed", "kind = 'case'"),
        ("key_seals", "sealed", "kind = 'person'"),
    ] {
        let whole = bytes(
            &app,
            &format!("SELECT {column} AS value FROM {table} WHERE {filter}"),
        );
        for at in [0, 1, 20, whole.len() / 2, whole.len() - 1] {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            put(
                &app,
                &format!("UPDATE {table} SET {column} = $1 WHERE {filter}"),
                &changed,
            );

            let why = why(&app, &case_id);
            assert!(
                why.contains(&format!("table {table}"))
                    || why.contains("data key")
                    || why.contains("no key"),
                "{table}.{column} byte {at}: {why}"
            );
            let reply = analyst.get(&format!("{}/events", case.path)).await;
            assert_ne!(reply.status.as_u16(), 404, "{}", reply.text());
        }
        put(
            &app,
            &format!("UPDATE {table} SET {column} = $1 WHERE {filter}"),
            &whole,
        );
    }
    let _ = analyst.get(&case.path).await.expect(200);
}

#[tokio::test]
async fn an_old_cell_put_back_does_not_open() {
    let app = TestApp::start().await;
    let receipt = app.file(&report::bakery()).await;
    let karen = app.reporter(&receipt);
    let path = format!("/api/v1/reports/{}", text(&receipt, "number"));
    let old = bytes(&app, "SELECT consents AS value FROM reports");
    let changed = send_consents(&karen, &path, "no").await;
    assert_eq!(changed["consents"]["police_referral"], "no");

    put(&app, "UPDATE reports SET consents = $1", &old);

    says_nothing(&karen.get(&path).await, 500);
    let case = id(&app, "SELECT id::text AS id FROM cases");
    let why = why(&app, &case);
    assert!(
        why.contains("table reports, column consents") && why.contains("version 2"),
        "{why}"
    );
}

async fn send_consents(
    karen: &smv_cert_tests::Caller,
    path: &str,
    police: &str,
) -> serde_json::Value {
    let body = json!({"police_referral": police, "share_anonymised": true});
    let request = karen.request(reqwest::Method::PUT, &format!("{path}/consents"));
    smv_cert_tests::send(request.json(&body)).await.expect(200)
}

#[tokio::test]
async fn nothing_is_sealed_to_a_key_that_somebody_wrote_into_the_database() {
    let app = TestApp::start().await;
    let thief = vault::recipient::PrivateKey::generate(uuid::Uuid::from_u128(7));
    let _ = app.file(&report::bakery()).await;

    put(
        &app,
        "UPDATE sealing_keys SET public_key = $1 WHERE purpose = 'team'",
        &thief.public().to_bytes(),
    );
    // Intake believes what it has seen for a second at most.
    crate::outside::until(
        std::time::Duration::from_secs(10),
        "intake looks again",
        async || {
            let reply = app
                .anyone()
                .post_once(
                    "/api/v1/reports",
                    "thief-key-0000001",
                    &report::of("phishing", "A", "Somebody sent us a strange link."),
                )
                .await;
            reply.status == 503
        },
    )
    .await;

    let refused = app
        .anyone()
        .post_once("/api/v1/reports", "thief-key-0000002", &report::bakery())
        .await;
    assert!(!refused.header("retry-after").is_empty());
    assert_eq!(refused.problem(503), "unavailable");
}
