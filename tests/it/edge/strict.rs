//! What is doubtful is refused, everywhere in the same way: members that stand twice or that nobody
//! knows, U+0000, halves of pairs, and nesting without end.

use reqwest::Method;
use serde_json::Value;
use smv_cert_tests::{Caller, Reply, TestApp, report, send};

use super::{filled, operations};
use crate::steps::rules;

async fn raw(caller: &Caller, method: &Method, path: &str, body: String) -> Reply {
    let request = caller
        .request(method.clone(), path)
        .header("Idempotency-Key", "a-strict-request-1")
        .header("If-Match", "*");
    send(request.body(body)).await
}

#[tokio::test]
async fn every_operation_with_a_body_reads_it_strictly() {
    let app = TestApp::start().await;
    let lead = app.person("lead").await;
    let mut tried = 0;

    for operation in operations() {
        // Bytes of a file are no JSON.
        if operation.document["requestBody"]["content"]["application/json"].is_null() {
            continue;
        }
        let (path, what) = (filled(&operation.path), &operation.id);
        let caller = match what.as_str() {
            "submit_report" | "login" | "refresh" | "logout" => app.anyone(),
            _ => lead.clone(),
        };
        let try_it = async |body: &str| raw(&caller, &operation.method, &path, body.into()).await;

        let twice = try_it(r#"{"zz": 1, "zz": 2}"#).await;
        assert_eq!(twice.json["errors"][0]["pointer"], "#/zz", "{what}");
        assert_eq!(twice.problem(400), "duplicate-member", "{what}");
        let unknown = try_it(r#"{"zz": 1}"#).await.expect(422);
        let unknown = rules(&unknown);
        assert!(
            unknown.contains(&("#/zz".into(), "unknown-field".into())),
            "{what} {unknown:?}"
        );
        for (text, rule) in [("\\u0000", "nul-character"), ("\\ud800x", "not-unicode")] {
            let reply = try_it(&format!("{{\"zz\": {{\"y\": [\"{text}\"]}}}}")).await;
            assert_eq!(
                rules(&reply.expect(422)),
                [("#/zz/y/0".into(), rule.into())],
                "{what}"
            );
        }
        let deep = try_it(&format!("{{\"zz\": {}{}}}", "[".repeat(40), "]".repeat(40))).await;
        assert_eq!(deep.problem(400), "too-deep", "{what}");
        tried += 1;
    }
    assert!(tried > 15, "{tried}");
}

#[tokio::test]
async fn a_report_names_the_field_that_is_no_text() {
    let app = TestApp::start().await;
    let text = report::bakery().to_string();
    let with = |old: &str, new: &str| {
        assert!(text.contains(old));
        text.replacen(old, new, 1)
    };
    let file =
        async |body: String| raw(&app.anyone(), &Method::POST, "/api/v1/reports", body).await;

    for (old, new, place, rule) in [
        (
            "Karen Holm",
            "Karen\\u0000",
            "#/reporter/name",
            "nul-character",
        ),
        (
            "Karen Holm",
            "Karen\\ud83d",
            "#/reporter/name",
            "not-unicode",
        ),
        (
            "13748136",
            "1374813\\udc00",
            "#/organisation/cvr",
            "not-unicode",
        ),
        (
            "\"ransom_paid\"",
            "\"ransom\\u0000\"",
            "#/details/ransom\0",
            "nul-character",
        ),
    ] {
        let reply = file(with(old, new)).await;
        assert_eq!(rules(&reply.expect(422)), [(place.into(), rule.into())]);
    }
    let twice = file(with("\"kind\":", "\"kind\":\"ddos\",\"kind\":")).await;
    assert_eq!(twice.json["errors"][0]["pointer"], "#/kind");
    assert_eq!(twice.problem(400), "duplicate-member");
    let whole = file(with("Karen Holm", "Karen \\ud83d\\ude00")).await;
    assert_eq!(whole.status, 201, "{}", whole.text());
}

#[tokio::test]
async fn parameters_are_text_too() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let named = async |query: &str| {
        let reply = analyst.get(&format!("/api/v1/cases?{query}")).await;
        rules(&reply.expect(422))
    };

    assert_eq!(
        named("q=fil%00er").await,
        [("?q".into(), "nul-character".into())]
    );
    assert_eq!(named("q=%ff").await, [("?q".into(), "not-unicode".into())]);
    assert_eq!(
        named("observable=%ed%a0%80").await,
        [("?observable".into(), "not-unicode".into())]
    );
    for (path, code) in [
        ("/api/v1/cases?q=filer&q=filer", "bad-parameter"),
        ("/api/v1/cases?%00=1", "unknown-parameter"),
        ("/api/v1/cases?after=%00", "invalid-fields"),
        ("/api/v1/events?limit=99999999999999999999", "bad-parameter"),
    ] {
        let reply = analyst.get(path).await;
        assert!(reply.status == 400 || reply.status == 422, "{path}");
        assert_eq!(reply.json["code"], code, "{path}");
    }
    for path in [
        "/api/v1/cases/%00",
        "/api/v1/cases/%ff",
        "/api/v1/reports/SMV-0000%00-0000",
        "/api/v1/first-aid/phishing%00",
        "/api/v1/%00/reports",
    ] {
        assert_eq!(analyst.get(path).await.problem(404), "not-found", "{path}");
    }
}

#[tokio::test]
async fn a_form_with_what_is_no_text_is_shown_again_with_the_words() {
    let app = TestApp::start().await;
    let form = |description: &str| {
        format!(
            "kind=ransomware&ongoing=yes&impact=all_down&when=today&description={description}\
             &organisation=Bageriet&name=Karen&phone=20304050&police=yes&share=yes"
        )
    };
    let post = async |path: &str, body: String| {
        let request = app.anyone().request(Method::POST, path);
        let request = request.header("Content-Type", "application/x-www-form-urlencoded");
        send(request.body(body)).await
    };

    for bad in [
        "Alle%20filer%20er%00l%C3%A5st",
        "Alle%20filer%20er%FFl%C3%A5st",
    ] {
        let page = post("/da/report/send", form(bad)).await;
        assert_eq!(page.status, 422, "{bad}");
        let html = page.text();
        assert!(html.contains("Alle filer er"), "the words are kept: {html}");
        assert!(html.contains("id=\"description-error\""), "{html}");
    }
    let page = post("/da/report/send", form("Alle%20filer%20er%20l%C3%A5st")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let page = post("/da/follow", "number=SMV%00&access_code=%ff".into()).await;
    assert_eq!(page.status, 422);
    let page = post(
        "/da/follow/message",
        "number=SMV%00&access_code=%ff&text=%00".into(),
    )
    .await;
    assert_eq!(page.status, 422);
}

#[tokio::test]
async fn headers_of_ours_are_visible_characters_or_nothing() {
    let app = TestApp::start().await;
    let lead = app.person("lead").await;
    let file = async |name: &str, value: &[u8]| -> (u16, Value) {
        let value = reqwest::header::HeaderValue::from_bytes(value).unwrap();
        let request = lead.request(Method::POST, "/api/v1/cases/1/notes");
        let reply = send(request.header(name, value).body("{\"text\": \"x\"}")).await;
        (reply.status.as_u16(), reply.json["code"].clone())
    };

    let bad_key = (400, Value::from("idempotency-key-invalid"));
    for key in [
        &b"short"[..],
        b"with blanks in the key",
        "nøgle-nøgle-nøgle-nøgle".as_bytes(),
        b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    ] {
        let found = file("Idempotency-Key", key).await;
        assert!(found == bad_key || found.0 == 404, "{key:?} {found:?}");
    }
    for tag in [&b"\xff"[..], b"\"v1\", \"v2\"", b"v99999999999999999999"] {
        let (status, _) = file("If-Match", tag).await;
        assert!((400..500).contains(&status), "{tag:?}");
    }
    for language in [&b"\xff"[..], b"en;q=NaN", b"da,,,,;;;q=1e999"] {
        let (status, _) = file("Accept-Language", language).await;
        assert!((400..500).contains(&status), "{language:?}");
    }
}
