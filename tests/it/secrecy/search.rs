//! What is sealed can still be found, by those who may see it.

use std::time::{Duration, Instant};

use serde_json::json;
use smv_cert_tests::{Caller, PASSWORD, TestApp, TestDatabase, report, text};

use crate::outside::{empty_folder, until};
use crate::served::Server;
use crate::steps;

#[tokio::test]
async fn words_from_anywhere_in_a_case_find_it_in_any_form_or_only_begun() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let note =
        json!({"text": "Gerningsmanden skrev fra lockers@evil.example og brugte 185.12.33.7."});
    let _ = analyst
        .post(&format!("{}/notes", case.path), &note)
        .await
        .expect(201);
    let _ = app
        .file(&report::of(
            "phishing",
            "Fisk & Skaldyr",
            "En falsk faktura fra banken.",
        ))
        .await;
    app.upkeep().await;

    for q in [
        "Solsikken",
        "solsikkens",
        "bager",
        "filerne",
        "server",
        "krypt",
        "låst",
        "LÅST server",
        "Karen Holm",
        "karen@solsikken.example",
        "solsikken.example",
        "+4520304050",
        "20 30 40 50",
        "13748136",
        "lockers@evil.example",
        "evil.example",
        "hxxp://evil[.]example/x",
        "gerningsmand",
    ] {
        let q: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
        let found = analyst
            .get(&format!("/api/v1/cases?q={q}"))
            .await
            .expect(200);
        let numbers: Vec<_> = found["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| text(c, "number"))
            .collect();
        let wanted = if q.starts_with("krypt") {
            vec![]
        } else {
            vec![case.number()]
        };
        assert_eq!(numbers, wanted, "{q}");
    }
    for nothing in ["skaldyr låst", "solsikkefrø", "karen@skaldyr.example"] {
        let q: String = url::form_urlencoded::byte_serialize(nothing.as_bytes()).collect();
        let found = analyst
            .get(&format!("/api/v1/cases?q={q}"))
            .await
            .expect(200);
        assert_eq!(found["data"], json!([]), "{nothing}");
    }
    let found = analyst
        .get("/api/v1/cases?observable=evil.example")
        .await
        .expect(200);
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
    let found = analyst
        .get("/api/v1/cases?cvr=13748136&q=server")
        .await
        .expect(200);
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_new_report_and_a_new_message_can_be_found_within_two_seconds() {
    let (database, folder) = (TestDatabase::new(), empty_folder("search"));
    let server = Server::start(&folder, Some(&database.url)).await;
    let anyone = Caller::new(&server.url);
    let login = json!({"email": "analyst1@demo.example", "password": PASSWORD});
    let tokens = anyone.post("/api/v1/auth/login", &login).await.expect(200);
    let analyst = anyone.with(text(&tokens, "access_token"));
    let found = async |word: &str| {
        let list = analyst
            .get(&format!("/api/v1/cases?q={word}"))
            .await
            .expect(200);
        !list["data"].as_array().unwrap().is_empty()
    };

    let filed = anyone
        .post_once("/api/v1/reports", "found-in-two-seconds", &report::bakery())
        .await;
    let receipt = filed.expect(201);
    let since = Instant::now();
    // Twice the promise: the machines of the tests are loaded.
    until(Duration::from_secs(4), "the report is found", async || {
        found("solsikken").await
    })
    .await;
    assert!(!found("regnskabsmappe").await);
    let karen = anyone.with(text(&receipt, "access_code"));
    let path = format!("/api/v1/reports/{}/messages", text(&receipt, "number"));
    let message = json!({"text": "Nu er regnskabsmappen også væk."});
    let _ = karen.post(&path, &message).await.expect(201);
    until(Duration::from_secs(4), "the message is found", async || {
        found("regnskabsmappe").await
    })
    .await;

    assert!(since.elapsed() < Duration::from_secs(30));
    std::fs::remove_dir_all(folder).unwrap();
}
