//! Bodies that come too slowly, and never end. The limits are short here; the program's are a minute in
//! all and 1 KiB a second over ten seconds.

use std::time::{Duration, Instant};

use smv_cert_tests::{TestApp, report};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

async fn hurried() -> TestApp {
    TestApp::start_with(|config| {
        config.pace = api::Pace {
            total: Duration::from_millis(900),
            window: Duration::from_millis(250),
            least: 500,
        };
    })
    .await
}

fn head(path: &str, kind: &str, framing: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nAccept: */*\r\nIdempotency-Key: a-slow-body-12345\r\n\
         Content-Type: {kind}\r\n{framing}\r\n\r\n"
    )
}

/// Sends the head, then a piece every few milliseconds until the other side ends it. The answer's
/// first line, and how long that took.
async fn trickle(app: &TestApp, head: String, piece: &'static str) -> (String, Duration) {
    let address = app
        .running
        .public_url
        .trim_start_matches("http://")
        .to_owned();
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut reading, mut writing) = stream.into_split();
    let begun = Instant::now();
    writing.write_all(head.as_bytes()).await.unwrap();
    let sending = async {
        let mut ticks = tokio::time::interval(Duration::from_millis(20));
        loop {
            ticks.tick().await;
            if writing.write_all(piece.as_bytes()).await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    let receiving = async {
        let mut answer = Vec::new();
        let _ = reading.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer)
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let limit = tokio::time::sleep(Duration::from_secs(20));
    tokio::select! {
        first = receiving => (first, begun.elapsed()),
        () = sending => unreachable!(),
        () = limit => panic!("still open after 20 s: {head}"),
    }
}

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn a_body_that_trickles_is_cut_off_wherever_it_is_sent() {
    let app = hurried().await;
    let long = "Content-Length: 100000";
    let chunked = "Transfer-Encoding: chunked";

    for (path, kind, framing, piece) in [
        ("/api/v1/reports", JSON, long, "x"),
        ("/api/v1/auth/login", JSON, long, "x"),
        ("/api/v1/reports", JSON, chunked, "1\r\nx\r\n"),
        ("/da/report/send", FORM, long, "a"),
        ("/da/follow", FORM, chunked, "1\r\na\r\n"),
    ] {
        let (first, took) = trickle(&app, head(path, kind, framing), piece).await;
        assert_eq!(first, "HTTP/1.1 408 Request Timeout", "{path} {framing}");
        assert!(took < Duration::from_secs(3), "{path} {framing}: {took:?}");
    }
}

#[tokio::test]
async fn a_body_that_is_fast_enough_but_never_ends_is_cut_off_too() {
    let app = hurried().await;
    let piece = "64\r\n0123456789012345678901234567890123456789012345678901234567890123456789\
                 012345678901234567890123456789\r\n";

    let chunked = head("/api/v1/reports", JSON, "Transfer-Encoding: chunked");
    let (first, took) = trickle(&app, chunked, piece).await;

    assert_eq!(first, "HTTP/1.1 408 Request Timeout");
    assert!(
        took >= Duration::from_millis(850),
        "the rate was kept: {took:?}"
    );
}

#[tokio::test]
async fn a_body_that_nobody_reads_holds_no_connection() {
    let app = hurried().await;

    for (path, framing, piece, status) in [
        ("/nothing", "Content-Length: 100000", "x", "404 Not Found"),
        (
            "/nothing",
            "Transfer-Encoding: chunked",
            "1\r\nx\r\n",
            "404 Not Found",
        ),
        (
            "/healthz",
            "Content-Length: 100000",
            "x",
            "405 Method Not Allowed",
        ),
        (
            "/api/v1/queue/claim",
            "Content-Length: 100000",
            "x",
            "401 Unauthorized",
        ),
        (
            "/da/report/send",
            "Content-Length: 100000",
            "x",
            "415 Unsupported Media Type",
        ),
    ] {
        let (first, took) = trickle(&app, head(path, JSON, framing), piece).await;
        assert_eq!(first, format!("HTTP/1.1 {status}"), "{path} {framing}");
        assert!(took < Duration::from_secs(10), "{path} {framing}: {took:?}");
    }
}

#[tokio::test]
async fn hundreds_of_slow_bodies_do_not_keep_a_reporter_out() {
    let app = hurried().await;
    let address = app
        .running
        .public_url
        .trim_start_matches("http://")
        .to_owned();
    let slow_body = head("/api/v1/reports", JSON, "Content-Length: 100000");
    let mut held = Vec::new();
    for number in 0..300 {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        // Every third does not even finish its head.
        let sent = if number % 3 == 0 {
            &slow_body[..40]
        } else {
            &slow_body
        };
        stream.write_all(sent.as_bytes()).await.unwrap();
        held.push(stream);
    }

    let begun = Instant::now();
    let receipt = app.file(&report::bakery()).await;
    let took = begun.elapsed();
    let mut ended = 0;
    for mut stream in held {
        let mut rest = Vec::new();
        let reading = stream.read_to_end(&mut rest);
        ended += u32::from(
            tokio::time::timeout(Duration::from_secs(10), reading)
                .await
                .is_ok(),
        );
    }

    assert!(receipt["number"].is_string());
    println!("a report among 300 slow clients: {took:?}; {ended} were ended");
    assert_eq!(ended, 300);
}
