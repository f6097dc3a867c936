//! What is refused, and what is done once however often it is sent.

use serde_json::{Value, json};
use smv_cert_tests::{TestApp, send, text};

use super::{Filed, dairy, early_warning, notification};

fn problems(answer: &Value) -> Vec<(String, String)> {
    let errors = answer["errors"].as_array().unwrap();
    errors
        .iter()
        .map(|error| (text(error, "pointer"), text(error, "code")))
        .collect()
}

#[tokio::test]
async fn every_mistake_is_named_with_its_field_and_the_way_out() {
    let app = TestApp::start().await;
    let filed = Filed::new(&app, &dairy()).await;
    let path = format!("{}/stages", filed.path);
    let code = text(&filed.receipt, "access_code");
    let later = app.now() + chrono::Duration::hours(3);
    let long_ago = app.now() - chrono::Duration::days(40);

    for (body, pointer, rule) in [
        (json!({}), "#/stage", "required"),
        (json!({"stage": "warning"}), "#/stage", "not-a-choice"),
        (
            json!({"stage": "early_warning", "cross_border": "no"}),
            "#/suspected_malicious",
            "required",
        ),
        (
            json!({"stage": "early_warning", "suspected_malicious": "maybe", "cross_border": "no"}),
            "#/suspected_malicious",
            "not-a-choice",
        ),
        (
            json!({"stage": "early_warning", "suspected_malicious": "yes", "cross_border": "no",
                "cause": "En åben port."}),
            "#/cause",
            "unknown-field",
        ),
        (
            json!({"stage": "early_warning", "sent_at": "i går"}),
            "#/sent_at",
            "time-invalid",
        ),
        (
            json!({"stage": "early_warning", "sent_at": later}),
            "#/sent_at",
            "sent-in-the-future",
        ),
        (
            json!({"stage": "early_warning", "sent_at": long_ago}),
            "#/sent_at",
            "time-before-aware",
        ),
        (
            json!({"stage": "early_warning", "suspected_malicious": "yes", "cross_border": "yes",
                "countries": code}),
            "#/countries",
            "contains-access-code",
        ),
    ] {
        let answer = filed.reporter.post(&path, &body).await.expect(422);
        let found = problems(&answer);
        let wanted = (pointer.to_owned(), rule.to_owned());
        assert!(found.contains(&wanted), "{body}: {found:?}");
    }
    assert_eq!(filed.events("stage.added").await, 0);
}

#[tokio::test]
async fn the_way_out_is_told_in_both_languages() {
    let app = TestApp::start().await;
    let filed = Filed::new(&app, &dairy()).await;
    let body = json!({"stage": "final", "sent_at": app.now() + chrono::Duration::days(1)});
    let detail = async |language: &str| {
        let path = format!("{}/stages", filed.path);
        let request = filed.reporter.request(reqwest::Method::POST, &path);
        let request = request.header("Accept-Language", language).json(&body);
        let answer = send(request).await.expect(422);
        text(&answer["errors"][0], "detail")
    };

    assert!(detail("da").await.contains("Skriv, hvornår I sendte den"));
    assert!(detail("en").await.contains("Write when you sent it"));
}

#[tokio::test]
async fn without_the_code_there_is_nothing_to_see() {
    let app = TestApp::start().await;
    let filed = Filed::new(&app, &dairy()).await;
    let (add, see) = (
        format!("{}/stages", filed.path),
        format!("{}/stages/final", filed.path),
    );
    let other = app.reporter(&app.file(&dairy()).await);

    for (caller, status) in [
        (app.anyone(), 401),
        (app.anyone().with("wrong"), 404),
        (other, 404),
    ] {
        assert_eq!(caller.post(&add, &early_warning()).await.status, status);
        assert_eq!(caller.get(&see).await.status, status);
    }
    let unknown = filed.reporter.get(&format!("{add}/second")).await;
    assert_eq!(unknown.problem(404), "not-found");
}

#[tokio::test]
async fn the_same_key_adds_once() {
    let app = TestApp::start().await;
    let filed = Filed::new(&app, &dairy()).await;
    let path = format!("{}/stages", filed.path);
    let key = "stage-sent-twice-1";

    let one = filed.reporter.post_once(&path, key, &notification()).await;
    let two = filed.reporter.post_once(&path, key, &notification()).await;
    let other = filed.reporter.post_once(&path, key, &early_warning()).await;

    assert_eq!(one.expect(201), two.expect(201));
    assert_eq!(other.status, 422);
    assert_eq!(filed.events("stage.added").await, 1);
}
