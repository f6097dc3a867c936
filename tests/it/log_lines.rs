//! What the program logs, as the one who reads it gets it: JSON lines that nobody can forge or fill with words.

mod hostile;

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};
use smv_cert_tests::{Caller, PASSWORD, TestDatabase, text};

use crate::outside::{empty_folder, until};
use crate::served::Server;
use hostile::{CANARY, READINGS, read_hostile_things, write_hostile_things};

fn lines(said: &str) -> Vec<Value> {
    said.lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(Value::is_object)
        .collect()
}

/// The lines of requests, but for those of whoever waited for the server: the last may come late.
fn is_answer(line: &Value) -> bool {
    line["message"] == "answered" && line["http.route"] != "/readyz"
}

#[tokio::test]
async fn hostile_requests_make_one_readable_line_each_and_put_no_word_into_it() {
    let (database, data_dir) = (TestDatabase::new(), empty_folder("log-lines"));
    let mut server = Server::start(&data_dir, Some(&database.url)).await;
    let before = server.said();
    let answered_before = lines(&before).iter().filter(|line| is_answer(line)).count();

    read_hostile_things(&server.url).await;
    let expected = READINGS + write_hostile_things(&server.url).await;
    let mut said = String::new();
    until(
        Duration::from_mins(1),
        "every request has its line",
        async || {
            said = server.said();
            let answered = lines(&said).iter().filter(|line| is_answer(line)).count();
            answered >= answered_before + expected
        },
    )
    .await;

    let new = said.split_at(before.len()).1;
    assert!(!new.contains(CANARY), "a word that was sent is in the log");
    assert!(
        new.chars().all(|sign| sign == '\n' || !sign.is_control()),
        "a control character is in the log"
    );
    let mut traces = BTreeSet::new();
    let mut answered = 0;
    for line in new.lines().filter(|line| !line.is_empty()) {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        assert!(text(&line, "timestamp").ends_with('Z'), "{line}");
        assert!(
            ["INFO", "WARN", "ERROR"].contains(&line["level"].as_str().unwrap()),
            "{line}"
        );
        if is_answer(&line) {
            answered += 1;
            assert!(traces.insert(text(&line, "trace.id")), "{line}");
            assert!(
                line["http.status"].is_u64() && line["elapsed_ms"].is_f64(),
                "{line}"
            );
            assert!(
                ["GET", "POST"].contains(&line["http.method"].as_str().unwrap()),
                "{line}"
            );
            let route = text(&line, "http.route");
            assert!(route == "-" || route.starts_with('/'), "{line}");
        }
    }
    assert_eq!(
        answered, expected,
        "no more and no fewer lines than requests"
    );
    let _ = std::fs::remove_dir_all(data_dir);
}

#[tokio::test]
async fn a_fault_of_ours_is_one_line_with_its_cause_under_the_trace_that_the_caller_was_told() {
    let (database, data_dir) = (TestDatabase::new(), empty_folder("log-faults"));
    let mut server = Server::start(&data_dir, Some(&database.url)).await;
    let anyone = Caller::new(&server.url);
    let login = json!({"email": "analyst1@demo.example", "password": PASSWORD});
    let tokens = anyone.post("/api/v1/auth/login", &login).await.expect(200);
    let analyst = anyone.with(text(&tokens, "access_token"));

    database.execute("ALTER TABLE cases RENAME COLUMN severity TO badness");
    let reply = analyst.get("/api/v1/queue").await;
    let trace = reply.header("x-request-id");
    assert_eq!(reply.problem(500), "internal");
    let mut of_trace = Vec::new();
    until(
        Duration::from_secs(30),
        "the fault and its request are logged",
        async || {
            of_trace = lines(&server.said());
            of_trace.retain(|line| line["trace.id"] == json!(trace));
            of_trace.iter().any(is_answer)
        },
    )
    .await;

    let faults: Vec<&Value> = of_trace
        .iter()
        .filter(|line| line["level"] == "ERROR")
        .collect();
    assert_eq!(faults.len(), 1, "{of_trace:?}");
    assert!(
        faults[0].to_string().contains("severity"),
        "the cause: {}",
        faults[0]
    );
    let answer = of_trace.iter().find(|line| is_answer(line)).unwrap();
    assert_eq!(answer["http.status"], 500);
    assert_eq!(answer["http.route"], "/api/v1/queue");
    let _ = std::fs::remove_dir_all(data_dir);
}
