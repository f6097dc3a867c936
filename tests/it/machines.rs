//! Keys of calling systems: what each may do, from where, until when, and what it sees.

mod commands;

use chrono::Duration;
use diesel::Connection as _;
use diesel::connection::SimpleConnection as _;
use domain::access::Actor;
use domain::api_key::Scope;
use domain::id::ApiKeyId;
use serde_json::{Value, json};
use smv_cert_tests::{Caller, TestApp, count, report, send, text};
use store::api_keys::{self, NewKey};

use crate::edge::{filled, operations};
use crate::steps;

const REPORTS: &str = "/api/v1/reports";

/// A system with a new key that allows this, from these networks.
pub(crate) fn system(app: &TestApp, owner: &str, scopes: &[Scope], sources: &[&str]) -> Caller {
    app.anyone().with(key_of(app, owner, scopes, sources).1)
}

fn key_of(app: &TestApp, owner: &str, scopes: &[Scope], sources: &[&str]) -> (ApiKeyId, String) {
    let (key, now) = (api::api_key::generate(), app.now());
    let new = NewKey {
        id: store::new_id(now),
        owner: owner.to_owned(),
        key_hash: api::api_key::hash(&key),
        scopes: scopes.to_vec(),
        sources: sources.iter().map(ToString::to_string).collect(),
        created_at: now,
        expires_at: now + Duration::days(30),
    };
    steps::owner(app)
        .transact_blocking(&Actor::System, |tx| api_keys::insert(tx, &new))
        .unwrap();
    (new.id, key)
}

fn ticket(number: usize) -> Value {
    let mut report = report::bakery();
    report["source_ref"] = json!(format!("TICKET-{number}"));
    report["description"] = json!(format!("Alle filer er låst, nummer {number}."));
    report
}

async fn filed(system: &Caller, number: usize) -> String {
    let receipt = system.post(REPORTS, &ticket(number)).await.expect(201);
    format!("{REPORTS}/{}", text(&receipt, "number"))
}

#[tokio::test]
async fn a_key_may_do_what_its_scopes_say_and_no_other_operation_at_all() {
    let app = TestApp::start().await;
    let keys: Vec<(Scope, Caller)> = Scope::ALL
        .iter()
        .map(|scope| (*scope, system(&app, "Acme IT", &[*scope], &[])))
        .collect();
    let own = filed(&keys[0].1, 1).await;

    for (scope, key) in &keys {
        for operation in operations() {
            let path =
                filled(&operation.path).replace("SMV-0000-0000", own.rsplit('/').next().unwrap());
            let request = key
                .request(operation.method.clone(), &path)
                .header("Idempotency-Key", format!("a-key-tries-{}", operation.id))
                .header("If-Match", "*")
                .json(&match operation.id.as_str() {
                    "submit_report" => ticket(2),
                    "set_report_consents" => {
                        json!({"police_referral": "no", "share_anonymised": false})
                    }
                    "add_stage_to_report" => {
                        json!({"stage": "final", "sent_at": "2026-11-23T10:00:00Z"})
                    }
                    "login" => json!({"email": "a@b.dk", "password": "x"}),
                    "add_attachments_to_report" => json!({"name": "a.txt", "size": 3}),
                    "refresh" | "logout" => json!({"refresh_token": "x"}),
                    _ => json!({"text": "x"}),
                });
            let reply = send(request).await;
            let expected = match (operation.id.as_str(), scope) {
                ("submit_report", Scope::Submit) => (201, ""),
                ("get_report" | "list_own_reports", Scope::ReadOwn)
                | (
                    "healthz" | "readyz" | "jwks" | "security_txt" | "openapi" | "get_first_aid",
                    _,
                ) => (200, ""),
                ("submit_report" | "get_report" | "list_own_reports", _) => (403, "scope-missing"),
                // A key is no access code, whatever it may read.
                (
                    "add_message_to_report"
                    | "set_report_consents"
                    | "add_stage_to_report"
                    | "get_report_stage"
                    | "add_attachments_to_report"
                    | "get_report_attachment"
                    | "append_to_report_attachment",
                    _,
                ) => (404, "not-found"),
                ("logout", _) => (204, ""),
                // What is wrong with the body is said first: whoever has a code needs no key.
                ("enrol", _) => (422, "invalid-fields"),
                _ => (401, "unauthenticated"),
            };
            let found = (reply.status.as_u16(), text(&reply.json, "code"));
            let found = (found.0, if found.0 < 400 { "" } else { found.1.as_str() });
            assert_eq!(found, expected, "{scope}: {}", operation.id);
        }
    }
}

