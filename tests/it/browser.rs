//! The public pages in a real browser.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;
use smv_cert_tests::{PASSWORD, TestApp, count};

use crate::outside::{Program, in_project};

/// Set to anything, keeps a picture of every step in `target/screenshots/`.
const PICTURES: &str = "SMV_CERT_TEST_SCREENSHOTS";
/// For all steps in both languages, on a busy machine.
const LIMIT: Duration = Duration::from_mins(5);

/// A script of `tests/browser` with Chromium; what it prints, when it found nothing wrong.
async fn drive(script: &str, arguments: &[&str]) -> Value {
    let tool = |names: &[&str]| {
        on_path(names).unwrap_or_else(|| {
            panic!("{} is missing, which `make test` installs", names[0]);
        })
    };
    let node = tool(&["node"]);
    let chromium = tool(&["chromium", "chromium-browser", "google-chrome", "Chromium"]);
    assert!(
        in_project("tests/browser/node_modules/playwright-core").exists(),
        "playwright-core is missing, which `make test` installs"
    );
    let (base, rest) = arguments.split_first().unwrap();
    let mut driver = Command::new(node);
    driver
        .arg(in_project(&format!("tests/browser/{script}")))
        .arg(base)
        .arg(chromium)
        .args(rest);
    if std::env::var_os(PICTURES).is_some() {
        let folder = in_project("target/screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        driver.arg(folder);
    }

    let (status, said) = Program::start(&mut driver).ended(LIMIT).await;

    let seen: Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}"));
    assert!(status.success(), "{:#}", seen["wrong"]);
    seen
}

#[tokio::test]
async fn the_form_works_without_javascript_and_every_page_is_accessible() {
    let app = TestApp::start().await;
    let begun = Instant::now();

    let seen = drive("form.mjs", &[&app.running.public_url]).await;

    assert_eq!(seen["filed"].as_array().unwrap().len(), 4);
    let rows = |sql: &str| count(&app.database.url, sql);
    assert_eq!(rows("SELECT count(*) AS count FROM reports"), 4);
    let of_reporters = "SELECT count(*) AS count FROM events WHERE name = 'message.from_reporter'";
    assert_eq!(rows(of_reporters), 4);
    println!(
        "{} pages, {} axe checks in {:?}",
        seen["pages"],
        seen["axe"],
        begun.elapsed()
    );
}

#[tokio::test]
async fn in_a_wave_the_first_pages_say_what_to_do_and_can_be_read_by_everybody() {
    let app = TestApp::start_with(|config| {
        config.surge.multiple = std::num::NonZeroU32::new(2);
        config.surge.least = 2;
    })
    .await;
    for firm in ["Bageriet", "Smedjen"] {
        let words = "En mail med et link til en falsk bank.";
        let _ = app
            .file(&smv_cert_tests::report::of("phishing", firm, words))
            .await;
    }
    app.upkeep().await;

    let seen = drive("wave.mjs", &[&app.running.public_url]).await;

    assert_eq!(seen["axe"], 8);
}

#[tokio::test]
async fn the_first_view_is_at_most_120_kilobytes_on_the_wire() {
    let app = TestApp::start().await;

    let seen = drive("weight.mjs", &[&app.running.public_url]).await;

    for page in ["/da", "/en", "/da/report"] {
        let bytes = seen["bytes"][page].as_u64().unwrap();
        assert!((20_000..=120_000).contains(&bytes), "{page}: {bytes} bytes");
        println!("{page}: {bytes} bytes with headers, fonts and all");
    }
}

#[tokio::test]
async fn in_a_flood_a_browser_does_its_work_by_itself_and_without_a_script_it_waits() {
    let app = TestApp::start_with(|config| {
        config.flood.from = std::num::NonZeroU32::new(1);
        config.flood.wait = chrono::Duration::seconds(4);
    })
    .await;
    let _ = app.file(&smv_cert_tests::report::bakery()).await;

    let seen = drive("flood.mjs", &[&app.running.public_url]).await;

    assert_eq!(seen["filed"], 4);
    assert_eq!(
        seen["early"], 2,
        "without a script somebody sends too early"
    );
    let rows = |sql: &str| count(&app.database.url, sql);
    assert_eq!(rows("SELECT count(*) AS count FROM reports"), 5);
}

#[tokio::test]
async fn every_kind_is_filed_in_every_way_within_four_minutes() {
    let app = TestApp::start().await;

    let seen = drive("kinds.mjs", &[&app.running.public_url]).await;

    assert_eq!(seen["filed"], 32);
    let rows = |sql: &str| count(&app.database.url, sql);
    // The four-minute reports are two more.
    assert_eq!(rows("SELECT count(*) AS count FROM reports"), 34);
    let kinds = "SELECT count(DISTINCT kind) AS count FROM reports";
    assert_eq!(
        rows(kinds),
        8,
        "a site that is down is ddos, a hole a vulnerability"
    );
    assert_eq!(rows("SELECT count(*) AS count FROM call_backs"), 2);
    println!(
        "{} requests, {} axe checks; a report takes {} s",
        seen["requests"], seen["axe"], seen["seconds"]
    );
}

#[tokio::test]
async fn the_console_is_accessible_and_a_passkey_signs_in() {
    let app = TestApp::start().await;
    // Browsers make no passkeys for a bare address.
    let base = app.running.staff_url.replace("127.0.0.1", "localhost");

    let seen = drive("console.mjs", &[&base, PASSWORD]).await;

    assert_eq!(seen["passkeys"], 4);
    let rows = |sql: &str| count(&app.database.url, sql);
    assert_eq!(
        rows("SELECT count(*) AS count FROM passkeys WHERE version > 1"),
        2
    );
    let by_passkey = "SELECT count(*) AS count FROM sessions WHERE method = 'passkey'";
    assert_eq!(rows(by_passkey), 4);
    assert_eq!(
        rows("SELECT count(*) AS count FROM ceremonies WHERE person_id IS NOT NULL"),
        0,
        "each is taken once"
    );
    println!("{} pages, {} axe checks", seen["pages"], seen["axe"]);
}

/// The first of these programs that is on the path.
fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    names.iter().find_map(|name| {
        std::env::split_paths(&path)
            .map(|folder| folder.join(name))
            .chain([PathBuf::from("/Applications/Chromium.app/Contents/MacOS").join(name)])
            .find(|program| program.is_file())
    })
}
