//! A wave of reports: the form gets shorter, says what to do, and the desk sees what is alike.

use std::num::NonZeroU32;

use chrono::Duration;
use serde_json::Value;
use smv_cert_tests::{Browser, PASSWORD, TestApp, count, report};

use crate::form::Reader;

/// A system where six reports in an hour are a wave.
async fn start() -> TestApp {
    TestApp::start_with(|config| {
        config.surge.multiple = NonZeroU32::new(3);
        config.surge.least = 6;
    })
    .await
}

const FALSE_BANK: &str =
    "En mail fra banken med et link til en falsk side, hvor man skal logge ind med MitID.";
const PARCEL: &str = "Sms om en pakke der venter hos posten, betal told paa denne adresse.";

async fn file(app: &TestApp, firms: std::ops::Range<usize>, words: &str) {
    for firm in firms {
        let _ = app
            .file(&report::of("phishing", &format!("Firma {firm}"), words))
            .await;
    }
}

/// Lets the desk's upkeep look.
async fn look(app: &TestApp) {
    app.advance(Duration::seconds(16));
    app.upkeep().await;
}

async fn surge(app: &TestApp) -> Value {
    let lead = app.person("lead").await;
    lead.get("/api/v1/surge").await.expect(200)
}

async fn page(app: &TestApp, path: &str) -> String {
    let mut browser = Browser::new(&app.running.public_url, "phone");
    browser.get(path).await.text()
}

/// The second step of a phishing report.
async fn harm_page(app: &TestApp) -> String {
    let mut reader = Reader::begin(app, "da").await;
    let answers = [("kind", "phishing"), ("ongoing", "no")];
    reader.go("/da/report/1", &answers).await.text()
}

#[tokio::test]
async fn a_wave_shortens_the_form_says_what_to_do_and_groups_what_is_alike() {
    let app = start().await;
    file(&app, 0..5, FALSE_BANK).await;
    look(&app).await;
    assert_eq!(surge(&app).await["active"], false, "five are none");
    assert!(
        !page(&app, "/da")
            .await
            .contains("Mange virksomheder er ramt")
    );
    assert!(
        harm_page(&app)
            .await
            .contains("Flere spørgsmål (frivillige)")
    );

    file(&app, 5..7, PARCEL).await;
    look(&app).await;

    let seen = surge(&app).await;
    assert_eq!(seen["active"], true, "{seen}");
    assert_eq!(seen["kind"], "phishing");
    assert_eq!(seen["recent"], 7);
    let counts: Vec<u64> = seen["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| group["count"].as_u64().unwrap())
        .collect();
    assert_eq!(counts, [5, 2], "{seen}");
    for (path, words) in [
        ("/da", "Mange virksomheder er ramt lige nu: "),
        ("/en", "Many companies are hit right now: "),
    ] {
        assert!(page(&app, path).await.contains(words), "{path}");
        assert!(
            page(&app, &format!("{path}/report")).await.contains(words),
            "{path}"
        );
    }
    let mut desk = Browser::new(&app.running.staff_url, "desk");
    let login = [("email", "lead@demo.example"), ("password", PASSWORD)];
    assert_eq!(desk.post("/console/login", &login).await.status, 303);
    let wave = desk.get("/console/surge").await.text();
    assert!(wave.contains("<h2>5 are alike: "), "{wave}");
    assert!(wave.contains("<h2>2 are alike: "), "{wave}");
    assert!(desk.get("/console").await.text().contains("/console/surge"));
    let html = harm_page(&app).await;
    assert!(!html.contains("Flere spørgsmål (frivillige)"), "{html}");
    // What must be answered is still asked, and the report is taken.
    let mut reader = Reader::begin(&app, "da").await;
    reader.fill().await;
    assert_eq!(reader.go("/da/report/send", &[]).await.status, 200);
}

#[tokio::test]
async fn a_wave_ends_by_itself() {
    let app = start().await;
    file(&app, 0..7, FALSE_BANK).await;
    look(&app).await;
    assert_eq!(surge(&app).await["active"], true);

    app.advance(Duration::minutes(61));
    look(&app).await;

    assert_eq!(surge(&app).await["active"], false);
    assert!(
        !page(&app, "/da")
            .await
            .contains("Mange virksomheder er ramt")
    );
    let ended = "SELECT count(*) AS count FROM surges WHERE ended_at IS NOT NULL";
    assert_eq!(count(&app.database.url, ended), 1);
}

#[tokio::test]
async fn what_comes_every_day_is_no_wave_and_a_flood_is_none_either() {
    let app = start().await;
    // Five an hour, day and night, for four weeks until yesterday.
    file(&app, 0..7, FALSE_BANK).await;
    app.database.execute(
        "INSERT INTO cases SELECT (jsonb_populate_record(NULL::cases, to_jsonb(c) || jsonb_build_object( \
            'id', gen_random_uuid(), 'number', 'DK-2026-' || lpad(n::text, 4, '0') || '-X', \
            'received_at', now() - interval '25 hours' - n * interval '12 minutes'))).* \
         FROM (SELECT * FROM cases LIMIT 1) c, generate_series(1, 3360) n",
    );
    app.database.execute(
        "INSERT INTO reports SELECT (jsonb_populate_record(NULL::reports, to_jsonb(r) || jsonb_build_object( \
            'id', gen_random_uuid(), 'case_id', c.id, 'number', c.number, 'received_at', c.received_at, \
            'code_hash', '\\x' || md5(c.id::text), 'fingerprint', NULL))).* \
         FROM (SELECT * FROM reports LIMIT 1) r, cases c \
         WHERE c.received_at < now() - interval '1 day'",
    );
    look(&app).await;
    assert_eq!(
        surge(&app).await["active"],
        false,
        "seven where five are usual"
    );

    let app = start().await;
    file(&app, 0..7, FALSE_BANK).await;
    app.database.execute(
        "INSERT INTO events OVERRIDING USER VALUE SELECT (jsonb_populate_record(NULL::events, to_jsonb(e) || jsonb_build_object( \
            'uid', gen_random_uuid(), 'name', 'report.suspected_flood'))).* \
         FROM events e WHERE e.name = 'case.opened'",
    );
    look(&app).await;
    assert_eq!(
        surge(&app).await["active"],
        false,
        "what looks like a flood does not count"
    );
}
