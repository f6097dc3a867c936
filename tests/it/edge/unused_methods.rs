//! Methods that nobody serves are refused with those that are, on every path; HEAD is GET without the
//! body.

use std::collections::BTreeMap;

use reqwest::Method;
use smv_cert_tests::{TestApp, send};

use super::{CONSOLE_FORMS, FORMS, filled, operations};

#[tokio::test]
async fn every_path_of_the_contract_refuses_every_method_it_does_not_have() {
    let app = TestApp::start().await;
    let lead = app.person("lead").await;
    let mut paths: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for operation in operations() {
        let methods = paths.entry(operation.path).or_default();
        methods.push(operation.method.to_string());
    }

    for (path, has) in &paths {
        for method in [
            "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY",
        ] {
            if has.iter().any(|known| known == method) {
                continue;
            }
            let method: Method = method.parse().unwrap();
            let reply = send(lead.request(method.clone(), &filled(path))).await;
            let allowed = reply.header("allow");
            assert_eq!(reply.problem(405), "method-not-allowed", "{method} {path}");
            for known in has {
                assert!(allowed.contains(known.as_str()), "{path}: {allowed}");
            }
            assert!(!allowed.contains(method.as_str()), "{path}: {allowed}");
        }
    }
}

#[tokio::test]
async fn head_answers_as_get_does_without_the_body() {
    let app = TestApp::start().await;
    let lead = app.person("lead").await;

    for operation in operations() {
        if operation.method != Method::GET
            || operation.id == "get_referral"
            || operation.id == "download_attachment"
        {
            continue;
        }
        let path = filled(&operation.path);
        let (get, head) = (
            send(lead.request(Method::GET, &path)).await,
            send(lead.request(Method::HEAD, &path)).await,
        );
        assert_eq!(head.status, get.status, "{path}");
        assert_eq!(
            head.header("content-type"),
            get.header("content-type"),
            "{path}"
        );
        assert!(head.bytes.is_empty() && !get.bytes.is_empty(), "{path}");
    }
}

#[tokio::test]
async fn pages_refuse_other_methods_with_a_page_that_shows_the_phone_number() {
    let app = TestApp::start().await;

    for path in FORMS
        .into_iter()
        .chain(CONSOLE_FORMS)
        .chain(["/", "/da", "/en/privacy", "/en/report", "/da/follow"])
        .chain(["/console", "/console/audit", "/console/security"])
        // Without an identity provider there is no way to one.
        .filter(|path| !path.contains("/oidc"))
    {
        for method in ["DELETE", "PATCH", "OPTIONS", "TRACE"] {
            let request = app.anyone().request(method.parse().unwrap(), path);
            let reply = send(request.header("Accept", "text/html")).await;
            assert_eq!(reply.status, 405, "{method} {path}");
            let allowed = reply.header("allow");
            let known = ["GET, HEAD", "GET, HEAD, POST", "POST"];
            assert!(
                known.contains(&allowed.as_str()),
                "{method} {path}: {allowed}"
            );
            assert!(reply.text().contains("tel:"), "{method} {path}");
        }
    }
}
