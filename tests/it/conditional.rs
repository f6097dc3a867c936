//! What was seen and what is there: `ETag`, `If-Match`, and the answers 412 and 428.

use reqwest::Method;
use serde_json::{Value, json};
use smv_cert_tests::{Caller, Reply, TestApp, send};

use crate::steps;

/// Every PUT of staff, with a body that is taken.
fn puts(owner: &Value) -> [(&'static str, Value); 4] {
    [
        (
            "classification",
            json!({"primary": {"class": "malicious-code", "type": "malware-distribution"}}),
        ),
        ("severity", json!({"severity": "low"})),
        ("tlp", json!({"tlp": "TLP:RED"})),
        ("owner", json!({"owner": owner})),
    ]
}

async fn post_seen(caller: &Caller, path: &str, version: &str, body: &Value) -> Reply {
    let request = caller
        .request(Method::POST, path)
        .header("If-Match", version);
    send(request.json(body)).await
}

#[tokio::test]
async fn every_change_of_a_case_changes_its_tag() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let shown = analyst.get(&case.path).await;
    let owner = shown.json["owner"].clone();
    let mut tags = vec![shown.header("etag")];
    assert_eq!(tags, ["\"v2\""]);

    for (part, body) in puts(&owner) {
        let reply = analyst
            .put(
                &format!("{}/{part}", case.path),
                &tags[tags.len() - 1],
                &body,
            )
            .await;
        assert_eq!(reply.status, 200, "{part}: {}", reply.text());
        assert_eq!(
            reply.json["version"].to_string(),
            reply.header("etag").replace(['"', 'v'], "")
        );
        tags.push(reply.header("etag"));
    }
    for (part, body) in [
        ("notes", json!({"text": "Ringet op."})),
        ("messages", json!({"text": "Vi er på vej."})),
        (
            "transitions",
            json!({"transition": "resolve", "resolution": "Gendannet."}),
        ),
    ] {
        tags.push(
            analyst
                .post(&format!("{}/{part}", case.path), &body)
                .await
                .header("etag"),
        );
    }

    assert_eq!(
        analyst.get(&case.path).await.header("etag"),
        tags[tags.len() - 1]
    );
    let all = tags.len();
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), all, "{tags:?}");
}

#[tokio::test]
async fn every_put_of_staff_needs_the_version_that_was_seen() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let owner = analyst.get(&case.path).await.json["owner"].clone();

    for (part, body) in puts(&owner) {
        let path = format!("{}/{part}", case.path);
        let without = send(analyst.request(Method::PUT, &path).json(&body)).await;
        assert_eq!(without.problem(428), "if-match-missing", "{part}");
        for stale in [
            "\"v1\"",
            "\"v3\"",
            "W/\"v2\"",
            "\"2\"",
            "\"\"",
            "\"v2-gzip\"",
            "v1",
            "2",
        ] {
            let refused = analyst.put(&path, stale, &body).await;
            assert_eq!(refused.problem(412), "stale", "{part} {stale}");
        }
        for nonsense in ["\"v2", "\"v1\", \"v2\""] {
            let refused = analyst.put(&path, nonsense, &body).await;
            assert_eq!(
                refused.problem(400),
                "if-match-invalid",
                "{part} {nonsense}"
            );
        }
    }
    assert_eq!(
        analyst.get(&case.path).await.header("etag"),
        "\"v2\"",
        "nothing changed"
    );
    let any = analyst
        .put(
            &format!("{}/tlp", case.path),
            "*",
            &json!({"tlp": "TLP:RED"}),
        )
        .await;
    assert_eq!(any.expect(200)["tlp"], "TLP:RED");
}

#[tokio::test]
async fn a_post_of_staff_may_say_the_version_and_is_then_held_to_it() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;

    for (part, body) in [
        ("notes", json!({"text": "Ringet op."})),
        ("messages", json!({"text": "Vi er på vej."})),
        (
            "transitions",
            json!({"transition": "ask", "question": "Har I en backup?"}),
        ),
    ] {
        let path = format!("{}/{part}", case.path);
        let now = analyst.get(&case.path).await.header("etag");
        let refused = post_seen(&analyst, &path, "\"v1\"", &body).await;
        assert_eq!(refused.problem(412), "stale", "{part}");
        let taken = post_seen(&analyst, &path, &now, &body).await;
        assert!(taken.status.is_success(), "{part}: {}", taken.text());
    }
    let resume = json!({"transition": "resume"});
    let unsaid = analyst
        .post(&format!("{}/transitions", case.path), &resume)
        .await;
    assert_eq!(unsaid.expect(200)["status"], "open");
}

#[tokio::test]
async fn a_referral_has_versions_of_its_own() {
    let app = TestApp::start().await;
    let (analyst, lead) = (app.person("analyst1").await, app.person("lead").await);
    let case = steps::bakery(&app, &analyst).await;
    let referral = steps::drafted(&analyst, &case.path).await;
    let (submit, approve) = (format!("{referral}/submit"), format!("{referral}/approve"));

    let stale = post_seen(&analyst, &submit, "\"v2\"", &json!({})).await;
    let submitted = post_seen(&analyst, &submit, "\"v1\"", &json!({})).await;
    let unseen = post_seen(&lead, &approve, "\"v1\"", &json!({})).await;
    let approved = post_seen(&lead, &approve, "\"v2\"", &json!({})).await;

    assert_eq!(stale.problem(412), "stale");
    assert_eq!(
        (submitted.status.as_u16(), submitted.header("etag")),
        (200, "\"v2\"".into())
    );
    assert_eq!(unseen.problem(412), "stale");
    assert_eq!(
        (approved.status.as_u16(), approved.header("etag")),
        (200, "\"v3\"".into())
    );
}

#[tokio::test]
async fn a_reporter_never_needs_to_say_a_version() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let baker = app.reporter(&case.receipt);
    let consents = json!({"police_referral": "no", "share_anonymised": false});

    let put = baker.request(Method::PUT, &format!("{}/consents", case.own()));
    let changed = send(put.json(&consents)).await;

    assert_eq!(changed.expect(200)["consents"], consents);
}