#[tokio::test]
async fn a_key_sees_how_its_owners_reports_stand_and_nothing_of_what_is_in_them() {
    let app = TestApp::start().await;
    let all = [Scope::Submit, Scope::ReadOwn];
    let acme = system(&app, "Acme IT", &all, &[]);
    let acme_too = system(&app, "Acme IT", &[Scope::ReadOwn], &[]);
    let nordic = system(&app, "Nordic Drift", &all, &[]);
    let own = filed(&acme, 1).await;
    let foreign = filed(&nordic, 1).await;
    let anonymous = text(&app.file(&ticket(9)).await, "number");
    let analyst = app.person("analyst1").await;

    let seen = acme.get(&own).await.expect(200);
    assert_eq!(
        seen,
        acme_too.get(&own).await.expect(200),
        "any key of the owner"
    );
    let mut members: Vec<&str> = seen
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    members.sort_unstable();
    assert_eq!(
        members,
        [
            "next_update_due",
            "number",
            "received_at",
            "state",
            "state_text",
            "updated_at"
        ]
    );
    assert_eq!(seen["state"], "new");
    let _ = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    assert_eq!(acme.get(&own).await.expect(200)["state"], "open");

    let mut answers = Vec::new();
    for path in [
        foreign.as_str(),
        &format!("{REPORTS}/{anonymous}"),
        "/api/v1/reports/SMV-0000-0000",
        "/api/v1/reports/SMV-7F3K-Q2NM",
        "/api/v1/reports/nonsense",
    ] {
        let mut problem = acme.get(path).await.expect(404);
        problem.as_object_mut().unwrap().remove("instance");
        answers.push(problem);
    }
    assert!(
        answers.windows(2).all(|pair| pair[0] == pair[1]),
        "{answers:#?}"
    );
    assert_eq!(nordic.get(&foreign).await.status, 200);
}

#[tokio::test]
async fn own_reports_are_listed_newest_first_page_by_page_and_found_by_reference() {
    let app = TestApp::start().await;
    let scopes = [Scope::Submit, Scope::ReadOwn];
    let (old, new) = (
        system(&app, "Acme IT", &scopes, &[]),
        system(&app, "Acme IT", &scopes, &[]),
    );
    let nordic = system(&app, "Nordic Drift", &scopes, &[]);
    let mut numbers = Vec::new();
    for number in 0..7 {
        let system = if number % 2 == 0 { &old } else { &new };
        numbers.insert(
            0,
            filed(system, number).await.replace("/api/v1/reports/", ""),
        );
        app.advance(Duration::seconds(1));
    }
    let _ = filed(&nordic, 100).await;

    let mut seen = Vec::new();
    let mut path = format!("{REPORTS}?limit=3");
    let mut pages = 0;
    loop {
        let page = new.get(&path).await.expect(200);
        let data = page["data"].as_array().unwrap();
        seen.extend(data.iter().map(|own| text(own, "number")));
        pages += 1;
        match page["next"].as_str() {
            Some(next) => path = format!("{REPORTS}?limit=3&after={next}"),
            None => break,
        }
    }
    assert_eq!((seen, pages), (numbers.clone(), 3));

    let found = old
        .get(&format!("{REPORTS}?source_ref=TICKET-3"))
        .await
        .expect(200);
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
    assert_eq!(found["data"][0]["number"], json!(numbers[3]));
    for (system, query) in [
        (&old, "source_ref=TICKET-100"),
        (&nordic, "source_ref=TICKET-3"),
    ] {
        let found = system.get(&format!("{REPORTS}?{query}")).await.expect(200);
        assert_eq!(found["data"], json!([]), "{query}");
    }
    assert_eq!(
        old.get(&format!("{REPORTS}?owner=x")).await.problem(400),
        "unknown-parameter"
    );
    assert_eq!(
        app.anyone().get(REPORTS).await.problem(401),
        "unauthenticated"
    );
    let code = app.anyone().with("0123456789ABCDEFGHJKMNPQRST");
    assert_eq!(code.get(REPORTS).await.problem(401), "unauthenticated");
}

