//! Drafts of reports: kept for three days for who has the code, and for nobody else.

use chrono::{DateTime, Duration, Utc};
use domain::access::Actor;
use serde_json::json;
use smv_cert_tests::{TestApp, count, text};
use store::retention;

use crate::form::{Reader, STEPS};
use crate::steps;

fn drafts(app: &TestApp) -> i64 {
    count(&app.database.url, "SELECT count(*) AS count FROM drafts")
}

/// Two steps, saved; the code as it stood on the screen.
async fn saved(app: &TestApp) -> (Reader, String) {
    let mut reader = Reader::begin(app, "da").await;
    let _ = reader.go("/da/report/1", STEPS[0]).await;
    let page = reader
        .go("/da/report/save", &[STEPS[1], &[("step", "2")]].concat())
        .await;
    assert_eq!(page.status, 200, "{}", page.text());
    let code = reader.of_class("code-group");
    (reader, code)
}

#[tokio::test]
async fn a_draft_comes_back_on_another_device_and_is_forgotten_after_three_days() {
    let app = TestApp::start().await;
    let (mut phone, code) = saved(&app).await;
    assert_eq!(code.replace('-', "").len(), 27);
    let _ = phone.go("/da/report/edit", &[("step", "3")]).await;
    // The connection is lost after this step; what it held is kept.
    let _ = phone.go("/da/report/3", STEPS[2]).await;

    app.advance(Duration::hours(71));
    let mut tablet = Reader::resume(&app, "en", &code.to_lowercase()).await;
    assert!(
        tablet.holds("action=\"/en/report/4\""),
        "{}",
        tablet.page.text()
    );
    let check = tablet.go("/en/report/4", STEPS[3]).await;
    for words in ["Alle filer på serveren er låst.", "Karen Holm", "Acme IT"] {
        assert!(check.text().contains(words), "{words}");
    }

    app.advance(Duration::hours(71));
    assert_eq!(Reader::resume(&app, "da", &code).await.page.status, 200);
    app.advance(Duration::hours(2));
    let late = Reader::resume(&app, "da", &code).await;
    assert_eq!(late.page.status, 422);
    assert!(late.holds("En kladde slettes efter 72 timer"));

    let now = app.now();
    assert_eq!(
        drafts(&app),
        1,
        "what cannot be opened any more is still stored"
    );
    let forgotten = steps::worker(&app)
        .transact(&Actor::System, move |tx| retention::prune(tx, now))
        .await;
    let _ = forgotten.unwrap();
    assert_eq!(drafts(&app), 0);
}

#[tokio::test]
async fn the_deadlines_run_from_the_day_that_was_meant_however_late_the_draft_is_sent() {
    let app = TestApp::start().await;
    let (_, code) = saved(&app).await;
    let answered = app.now();

    // On another device the next day, every page once more, with what stands on it.
    app.advance(Duration::hours(30));
    let mut reader = Reader::resume(&app, "da", &code).await;
    let _ = reader.go("/da/report/edit", &[("step", "2")]).await;
    assert!(
        reader.holds("I dag ("),
        "the word is dated: {}",
        reader.page.text()
    );
    for (step, answers) in (2..).zip(&STEPS[1..]) {
        let page = reader.go(&format!("/da/report/{step}"), answers).await;
        assert_eq!(page.status, 200, "{}", page.text());
    }
    app.advance(Duration::hours(20));
    let receipt = reader.go("/da/report/send", &[]).await;
    assert_eq!(receipt.status, 200, "{}", receipt.text());

    let receipt = json!({
        "number": reader.of_class("code-display number-display"),
        "access_code": reader.of_class("code-group"),
    });
    let path = format!("/api/v1/reports/{}", text(&receipt, "number"));
    let own = app.reporter(&receipt).get(&path).await.expect(200);
    let aware: DateTime<Utc> = text(&own["report"], "aware_at").parse().unwrap();
    assert!(
        (answered - aware).num_seconds().abs() < 60,
        "{aware}, not {answered}"
    );
}

#[tokio::test]
async fn a_draft_can_be_read_by_nobody_without_its_code_and_is_gone_when_it_was_sent() {
    let app = TestApp::start().await;
    let (mut reader, code) = saved(&app).await;
    let all = "SELECT encode(content, 'escape') || encode(code_hash, 'hex') AS line FROM drafts";
    let stored = app.database.lines(all).concat();
    for secret in ["filer", "ransomware", &code, &code.replace('-', "")] {
        assert!(!stored.contains(secret), "{secret}");
    }
    let mut other = code.clone();
    other.replace_range(0..1, if code.starts_with('0') { "1" } else { "0" });
    assert_eq!(Reader::resume(&app, "da", &other).await.page.status, 422);

    for (step, answers) in (3..).zip([STEPS[2], STEPS[3]]) {
        let _ = reader.go(&format!("/da/report/{step}"), answers).await;
    }
    let receipt = reader.go("/da/report/send", &[]).await;

    assert_eq!(receipt.status, 200, "{}", receipt.text());
    assert_eq!(drafts(&app), 0);
    assert_eq!(
        count(&app.database.url, "SELECT count(*) AS count FROM reports"),
        1
    );
    assert_eq!(
        count(
            &app.database.url,
            "SELECT count(*) AS count FROM call_backs"
        ),
        0
    );
}

#[tokio::test]
async fn two_tabs_in_two_languages_on_one_draft_lose_nothing() {
    let app = TestApp::start().await;
    let (mut danish, code) = saved(&app).await;
    let _ = danish.go("/da/report/edit", &[("step", "2")]).await;
    let mut english = danish.tab();

    let danish_words = [
        ("impact", "all_down"),
        ("when", "today"),
        ("description", "Alt er låst nu."),
    ];
    let english_words = [
        ("impact", "all_down"),
        ("when", "today"),
        ("description", "A note demands money."),
        ("ransom_paid", "no"),
    ];
    let _ = danish.go("/da/report/2", &danish_words).await;
    let _ = english.go("/en/report/2", &english_words).await;

    // Both stand on the page, and in the draft if the page is closed now.
    let later = Reader::resume(&app, "en", &code).await;
    for page in [&english, &later] {
        assert!(page.holds("Alt er låst nu.") && page.holds("A note demands money."));
        assert!(page.holds("Two different things were written"));
    }
    // The Danish tab goes on meanwhile, and is asked the same.
    let _ = danish.go("/da/report/3", STEPS[2]).await;
    assert!(danish.holds("Der er skrevet to forskellige ting"));

    let _ = english
        .go(
            "/en/report/choose",
            &[("step", "2"), ("pick-description", "both")],
        )
        .await;
    assert!(english.holds("Alt er låst nu.\n\nA note demands money.</textarea>"));
    let answers = [
        ("impact", "all_down"),
        ("when", "today"),
        (
            "description",
            "Alt er låst nu.\r\n\r\nA note demands money.",
        ),
        ("ransom_paid", "no"),
    ];
    let _ = english.go("/en/report/2", &answers).await;
    // What the Danish tab filled in is there too.
    assert!(
        english.holds("value=\"Karen Holm\""),
        "{}",
        english.page.text()
    );
}
