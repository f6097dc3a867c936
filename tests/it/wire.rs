//! Requests as bytes: where one ends, what is decoded how often, and which files are given out.

use std::fmt::Write as _;

use smv_cert_tests::{TestApp, report, text};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::steps;

/// What the listener says to these bytes until it closes or has nothing more to say.
async fn say(app: &TestApp, bytes: &str) -> String {
    let address = app.running.public_url.trim_start_matches("http://");
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let bytes = bytes.replace("HOST", address);
    stream.write_all(bytes.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut said = Vec::new();
    let limit = std::time::Duration::from_secs(20);
    let read = tokio::time::timeout(limit, stream.read_to_end(&mut said)).await;
    // A connection that is reset has said all it will.
    let _ = read.expect("the listener closes what has ended");
    String::from_utf8_lossy(&said).into_owned()
}

fn statuses(said: &str) -> Vec<&str> {
    said.split("HTTP/1.1 ")
        .skip(1)
        .filter_map(|answer| answer.split(' ').next())
        .collect()
}

#[tokio::test]
async fn a_request_whose_end_can_be_read_in_two_ways_is_refused_and_nothing_after_it_is_answered() {
    let app = TestApp::start().await;
    let hidden = "GET /healthz HTTP/1.1\r\nHost: HOST\r\n\r\n";
    let length = hidden.len();
    let good = say(&app, &format!("{hidden}{hidden}")).await;
    assert_eq!(
        statuses(&good),
        ["200", "200"],
        "two whole requests are two answers: {good}"
    );

    for head in [
        format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n"),
        format!("Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n"),
        format!("Content-Length: 0\r\nContent-Length: {length}\r\n"),
        format!("Content-Length: 0, {length}\r\n"),
        format!("Content-Length: +{length}\r\n"),
        format!("Content-Length: 0x{length}\r\n"),
        "Content-Length: -1\r\n".to_owned(),
        "Transfer-Encoding: xchunked\r\n".to_owned(),
        "Transfer-Encoding: chunked, identity\r\n".to_owned(),
        "Transfer-Encoding: identity, chunked, chunked\r\n".to_owned(),
        "Transfer-Encoding : chunked\r\n".to_owned(),
        format!("Content-Length : {length}\r\n"),
    ] {
        let bytes = format!(
            "POST /api/v1/reports HTTP/1.1\r\nHost: HOST\r\nIdempotency-Key: in-two-ways-00001\r\n{head}\r\n0\r\n\r\n{hidden}"
        );
        let said = say(&app, &bytes).await;
        let statuses = statuses(&said);
        assert!(
            !statuses.contains(&"200"),
            "{head:?}: the hidden request was answered: {said}"
        );
        assert!(
            statuses.iter().all(|status| status.starts_with('4')),
            "{head:?}: {said}"
        );
    }
}

#[tokio::test]
async fn what_was_encoded_twice_is_decoded_once() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    app.upkeep().await;
    let (number, id) = (
        text(&case.receipt, "number"),
        case.path.rsplit('/').next().unwrap().to_owned(),
    );
    let encoded = |text: &str, percent: &str| -> String {
        text.bytes().fold(String::new(), |mut encoded, byte| {
            let _ = write!(encoded, "{percent}{byte:02X}");
            encoded
        })
    };
    let status = async |path: String| analyst.get(&path).await.status.as_u16();
    let found = async |percent: &str| {
        let path = format!("/api/v1/cases?q={}", encoded("solsikken", percent));
        let reply = analyst.get(&path).await;
        assert!(
            matches!(reply.status.as_u16(), 200 | 400),
            "{}",
            reply.text()
        );
        reply.json["data"].as_array().map_or(0, Vec::len)
    };

    assert_eq!(
        status(format!("/api/v1/cases/{}", encoded(&id, "%"))).await,
        200
    );
    assert_eq!(
        status(format!("/api/v1/cases/{}", encoded(&id, "%25"))).await,
        404
    );
    assert_eq!(found("%").await, 1);
    assert_eq!(found("%25").await, 0);
    let own = async |percent: &str| {
        let path = format!("/api/v1/reports/{}", encoded(&number, percent));
        app.reporter(&case.receipt).get(&path).await.status.as_u16()
    };
    assert_eq!((own("%").await, own("%25").await), (200, 404));
    let mut escaped = report::bakery();
    escaped["organisation"]["name"] = "&lt;b&gt; %41 \\u0041 &amp;amp;".into();
    let receipt = app.file(&escaped).await;
    let path = format!("/api/v1/reports/{}", text(&receipt, "number"));
    let kept = app.reporter(&receipt).get(&path).await.expect(200);
    assert_eq!(
        kept["report"]["organisation"], escaped["organisation"],
        "kept as it was sent"
    );
}

#[tokio::test]
async fn no_path_lists_a_folder_or_leaves_it() {
    let app = TestApp::start().await;
    let get = async |path: &str| {
        let said = say(
            &app,
            &format!("GET {path} HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n"),
        )
        .await;
        statuses(&said)
            .first()
            .copied()
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(
        get("/assets/static/smv.css").await,
        "200",
        "files of the pages are served"
    );

    for path in [
        "/assets",
        "/assets/",
        "/assets/static/",
        "/assets/static",
        "/assets/static/../../Cargo.toml",
        "/assets/./",
        "/assets/../Cargo.toml",
        "/assets/..%2fCargo.toml",
        "/assets/%2e%2e/%2e%2e/Cargo.toml",
        "/assets/..%5c..%5cCargo.toml",
        "/assets/%252e%252e/Cargo.toml",
        "/assets//etc/passwd",
        "/assets/static/%00smv.css",
        "/assets/static/smv.css%00.png",
        "/.git/config",
        "/.git/HEAD",
        "/Cargo.toml",
        "/keys/token.pk8",
        "/../../etc/passwd",
        "/api/docs/../../Cargo.toml",
    ] {
        let status = get(path).await;
        // The old address of the documentation leads to the new one, whatever comes after it.
        let moved = path.starts_with("/api/docs/") && status == "308";
        assert!(
            moved || matches!(status.as_str(), "404" | "400"),
            "{path}: {status}"
        );
    }
}

#[tokio::test]
async fn trace_and_other_methods_that_nobody_needs_are_refused() {
    let app = TestApp::start().await;

    for method in [
        "TRACE", "TRACK", "CONNECT", "PATCH", "PROPFIND", "DEBUG", "get",
    ] {
        for path in ["/healthz", "/da", "/api/v1/reports"] {
            let said = say(
                &app,
                &format!("{method} {path} HTTP/1.1\r\nHost: HOST\r\nX-Secret: an-echo\r\nConnection: close\r\n\r\n"),
            )
            .await;
            let status = statuses(&said)
                .first()
                .copied()
                .unwrap_or_default()
                .to_owned();
            assert!(
                matches!(status.as_str(), "404" | "405" | "400"),
                "{method} {path}: {said}"
            );
            assert!(!said.contains("an-echo"), "{method} {path}: {said}");
        }
    }
}