#[tokio::test]
async fn a_key_that_belongs_to_a_network_is_worth_nothing_elsewhere() {
    let app = TestApp::start_with(|config| {
        config.http.proxies.trusted = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let sources = ["192.0.2.0/24", "2001:db8:7::/48"];
    let acme = system(&app, "Acme IT", &[Scope::Submit], &sources);
    let broken = system(&app, "Broken", &[Scope::Submit], &["nonsense"]);
    let file = async |system: &Caller, address: &str| {
        let request = system.request(reqwest::Method::POST, REPORTS);
        let request = request.header("X-Forwarded-For", address).json(&ticket(1));
        send(request).await.status.as_u16()
    };

    assert_eq!(file(&acme, "192.0.2.200").await, 201);
    assert_eq!(file(&acme, "2001:db8:7:99::1").await, 201);
    assert_eq!(file(&acme, "::ffff:192.0.2.9").await, 201);
    assert_eq!(file(&acme, "192.0.3.1").await, 401);
    assert_eq!(file(&acme, "2001:db8:8::1").await, 401);
    assert_eq!(
        file(&acme, "192.0.2.9, 192.0.3.1").await,
        401,
        "what it says of itself"
    );
    assert_eq!(
        acme.post(REPORTS, &ticket(1)).await.status,
        401,
        "from the proxy itself"
    );
    assert_eq!(file(&broken, "192.0.2.9").await, 401);
}

#[tokio::test]
async fn fifty_mutations_of_a_key_never_reach_the_database() {
    let app = TestApp::start().await;
    let (_, key) = key_of(&app, "Acme IT", &[Scope::Submit], &[]);
    let mut mutants: Vec<String> = Vec::new();
    for at in 5..key.len() {
        let mut bytes = key.clone().into_bytes();
        bytes[at] = if bytes[at] == b'x' { b'y' } else { b'x' };
        mutants.push(String::from_utf8(bytes).unwrap());
    }
    for at in (5..40).step_by(3) {
        let mut bytes = key.clone().into_bytes();
        bytes.swap(at, at + 1);
        mutants.push(String::from_utf8(bytes).unwrap());
    }
    let shorter = key.split_at(key.len() - 1).0;
    mutants.extend([
        shorter.to_owned(),
        format!("{key}0"),
        key.to_uppercase(),
        key.replace("smvk_", "smvk-"),
        key.replace("smvk_", "smvk__"),
        format!("smvk_{key}"),
        key.trim_start_matches("smvk_").to_owned(),
        "smvk_".to_owned(),
        "smvk__".to_owned(),
        format!("smvk_{}_000000", "A".repeat(43)),
        format!("smvk_{}_{}", "å".repeat(21), "x"),
        format!("smvk_{}", "A".repeat(3000)),
    ]);
    mutants.retain(|mutant| *mutant != key);
    // Whoever asks the database now is told 503.
    app.database.go_away();

    for mutant in &mutants {
        let request = app
            .anyone()
            .with(mutant)
            .request(reqwest::Method::GET, REPORTS);
        let reply = send(request).await;
        assert_eq!(reply.status, 401, "{mutant}");
    }
    assert_eq!(app.anyone().with(&key).get(REPORTS).await.status, 503);
    assert!(mutants.len() >= 50, "{}", mutants.len());
    app.database.come_back();
}

#[tokio::test]
async fn a_key_has_a_rate_of_its_own() {
    let app = TestApp::start_with(|config| {
        config.limits.api_key = std::num::NonZeroU32::new(5);
    })
    .await;
    let acme = system(&app, "Acme IT", &[Scope::ReadOwn], &[]);
    let nordic = system(&app, "Nordic Drift", &[Scope::ReadOwn], &[]);

    for _ in 0..5 {
        assert_eq!(acme.get(REPORTS).await.status, 200);
    }
    assert_eq!(acme.get(REPORTS).await.problem(429), "too-many-requests");
    assert_eq!(nordic.get(REPORTS).await.status, 200);
}

#[tokio::test]
async fn the_last_use_is_noted_once_a_minute_and_holds_nobody_up() {
    let app = TestApp::start().await;
    let acme = system(&app, "Acme IT", &[Scope::Submit, Scope::ReadOwn], &[]);
    let noted = || {
        let minutes = "SELECT coalesce(extract(epoch FROM last_used_at)::bigint, 0) AS count \
                       FROM api_keys WHERE owner = 'Acme IT'";
        count(&app.database.url, minutes)
    };
    assert_eq!(noted(), 0);

    let _ = filed(&acme, 1).await;
    let first = noted();
    assert!((app.now().timestamp() - first).abs() < 60);
    app.advance(Duration::seconds(30));
    let _ = filed(&acme, 2).await;
    assert_eq!(noted(), first, "not again within the minute");
    app.advance(Duration::seconds(40));
    let _ = acme.get(REPORTS).await.expect(200);
    let before = noted();
    assert!(before > first);

    // Somebody holds the row: calls go through all the same.
    app.advance(Duration::minutes(2));
    let mut holder = diesel::PgConnection::establish(&app.database.url).unwrap();
    holder
        .batch_execute("BEGIN; SELECT * FROM api_keys FOR NO KEY UPDATE")
        .unwrap();
    let begun = std::time::Instant::now();
    for number in 3..8 {
        let _ = filed(&acme, number).await;
    }
    println!("five reports while the row is held: {:?}", begun.elapsed());
    assert_eq!(noted(), before, "nothing was noted, and nobody waited");
    holder.batch_execute("ROLLBACK").unwrap();
}
