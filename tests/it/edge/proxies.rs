//! Whose request it is: nobody but a listed proxy may say.

use std::num::NonZeroU32;

use reqwest::Method;
use smv_cert_tests::{TestApp, report, send};

/// The address that the last request was counted for, seen from outside: one report a minute for each.
async fn files_as(app: &TestApp, key: &str, headers: &[(&str, &str)]) -> u16 {
    let request = app.anyone().request(Method::POST, "/api/v1/reports");
    let mut request = request
        .header("Idempotency-Key", format!("by-proxy-{key:0>16}"))
        .json(&report::bakery());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(request).await.status.as_u16()
}

#[tokio::test]
async fn a_listed_proxy_names_its_client_and_what_the_client_wrote_does_not_count() {
    let app = TestApp::start_with(|config| {
        config.limits.intake = NonZeroU32::new(1);
        config.http.proxies.trusted = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await;
    let xff = "X-Forwarded-For";

    assert_eq!(files_as(&app, "1", &[(xff, "198.51.100.1")]).await, 201);
    // The same client under invented addresses is still the same client.
    for (at, invented) in [
        "203.0.113.9, 198.51.100.1",
        "127.0.0.1,198.51.100.1",
        ", 198.51.100.1",
    ]
    .into_iter()
    .enumerate()
    {
        let key = format!("2{at}");
        assert_eq!(
            files_as(&app, &key, &[(xff, invented)]).await,
            429,
            "{invented}"
        );
    }
    let two_lines = [(xff, "203.0.113.9"), (xff, "198.51.100.1")];
    assert_eq!(files_as(&app, "3", &two_lines).await, 429);
    let other_header = [(xff, "198.51.100.1"), ("Forwarded", "for=203.0.113.9")];
    assert_eq!(files_as(&app, "4", &other_header).await, 429);
    assert_eq!(files_as(&app, "5", &[(xff, "198.51.100.2")]).await, 201);
    // A /64 is one client.
    assert_eq!(files_as(&app, "6", &[(xff, "2001:db8:7:1::1")]).await, 201);
    assert_eq!(
        files_as(&app, "7", &[(xff, "2001:db8:7:1:ffff::2")]).await,
        429
    );
    assert_eq!(files_as(&app, "8", &[(xff, "2001:db8:7:2::1")]).await, 201);
}

#[tokio::test]
async fn without_a_listed_proxy_nobody_is_believed() {
    let app = TestApp::start_with(|config| {
        config.limits.login = NonZeroU32::new(3);
    })
    .await;
    let mut refused = 0;

    for number in 0..10 {
        let request = app.anyone().request(Method::POST, "/api/v1/auth/login");
        let request = request
            .header("X-Forwarded-For", format!("198.51.100.{number}"))
            .header("Forwarded", format!("for=198.51.100.{number}"))
            .header("X-Real-IP", format!("198.51.100.{number}"))
            .json(&serde_json::json!({"email": "a@b.dk", "password": "wrong"}));
        refused += i32::from(send(request).await.status == 429);
    }

    assert_eq!(refused, 7, "all ten came from one address");
}
