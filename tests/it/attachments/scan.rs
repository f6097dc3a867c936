//! The scanner: what it finds, and that nothing but its word makes a file clean.

mod clamd;
mod fake;

use std::path::{Path, PathBuf};
use std::time::Duration;

use attachment::ScannerAddress;
use serde_json::Value;
use smv_cert_tests::{TestApp, text};

use super::{Filed, filed, noise};
use crate::outside::empty_folder;
use fake::{Fake, Script};

async fn scanned_at(socket: &Path) -> TestApp {
    scanned_within(socket, Duration::from_secs(2)).await
}

async fn scanned_within(socket: &Path, limit: Duration) -> TestApp {
    let socket = socket.to_owned();
    TestApp::start_with(move |config| {
        config.attachments.scanner = Some(ScannerAddress::Unix(socket));
        config.attachments.scan = limit;
    })
    .await
}

fn socket(name: &str) -> PathBuf {
    empty_folder(name).join("clamd.sock")
}

async fn only(filed: &Filed) -> Value {
    let mut listed = filed.listed().await;
    assert_eq!(listed.len(), 1);
    listed.remove(0)
}

fn waits_for_the_worker(app: &TestApp) -> i64 {
    let sql = "SELECT count(*) AS count FROM attachments WHERE worker_seal IS NOT NULL";
    smv_cert_tests::count(&app.database.url, sql)
}

#[tokio::test]
async fn a_clean_file_is_shown_whole_to_the_scanner_and_then_no_more_the_workers() {
    let socket = socket("scan-clean");
    let fake = Fake::start(&socket, vec![Script::Say(b"stream: OK\0")]);
    let app = scanned_at(&socket).await;
    let filed = filed(&app).await;
    let bytes = noise(5_000_001);
    let _ = filed
        .sent("a.bin", "application/octet-stream", &bytes)
        .await;
    assert_eq!(waits_for_the_worker(&app), 1);

    assert_eq!(app.running.run_scan_once().await.unwrap(), 1);

    let file = only(&filed).await;
    assert_eq!(file["state"], "clean");
    assert!(fake.seen() == bytes, "the scanner saw all of it");
    assert_eq!(waits_for_the_worker(&app), 0);
    assert_eq!(app.running.run_scan_once().await.unwrap(), 0);
    let lines = "SELECT count(*) AS count FROM audit WHERE action = 'attachment.scanned' \
        AND detail->>'state' = 'clean' AND actor_role = 'system'";
    assert_eq!(smv_cert_tests::count(&app.database.url, lines), 1);
}

#[tokio::test]
async fn what_the_scanner_knows_is_told_to_staff_by_name_and_kept() {
    let socket = socket("scan-found");
    let _fake = Fake::start(
        &socket,
        vec![Script::Say(b"stream: Win.Test.EICAR_HDB-1 FOUND\0")],
    );
    let app = scanned_at(&socket).await;
    let filed = filed(&app).await;
    let file = filed
        .sent("x.com", "application/octet-stream", b"bad")
        .await;

    app.running.run_scan_once().await.unwrap();

    let own = only(&filed).await;
    assert_eq!(own["state"], "infected");
    assert!(own["scanner"].is_null(), "its name is for staff");
    let analyst = app.person("analyst1").await;
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    let listed = &case["reports"][0]["attachments"][0];
    assert_eq!(listed["scanner"], "Win.Test.EICAR_HDB-1");
    let path = format!(
        "/api/v1/cases/{}/attachments/{}",
        text(&case, "id"),
        text(&file, "id")
    );
    assert_eq!(analyst.get(&path).await.problem(409), "not-clean");
    assert_eq!(analyst.get(&format!("{path}?form=raw")).await.bytes, b"bad");
}

#[tokio::test]
async fn no_fault_of_the_scanner_makes_a_file_clean() {
    let faults = [
        Script::Say(b"stream: OK"),
        Script::Say(b"stream: O"),
        Script::Say(b""),
        Script::Say(b"\0"),
        Script::Say(b"stream: OK\0stream: OK\0"),
        Script::Say(b"stream: Can't allocate memory ERROR\0"),
        Script::Say(b"INSTREAM: command not understood ERROR\0"),
        Script::Say(b"HTTP/1.1 200 OK\r\n\r\nOK\0"),
        Script::Say(b"\xff\xfe\xfd stream: OK\0"),
        Script::Endless,
        Script::Silent,
        Script::CloseAfter(0),
        Script::CloseAfter(100_000),
        Script::SayBefore(b"stream: OK\0", 100_000),
    ];
    let socket = socket("scan-faults");
    let _fake = Fake::start(&socket, faults.to_vec());
    let app = scanned_at(&socket).await;
    let filed = filed(&app).await;
    let _ = filed
        .sent("a.bin", "application/octet-stream", &noise(3_000_000))
        .await;

    let mut states = Vec::new();
    for fault in &faults {
        // As the tries of one file run out, a fresh one.
        app.database
            .execute("UPDATE attachments SET attempts = 0, next_scan_at = '2000-01-01'");
        assert_eq!(app.running.run_scan_once().await.unwrap(), 1, "{fault:?}");
        states.push((fault, text(&only(&filed).await, "state")));
    }

    assert_eq!(states.len(), 14);
    for (fault, state) in states {
        assert_eq!(state, "unknown", "{fault:?}");
    }
    assert_eq!(waits_for_the_worker(&app), 1, "it is tried again");
}

