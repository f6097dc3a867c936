//! Requests that cannot be done as they are asked: parameters, paths, methods and origins.

use reqwest::Method;
use serde_json::json;
use smv_cert_tests::{TestApp, report, send};

use crate::steps;

#[tokio::test]
async fn a_parameter_that_is_unknown_or_nonsense_is_refused_by_every_list() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let events = format!("{}/events", case.path);

    for list in [
        "/api/v1/queue",
        "/api/v1/cases",
        "/api/v1/events",
        "/api/v1/referrals",
        &events,
    ] {
        let unknown = analyst.get(&format!("{list}?stauts=new")).await;
        assert!(unknown.text().contains("stauts"), "the detail names it");
        assert_eq!(unknown.problem(400), "unknown-parameter", "{list}");
        for nonsense in [
            "limit=0",
            "limit=201",
            "limit=ten",
            "limit=1&limit=2",
            "after=nonsense",
            "after=e30",
        ] {
            let reply = analyst.get(&format!("{list}?{nonsense}")).await;
            assert_eq!(reply.problem(400), "bad-parameter", "{list}?{nonsense}");
        }
        assert_eq!(
            analyst
                .get(&format!("{list}?limit=200&after="))
                .await
                .status,
            200
        );
    }
}

#[tokio::test]
async fn a_filter_with_a_value_that_cannot_be_is_refused() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;

    for nonsense in [
        "status=gone",
        "status=new,",
        "kind=meteor",
        "severity=5",
        "owner=nina",
        "cvr=1374813",
        "updated_since=yesterday",
    ] {
        let reply = analyst.get(&format!("/api/v1/cases?{nonsense}")).await;
        assert_eq!(reply.problem(400), "bad-parameter", "{nonsense}");
    }
    let reply = analyst.get("/api/v1/referrals?state=lost").await;
    assert_eq!(reply.problem(400), "bad-parameter");
    let auditor = app.person("auditor").await;
    for empty in ["case=", "actor=", "outcome=", "from=", "to="] {
        for list in ["audit", "audit/export"] {
            let reply = auditor.get(&format!("/api/v1/{list}?{empty}")).await;
            assert_eq!(reply.problem(400), "bad-parameter", "{list}?{empty}");
        }
    }
}

#[tokio::test]
async fn words_that_are_too_short_to_look_for_do_not_find_everything() {
    let app = TestApp::start().await;
    let receipt = app.file(&report::bakery()).await;
    let analyst = app.person("analyst1").await;
    app.upkeep().await;
    let look = async |q: &str| analyst.get(&format!("/api/v1/cases?q={q}")).await;

    for q in [
        "solsikken",
        "Bageriet%20APS",
        "13748136",
        receipt["number"].as_str().unwrap(),
    ] {
        let found = look(q).await.expect(200);
        assert_eq!(found["data"].as_array().unwrap().len(), 1, "{q}");
    }
    assert_eq!(look("solvognen").await.expect(200)["data"], json!([]));
    for short in ["so", "...", "%F0%9F%8D%9E"] {
        assert_eq!(look(short).await.problem(400), "bad-parameter", "{short}");
    }
}

#[tokio::test]
async fn what_is_no_id_or_an_unknown_one_is_not_found() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let unknown = "0198f2c0-0000-7000-8000-000000000000";

    for id in [
        "1",
        "nina",
        "0198f2c0-0000-7000-8000-00000000000",
        "%00",
        "%FF",
        unknown,
    ] {
        for path in [
            format!("/api/v1/cases/{id}"),
            format!("/api/v1/cases/{id}/events"),
            format!("/api/v1/referrals/{id}"),
        ] {
            assert_eq!(analyst.get(&path).await.problem(404), "not-found", "{path}");
        }
        let note = json!({"text": "Til sagen."});
        let reply = analyst
            .post(&format!("/api/v1/cases/{id}/notes"), &note)
            .await;
        assert_eq!(reply.problem(404), "not-found", "{id}");
    }
    let reply = app.anyone().get("/api/v1/first-aid/meteor").await;
    assert_eq!(reply.problem(404), "not-found");
}

#[tokio::test]
async fn a_method_that_a_path_does_not_have_is_answered_with_those_it_has() {
    let app = TestApp::start().await;
    let anyone = app.anyone();

    for (method, path, allowed) in [
        (Method::DELETE, "/api/v1/reports", "GET, HEAD, POST"),
        (Method::GET, "/api/v1/queue/claim", "POST"),
        (Method::POST, "/api/v1/queue", "GET, HEAD"),
        (Method::PATCH, "/api/v1/cases/1", "GET, HEAD"),
        (Method::POST, "/api/v1/cases/1/owner", "PUT"),
        (Method::PUT, "/healthz", "GET, HEAD"),
    ] {
        let reply = send(anyone.request(method.clone(), path)).await;
        assert_eq!(reply.header("allow"), allowed, "{method} {path}");
        assert_eq!(reply.problem(405), "method-not-allowed", "{method} {path}");
    }
}

#[tokio::test]
async fn an_unknown_path_is_a_problem_for_programs_and_a_page_for_people() {
    let app = TestApp::start().await;
    let browse = async |path: &str| {
        let request = app.anyone().request(Method::GET, path);
        send(
            request
                .header("Accept", "text/html,*/*;q=0.8")
                .header("Accept-Language", "en"),
        )
        .await
    };

    for path in [
        "/api/v1/reprots",
        "/api/v2/reports",
        "/nothing",
        "/da/nothing",
        "/%00",
    ] {
        assert_eq!(
            app.anyone().get(path).await.problem(404),
            "not-found",
            "{path}"
        );
    }
    let page = browse("/nothing").await;
    assert_eq!(
        (page.status.as_u16(), page.header("content-type").as_str()),
        (404, "text/html; charset=utf-8")
    );
    assert!(page.text().contains("<html lang=\"en\""), "{}", page.text());
    assert!(
        browse("/da/nothing")
            .await
            .text()
            .contains("<html lang=\"da\"")
    );
    assert_eq!(browse("/api/v1/reprots").await.problem(404), "not-found");
}

#[tokio::test]
async fn a_request_that_a_browser_sends_from_another_site_is_refused() {
    let app = TestApp::start().await;
    let file = async |name: &str, value: &str| {
        let request = app.anyone().request(Method::POST, "/api/v1/reports");
        let request = request.header("Idempotency-Key", "from-another-site-1");
        send(request.header(name, value).json(&report::bakery())).await
    };

    assert_eq!(
        file("Origin", "https://evil.example").await.problem(403),
        "foreign-origin"
    );
    assert_eq!(file("Origin", "null").await.problem(403), "foreign-origin");
    assert_eq!(
        file("Sec-Fetch-Site", "cross-site").await.problem(403),
        "foreign-origin"
    );
    assert_eq!(file("Origin", &app.running.public_url).await.status, 201);
}
