//! A log of hostile requests is lines of JSON and nothing else.

use reqwest::Method;
use serde_json::Value;
use smv_cert_tests::{Caller, TestDatabase, send};

use crate::outside::empty_folder;
use crate::served::{Server, command};

#[tokio::test]
async fn hostile_requests_leave_one_clean_line_each() {
    let (database, folder) = (TestDatabase::new(), empty_folder("log-injection"));
    let mut command = command(&folder, Some(&database.url));
    command.env("SMV_CERT_LOG", "debug,hyper=off").arg("serve");
    let mut server = Server::begin(&mut command).await;
    let anyone = Caller::new(&server.url);
    let hostile = [
        "%0a%7b%22level%22%3a%22ERROR%22%7d",
        "%1b%5b2J%1b%5b31mred",
        "%e2%80%ae%e2%81%a6x",
        "%00%07%08%7f",
        "%24%7bjndi%3aldap%3a//x%7d",
        "%25s%25n%25d",
        "%c2%85%e2%80%a8next",
        "%ff%fe",
    ];

    for (at, text) in hostile.iter().enumerate() {
        for path in [
            format!("/api/v1/reports/{text}"),
            format!("/{text}"),
            format!("/api/v1/cases?{text}={text}"),
            format!("/assets/{text}"),
        ] {
            let request = anyone
                .request(Method::GET, &path)
                .header("User-Agent", "x\ty")
                .header("Accept-Language", format!("da\t{at}"))
                .header("Authorization", format!("Bearer {text}"));
            assert!(send(request).await.status.is_client_error(), "{path}");
        }
        let request = anyone
            .request(Method::POST, "/api/v1/reports")
            .header("Idempotency-Key", "a-hostile-request")
            .body(format!("{{\"kind\": \"\\n{{}}\\u001b[2J{text}\"}}"));
        assert_eq!(send(request).await.status, 422);
    }
    server.terminate().await;

    let said = server.said();
    let lines: Vec<&str> = said.lines().filter(|line| line.starts_with('{')).collect();
    let mut answered = 0;
    for line in &lines {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
        answered += i32::from(line.to_string().contains("\"answered\""));
    }
    assert!(!said.contains('\u{1b}'), "a raw escape character");
    for word in ["jndi", "ldap", "[31m", "[2J"] {
        assert!(!said.contains(word), "{word}");
    }
    let requests = i32::try_from(hostile.len() * 5).unwrap();
    assert!(answered >= requests, "{answered} of {requests}\n{said}");
    println!("{} lines, {answered} of them requests", lines.len());
}