#[tokio::test]
async fn a_scanner_without_an_answer_is_asked_again_and_given_up_after_eight_times() {
    let socket = socket("scan-no-answer");
    let _fake = Fake::start(&socket, vec![Script::CloseAfter(0)]);
    let app = scanned_at(&socket).await;
    let filed = filed(&app).await;
    let _ = filed.sent("a.txt", "text/plain", b"words").await;

    let mut tries = 0;
    for _ in 0..20 {
        tries += app.running.run_scan_once().await.unwrap();
        assert_ne!(only(&filed).await["state"], "clean");
        app.advance(chrono::Duration::hours(25));
    }

    assert_eq!(tries, 8);
    assert_eq!(only(&filed).await["state"], "unknown");
    assert_eq!(waits_for_the_worker(&app), 0);
}

#[tokio::test]
async fn a_scanner_that_is_away_for_long_costs_a_file_no_try_and_leaves_no_trail() {
    let socket = socket("scan-away");
    let app = scanned_at(&socket).await;
    let filed = filed(&app).await;
    let _ = filed.sent("a.txt", "text/plain", b"words").await;

    for _ in 0..20 {
        assert_eq!(app.running.run_scan_once().await.unwrap(), 1);
        assert_eq!(only(&filed).await["state"], "unknown");
        app.advance(chrono::Duration::seconds(61));
    }
    let lines = "SELECT count(*) AS count FROM audit WHERE action = 'attachment.scanned'";
    assert_eq!(smv_cert_tests::count(&app.database.url, lines), 0);
    let _fake = Fake::start(&socket, vec![Script::Say(b"stream: OK\0")]);
    assert_eq!(app.running.run_scan_once().await.unwrap(), 1);

    assert_eq!(only(&filed).await["state"], "clean");
}

#[tokio::test]
async fn two_files_are_shown_side_by_side_so_that_no_lease_ends_before_its_scan() {
    let socket = socket("scan-two");
    let _fake = Fake::start(&socket, vec![Script::Silent]);
    let app = scanned_at(&socket).await;
    let (one, two) = (filed(&app).await, filed(&app).await);
    let _ = one.sent("1.txt", "text/plain", b"one").await;
    let _ = two.sent("2.txt", "text/plain", b"two").await;
    let begun = std::time::Instant::now();

    assert_eq!(app.running.run_scan_once().await.unwrap(), 2);

    // A file has two seconds.
    assert!(begun.elapsed() < Duration::from_millis(3_800));
    assert_eq!(only(&one).await["state"], "unknown");
    assert_eq!(only(&two).await["state"], "unknown");
}

#[tokio::test]
async fn a_worker_that_is_stopped_gives_back_what_it_was_showing() {
    let socket = socket("scan-stopped");
    let fake = Fake::start(&socket, vec![Script::Silent]);
    let app = scanned_within(&socket, Duration::from_mins(1)).await;
    let filed = filed(&app).await;
    let _ = filed.sent("a.txt", "text/plain", b"words").await;
    let begun = std::time::Instant::now();

    let (round, ()) = tokio::join!(app.running.run_scan_once(), async {
        let shown = async || fake.connections() == 1;
        crate::outside::until(Duration::from_secs(10), "it is shown", shown).await;
        app.running.stop_token().cancel();
    });

    assert_eq!(round.unwrap(), 1);
    assert!(begun.elapsed() < Duration::from_secs(10));
    let given_back = "SELECT count(*) AS count FROM attachments WHERE state = 'received' \
        AND attempts = 0 AND leased_until IS NULL AND worker_seal IS NOT NULL AND scanned_at IS NULL";
    assert_eq!(smv_cert_tests::count(&app.database.url, given_back), 1);
}

