//! The exact headers of every class of answer. This table is written by hand: a header too many, too
//! few, or with another value is a fault.

use std::collections::BTreeMap;

use reqwest::Method;
use smv_cert_tests::{Reply, TestApp, report, send};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::header_table::{DATA, EVERY, Headers, JSON, NO_STORE, PAGE, PROBLEM, TABLE};
use crate::steps;

/// Headers of an answer but those that change; they must be there.
fn lasting(reply: &Reply) -> BTreeMap<String, String> {
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in &reply.headers {
        let value = value.to_str().unwrap().to_owned();
        let before = headers.insert(name.to_string(), value);
        assert!(before.is_none(), "{name} stands twice");
    }
    for name in ["date", "x-request-id"] {
        assert!(headers.remove(name).is_some(), "{name} is missing");
    }
    headers.remove("content-length");
    headers
}

fn expected(is_page: bool, is_https: bool, own: Headers) -> BTreeMap<String, String> {
    let kind: &[(&str, &str)] = if is_page { &PAGE } else { &DATA };
    let hsts: &[(&str, &str)] = if is_https {
        &[(
            "strict-transport-security",
            "max-age=63072000; includeSubDomains",
        )]
    } else {
        &[]
    };
    [&EVERY[..], kind, hsts, own]
        .concat()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

async fn compare(app: &TestApp, is_https: bool) {
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    for (method, path, by_browser, status, is_page, own) in TABLE {
        let method: Method = method.parse().unwrap();
        let mut request = http.request(method.clone(), format!("{}{path}", app.running.public_url));
        if *by_browser {
            request = request.header("Accept", "text/html,*/*;q=0.8");
        }
        if method == Method::OPTIONS {
            // A preflight gets nothing that would let the request follow.
            request = request
                .header("Origin", "https://elsewhere.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization");
        }
        let reply = send(request).await;

        let what = format!("{method} {path} by browser: {by_browser}");
        assert_eq!(reply.status.as_u16(), *status, "{what}: {}", reply.text());
        let mut found = lasting(&reply);
        let expected = expected(*is_page, is_https, own);
        for (name, value) in &expected {
            if value == "*" && found.contains_key(name) {
                found.insert(name.clone(), value.clone());
            }
        }
        assert_eq!(found, expected, "{what}");
        if method == Method::HEAD {
            assert!(reply.bytes.is_empty(), "{what}");
        }
    }
}

#[tokio::test]
async fn every_class_of_answer_has_exactly_its_headers() {
    compare(&TestApp::start().await, false).await;
}

#[tokio::test]
async fn behind_https_browsers_are_told_to_stay_there() {
    let app = TestApp::start_with(|config| {
        config.http.public_url = Some("https://meld.cert.example".parse().unwrap());
    })
    .await;

    compare(&app, true).await;
}

#[tokio::test]
async fn a_document_is_data_that_a_browser_may_do_nothing_with() {
    let app = TestApp::start().await;
    let (analyst, lead, police) = (
        app.person("analyst1").await,
        app.person("lead").await,
        app.person("police").await,
    );
    let case = steps::bakery(&app, &analyst).await;
    let path = steps::approved(&analyst, &lead, &case.path).await;

    // HEAD would count as delivered without a byte of it.
    let head = send(police.request(Method::HEAD, &path)).await;
    assert_eq!(
        (head.status.as_u16(), head.header("allow").as_str()),
        (405, "GET")
    );
    let inbox = police.get("/api/v1/referrals").await.expect(200);
    assert_eq!(inbox["data"][0]["state"], "approved");
    let reply = police.get(&path).await;

    let mut found = lasting(&reply);
    for name in ["etag", "x-jws-signature"] {
        assert!(found.remove(name).is_some(), "{name}");
    }
    assert_eq!(found, expected(false, false, &[NO_STORE, JSON]));
}

#[tokio::test]
async fn what_is_too_large_is_answered_with_the_same_headers() {
    let app = TestApp::start().await;
    let post = async |path: &str, kind: &str, length: usize| {
        let request = app.anyone().request(Method::POST, path);
        let request = request
            .header("Accept", "text/html")
            .header("Content-Type", kind);
        send(request.body(vec![b'x'; length])).await
    };

    // The server closes the connection unless all of the body happened to be there already.
    let but_closed = |reply: &Reply| {
        let mut found = lasting(reply);
        found.remove("connection");
        found
    };
    let problem = post("/api/v1/reports", "application/json", 400_000).await;
    assert_eq!(problem.status, 413);
    assert_eq!(
        but_closed(&problem),
        expected(false, false, &[NO_STORE, PROBLEM])
    );
    let form = "application/x-www-form-urlencoded";
    let page = post("/da/report/send", form, 1_400_000).await;
    assert_eq!(page.status, 413);
    assert_eq!(but_closed(&page), expected(true, false, &[NO_STORE]));
    assert!(
        page.text().contains("tel:"),
        "an error page shows the phone number"
    );
    assert_eq!(report::bakery()["language"], "da");
}

#[tokio::test]
async fn what_is_no_http_is_answered_before_anything_of_ours_and_tells_nothing() {
    let app = TestApp::start().await;
    let address = app.running.public_url.trim_start_matches("http://");

    for request in [
        "GET / HTTP/1.1\r\nHost: x\r\nBad Header\r\n\r\n",
        "GET /\u{0} HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{0}TLS\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    ] {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();

        let answer = String::from_utf8(answer).unwrap();
        let mut lines = answer.trim_end().lines();
        assert_eq!(
            lines.next(),
            Some("HTTP/1.1 400 Bad Request"),
            "{request:?}"
        );
        let mut names: Vec<String> = lines
            .map(|line| line.split(':').next().unwrap().to_ascii_lowercase())
            .collect();
        names.sort();
        assert_eq!(
            names,
            ["connection", "content-length", "date"],
            "{request:?}"
        );
    }
}
