//! Bodies that are no JSON, too large or of another shape, and the language of the answer.

use reqwest::Method;
use serde_json::{Value, json};
use smv_cert_tests::{Reply, TestApp, send};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::steps::rules;

async fn file_text(app: &TestApp, body: &'static [u8]) -> Reply {
    let request = app
        .anyone()
        .request(Method::POST, "/api/v1/reports")
        .header("Idempotency-Key", "a-key-of-seventeen")
        .header("Content-Type", "application/json");
    send(request.body(body)).await
}

#[tokio::test]
async fn what_is_no_json_is_told_apart_from_json_that_breaks_rules() {
    let app = TestApp::start().await;

    for body in [&b""[..], b"{", b"kind=ransomware", b"\xff\xfe"] {
        let reply = file_text(&app, body).await;
        assert_eq!(reply.problem(400), "not-json", "{body:?}");
    }
    for body in [&b"[]"[..], b"\"ransomware\"", b"17", b"null"] {
        let reply = file_text(&app, body).await;
        assert_eq!(reply.status, 422, "{body:?}");
        assert_eq!(rules(&reply.json)[0], ("#".into(), "wrong-type".into()));
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_and_one_at_the_limit_is_read() {
    let app = TestApp::start().await;
    let post = async |length: usize| {
        let request = app
            .anyone()
            .request(Method::POST, "/api/v1/reports")
            .header("Idempotency-Key", "a-body-too-large-1");
        send(request.body(vec![b'x'; length])).await
    };

    assert_eq!(post(262_144).await.problem(400), "not-json");
    assert_eq!(post(262_145).await.problem(413), "too-large");
    assert_eq!(post(300_000).await.problem(413), "too-large");
}

#[tokio::test]
async fn a_body_that_does_not_say_its_length_is_cut_at_the_same_limit() {
    let app = TestApp::start().await;
    let address = app.running.public_url.trim_start_matches("http://");
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /api/v1/reports HTTP/1.1\r\nHost: {address}\r\nIdempotency-Key: a-body-too-large-2\r\n\
         Transfer-Encoding: chunked\r\n\r\n"
    );
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));

    stream.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..5 {
        stream.write_all(chunk.as_bytes()).await.unwrap();
    }
    let mut status = [0; 12];
    stream.read_exact(&mut status).await.unwrap();

    assert_eq!(&status, b"HTTP/1.1 413", "answered before the body ended");
}

#[tokio::test]
async fn problems_are_told_in_danish_or_english_with_the_same_codes() {
    let app = TestApp::start().await;
    let ask = async |languages: &str| {
        let request = app
            .anyone()
            .request(Method::POST, "/api/v1/reports")
            .header("Idempotency-Key", "in-two-languages-1")
            .header("Accept-Language", languages)
            .json(&json!({"kind": "meteor"}));
        send(request).await.expect(422)
    };

    let (danish, english) = (ask("da-DK,en;q=0.5").await, ask("en-GB").await);
    let unsaid = ask("fr").await;

    assert_eq!(rules(&danish), rules(&english));
    for field in ["code", "type", "status"] {
        assert_eq!(danish[field], english[field], "{field}");
    }
    for field in ["title", "detail"] {
        assert_ne!(danish[field], english[field], "{field}");
    }
    let required = |problem: &Value| problem["errors"].to_string();
    assert!(required(&danish).contains("Feltet mangler"));
    assert!(required(&english).contains("The field is missing"));
    assert_eq!(danish["errors"], unsaid["errors"], "Danish is the default");
}