#[tokio::test]
async fn a_scanner_that_comes_back_settles_what_waited() {
    let socket = socket("scan-back");
    let app = scanned_at(&socket).await;
    let filed = filed(&app).await;
    let _ = filed.sent("a.txt", "text/plain", b"words").await;
    app.running.run_scan_once().await.unwrap();
    assert_eq!(only(&filed).await["state"], "unknown");
    let _fake = Fake::start(&socket, vec![Script::Say(b"stream: OK\0")]);
    assert_eq!(
        app.running.run_scan_once().await.unwrap(),
        0,
        "not before a minute"
    );

    app.advance(chrono::Duration::seconds(61));
    app.running.run_scan_once().await.unwrap();

    assert_eq!(only(&filed).await["state"], "clean");
}

#[tokio::test]
async fn a_file_longer_than_the_scanner_takes_stays_unknown() {
    let socket = socket("scan-long");
    let refusal = b"INSTREAM size limit exceeded. ERROR\0";
    let _fake = Fake::start(&socket, vec![Script::SayBefore(refusal, 100_000)]);
    let app = scanned_at(&socket).await;
    let filed = filed(&app).await;
    let _ = filed
        .sent("a.bin", "application/octet-stream", &noise(9_000_000))
        .await;

    app.running.run_scan_once().await.unwrap();

    assert_eq!(only(&filed).await["state"], "unknown");
}

#[tokio::test]
async fn what_the_scanner_did_not_look_through_is_neither_clean_nor_infected() {
    let socket = socket("scan-limits");
    let _fake = Fake::start(
        &socket,
        vec![
            Script::Say(b"stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND\0"),
            Script::Say(b"stream: Heuristics.Encrypted.Zip FOUND\0"),
        ],
    );
    let app = scanned_at(&socket).await;
    let filed = filed(&app).await;
    for name in ["deep.zip", "secret.zip"] {
        let _ = filed.sent(name, "application/zip", name.as_bytes()).await;
        app.running.run_scan_once().await.unwrap();
    }

    for file in filed.listed().await {
        assert_eq!(file["state"], "unknown");
    }
    assert_eq!(waits_for_the_worker(&app), 0, "it is not asked again");
}

#[tokio::test]
async fn a_file_longer_than_the_scanner_looks_through_is_not_shown_to_it() {
    let socket = socket("scan-most");
    let fake = Fake::start(&socket, vec![Script::Say(b"stream: OK\0")]);
    let place = socket.clone();
    let app = TestApp::start_with(move |config| {
        config.attachments.scanner = Some(ScannerAddress::Unix(place));
        config.attachments.scanner_bytes = 1_000_000;
    })
    .await;
    let (long, most) = (filed(&app).await, filed(&app).await);
    let kind = "application/octet-stream";
    let _ = long.sent("long.bin", kind, &noise(1_000_001)).await;

    assert_eq!(app.running.run_scan_once().await.unwrap(), 1);
    assert!(fake.seen().is_empty());
    let _ = most.sent("most.bin", kind, &noise(1_000_000)).await;
    assert_eq!(app.running.run_scan_once().await.unwrap(), 1);

    assert_eq!(only(&long).await["state"], "unknown");
    assert_eq!(only(&most).await["state"], "clean");
}

#[tokio::test]
async fn a_worker_that_dies_in_a_scan_gives_the_file_back() {
    let socket = socket("scan-dies");
    let _fake = Fake::start(&socket, vec![Script::Silent, Script::Say(b"stream: OK\0")]);
    let app = scanned_at(&socket).await;
    let filed = filed(&app).await;
    let _ = filed.sent("a.txt", "text/plain", b"words").await;

    // Dropped in the middle: nothing of it is settled.
    let dying = tokio::time::timeout(Duration::from_millis(500), app.running.run_scan_once()).await;
    assert!(dying.is_err());
    assert_eq!(only(&filed).await["state"], "scanning");
    assert_eq!(
        app.running.run_scan_once().await.unwrap(),
        0,
        "it is leased"
    );
    app.advance(chrono::Duration::seconds(40));
    assert_eq!(app.running.run_scan_once().await.unwrap(), 1);

    assert_eq!(only(&filed).await["state"], "clean");
}

#[tokio::test]
async fn without_a_scanner_files_stay_received_and_are_sealed_to_no_worker() {
    let app = TestApp::start().await;
    let filed = filed(&app).await;
    let _ = filed.sent("a.txt", "text/plain", b"words").await;

    assert_eq!(app.running.run_scan_once().await.unwrap(), 0);

    assert_eq!(only(&filed).await["state"], "received");
    assert_eq!(waits_for_the_worker(&app), 0);
}
