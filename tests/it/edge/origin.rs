//! Requests that a browser sends from somewhere else change nothing, wherever they are sent.

use reqwest::Method;
use serde_json::json;
use smv_cert_tests::{Caller, Reply, TestApp, report, send};

use super::{FORMS, filled, operations};

type Sent<'s> = &'s [(&'s str, &'s str)];

async fn with(caller: &Caller, method: &Method, path: &str, headers: Sent<'_>) -> Reply {
    let mut request = caller.request(method.clone(), path).json(&json!({}));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(request).await
}

#[tokio::test]
async fn every_unsafe_route_refuses_every_foreign_request() {
    let app = TestApp::start().await;
    let caller = app.person("lead").await;
    let own = app.running.public_url.clone();
    let https = own.replace("http://", "https://");
    let foreign: &[Sent<'_>] = &[
        &[("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "same-site")],
        &[("Origin", "https://evil.example")],
        &[("Origin", "null")],
        &[("Origin", "http://127.0.0.1:1")],
        &[("Origin", &https)],
        &[("Origin", "http://127.0.0.1.evil.example")],
        &[("Origin", &own), ("Origin", "https://evil.example")],
        &[
            ("Sec-Fetch-Site", "same-origin"),
            ("Origin", "https://evil.example"),
        ],
        &[
            ("Sec-Fetch-Site", "none"),
            ("Origin", "https://evil.example"),
        ],
        &[("Sec-Fetch-Site", "none"), ("Origin", "null")],
        &[("Sec-Fetch-Site", "cross-site"), ("Origin", &own)],
        &[("Cookie", "a=b")],
    ];
    let contract = operations();
    let unsafe_ones = contract
        .iter()
        .filter(|operation| operation.method != Method::GET)
        .map(|operation| (operation.method.clone(), filled(&operation.path)));
    let forms = FORMS.map(|path| (Method::POST, path.to_owned()));
    let elsewhere = [(Method::DELETE, "/nothing".to_owned())];
    let routes: Vec<(Method, String)> = unsafe_ones.chain(forms).chain(elsewhere).collect();

    for (method, path) in &routes {
        for headers in foreign {
            let reply = with(&caller, method, path, headers).await;
            assert_eq!(reply.status, 403, "{method} {path} {headers:?}");
            assert_eq!(reply.problem(403), "foreign-origin");
        }
    }
    println!("{} routes, {} sets of headers", routes.len(), foreign.len());
    assert!(routes.len() > 30);
}

#[tokio::test]
async fn our_own_pages_and_programs_are_let_through() {
    let app = TestApp::start().await;
    let own = app.running.public_url.clone();
    let ours: &[Sent<'_>] = &[
        &[],
        &[("Sec-Fetch-Site", "same-origin")],
        &[("Sec-Fetch-Site", "same-origin"), ("Origin", &own)],
        &[("Sec-Fetch-Site", "same-origin"), ("Origin", "null")],
        &[("Sec-Fetch-Site", "none")],
        &[("Origin", &own)],
        &[("Cookie", "a=b"), ("Origin", &own)],
        &[("Cookie", "a=b"), ("Sec-Fetch-Site", "same-origin")],
    ];

    for (at, headers) in ours.iter().enumerate() {
        let request = app.anyone().request(Method::POST, "/api/v1/reports");
        let mut request = request
            .header("Idempotency-Key", format!("from-our-own-page-{at}"))
            .json(&report::bakery());
        for (name, value) in *headers {
            request = request.header(*name, *value);
        }
        assert_eq!(send(request).await.status, 201, "{headers:?}");
    }
}

#[tokio::test]
async fn behind_a_proxy_the_public_address_and_the_asked_host_count_by_https_only() {
    let app = TestApp::start_with(|config| {
        config.http.public_url = Some("https://meld.cert.example".parse().unwrap());
    })
    .await;
    let file = async |host: &str, origin: &str| {
        let request = app.anyone().request(Method::POST, "/da/follow");
        let request = request
            .header("Host", host)
            .header("Origin", origin)
            .form(&[("number", "x")]);
        send(request).await.status.as_u16()
    };

    assert_eq!(
        file("meld.cert.example", "https://meld.cert.example").await,
        422
    );
    assert_eq!(
        file("meld.cert.example", "https://meld.cert.example:443").await,
        422
    );
    assert_eq!(
        file("10.0.0.7:8080", "https://meld.cert.example").await,
        422
    );
    assert_eq!(
        file("vagt.cert.example", "https://vagt.cert.example").await,
        422
    );
    assert_eq!(
        file("meld.cert.example", "http://meld.cert.example").await,
        403
    );
    assert_eq!(
        file("meld.cert.example", "https://meld.cert.example:8443").await,
        403
    );
    assert_eq!(file("meld.cert.example", "https://cert.example").await, 403);
    assert_eq!(
        file("meld.cert.example", "https://a.meld.cert.example").await,
        403
    );
}
