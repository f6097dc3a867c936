//! The life of a key by commands, on running processes: made, followed by another, revoked.

use std::time::{Duration, Instant};

use serde_json::json;
use smv_cert_tests::{Caller, TestDatabase, execute, report};

use crate::outside::{empty_folder, until};
use crate::served::{Server, command, run};

/// The key that a command shows on standard output.
fn key(data_dir: &std::path::Path, url: &str, words: &[&str]) -> String {
    let output = command(data_dir, Some(url))
        .arg("api-key")
        .args(words)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

async fn may_file(server: &Server, key: &str, number: u32) -> bool {
    let mut report = report::bakery();
    report["source_ref"] = json!(format!("T-{number}"));
    let reply = Caller::new(&server.url)
        .with(key)
        .post("/api/v1/reports", &report)
        .await;
    assert!(
        reply.status == 201 || reply.status == 401,
        "{}",
        reply.text()
    );
    reply.status == 201
}

#[tokio::test]
async fn a_key_is_followed_by_another_without_a_gap_and_ends_at_once_when_revoked() {
    let (database, folder) = (TestDatabase::new(), empty_folder("api-keys"));
    let url = &database.url;
    let servers = [
        Server::start(&folder, Some(url)).await,
        Server::start(&folder, Some(url)).await,
    ];
    let list = || run(&folder, url, &["api-key", "list"]).1;

    let first = key(
        &folder,
        url,
        &[
            "add",
            "--owner",
            "Acme IT",
            "--days",
            "90",
            "--scope",
            "submit",
            "--scope",
            "read_own",
            "--source",
            "127.0.0.0/8",
        ],
    );
    assert!(api::api_key::is_well_formed(&first));
    assert!(list().contains("never used"), "{}", list());
    for server in &servers {
        assert!(may_file(server, &first, 1).await);
    }
    assert!(!list().contains("never used"), "{}", list());

    let second = key(&folder, url, &["rotate", "Acme IT", "--overlap", "2d"]);
    assert_ne!(first, second);
    assert!(may_file(&servers[0], &first, 2).await && may_file(&servers[1], &second, 3).await);
    let shown = list();
    let lines: Vec<&str> = shown
        .lines()
        .filter(|line| line.contains("Acme IT"))
        .collect();
    assert_eq!(lines.len(), 2, "{shown}");
    for line in &lines {
        assert!(
            line.contains("submit,read_own") && line.contains("from 127.0.0.0/8"),
            "{line}"
        );
    }
    // The overlap is over.
    execute(
        url,
        "UPDATE api_keys SET expires_at = now() WHERE expires_at < now() + interval '3 days'",
    );
    assert!(!may_file(&servers[0], &first, 4).await);
    assert!(may_file(&servers[1], &second, 4).await);

    let (revoked, said) = run(&folder, url, &["api-key", "revoke", "--owner", "Acme IT"]);
    let begun = Instant::now();
    assert!(revoked, "{said}");
    for server in &servers {
        assert!(
            !may_file(server, &second, 5).await,
            "after {:?}",
            begun.elapsed()
        );
    }
    until(Duration::from_secs(1), "it stays so", async || {
        !may_file(&servers[0], &second, 6).await
    })
    .await;
}

#[tokio::test]
async fn what_no_key_may_be_is_refused_by_the_command() {
    let (database, folder) = (TestDatabase::new(), empty_folder("api-keys-refused"));
    for words in [
        &["add", "--owner", " "][..],
        &["add", "--owner", "a", "--days", "366"],
        &["add", "--owner", "a", "--days", "0"],
        &["add", "--owner", "a", "--scope", "admin"],
        &["add", "--owner", "a", "--source", "0.0.0.0/0"],
        &["add", "--owner", "a", "--source", "acme.example"],
        &["rotate", "nobody"],
        &["rotate", "a", "--overlap", "60d"],
        &["revoke", "--owner", "nobody"],
    ] {
        let words = [&["api-key"], words].concat();
        let (done, said) = run(&folder, &database.url, &words);
        assert!(!done, "{words:?}: {said}");
    }
}
