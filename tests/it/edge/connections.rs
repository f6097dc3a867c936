//! Connections: so many of one address, and none for ever.

use std::time::Duration;

use smv_cert_tests::TestApp;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::outside::until;

/// Whether a new connection gets an answer.
async fn is_served(app: &TestApp) -> bool {
    let address = app.running.public_url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    answer.starts_with(b"HTTP/1.1 200")
}

#[tokio::test]
async fn one_address_holds_only_so_many_connections() {
    let app = TestApp::start_with(|config| config.http.connections.per_address = 8).await;
    let address = app
        .running
        .public_url
        .trim_start_matches("http://")
        .to_owned();
    let mut held = Vec::new();
    until(
        Duration::from_secs(20),
        "the ninth is not served",
        async || {
            // Anew each time: on a busy machine the first of them may have been closed for being slow.
            held.clear();
            for _ in 0..8 {
                let mut stream = TcpStream::connect(&address).await.unwrap();
                let _ = stream.write_all(b"GET / HTTP/1.1\r\n").await;
                held.push(stream);
            }
            !is_served(&app).await
        },
    )
    .await;
    drop(held.pop());
    until(
        Duration::from_secs(5),
        "one left, one comes in",
        async || is_served(&app).await,
    )
    .await;
    drop(held);
    until(Duration::from_secs(5), "all are gone", async || {
        is_served(&app).await
    })
    .await;
}

#[tokio::test]
async fn a_listed_proxy_holds_as_many_as_it_needs() {
    let app = TestApp::start_with(|config| {
        config.http.connections.per_address = 1;
        config.http.proxies.trusted = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let address = app
        .running
        .public_url
        .trim_start_matches("http://")
        .to_owned();
    let mut held = Vec::new();
    for _ in 0..20 {
        held.push(TcpStream::connect(&address).await.unwrap());
    }

    assert!(is_served(&app).await);
}
