//! What mails say: the reader's language, and nothing of the case.

use serde_json::{Value, json};
use smv_cert_tests::{Caller, TestApp, text};

use super::relay::Relay;
use super::send_all;

/// Stands in everything that people write.
const CANARY: &str = "kanariefugl";
/// Other words of the report that no mail may hold, as they stand and as they could be shown.
const SECRETS: [&str; 8] = [
    "13748136",
    "24256790",
    "20304050",
    "20 30 40 50",
    "20506070",
    "20 50 60 70",
    "0751",
    "2019",
];

#[tokio::test]
async fn mails_speak_the_readers_language_and_hold_no_word_of_the_case() {
    let relay = Relay::start("smtp-words", &[]).await;
    let app = relay.app().await;
    let mut codes = Vec::new();
    for language in ["da", "en"] {
        codes.push(tell_a_story(&app, language).await);
    }

    send_all(&app).await;

    let (mails, mut seen) = (relay.taken(), Vec::new());
    for taken in &mails {
        let part = |name: &str| taken.mail[name].as_str().unwrap().to_owned();
        let (subject, plain, html) = (part("subject"), part("text"), part("html"));
        let everything = format!("{subject}\n{plain}\n{html}\n{}", taken.mail["headers"]);
        assert!(!everything.contains(CANARY), "{everything}");
        for secret in SECRETS.into_iter().chain(codes.iter().map(String::as_str)) {
            assert!(!plain.contains(secret), "{secret} in {plain}");
            assert!(!html.contains(secret), "{secret} in {html}");
        }
        let language = taken.to().split('@').next().unwrap();
        assert!(html.contains(&format!("lang=\"{language}\"")), "{html}");
        let (ours, other) = match language {
            "da" => ("Venlig hilsen", "Kind regards"),
            _ => ("Kind regards", "Venlig hilsen"),
        };
        assert!(plain.contains(ours) && html.contains(ours), "{plain}");
        assert!(!plain.contains(other) && !html.contains(other), "{plain}");
        assert!(plain.contains(&format!("/{language}/follow")), "{plain}");
        let (_, said) = subject.split_once("] ").unwrap();
        seen.push((language.to_owned(), said.to_owned()));
    }
    let expected = [
        ("da", "Vi har modtaget jeres indberetning"),
        ("da", "Vi har et spørgsmål til jer"),
        ("da", "Vi er færdige med jeres sag"),
        ("en", "We have received your report"),
        ("en", "We have a question for you"),
        ("en", "We have finished work on your case"),
    ];
    seen.sort();
    let mut expected = expected.map(|(language, said)| (language.to_owned(), said.to_owned()));
    expected.sort();
    assert_eq!(seen, expected);
}

/// Filed, asked about, answered and resolved, with a canary in every text; the access code.
async fn tell_a_story(app: &TestApp, language: &str) -> String {
    let receipt = app.file(&full_of_canaries(language)).await;
    let number = text(&receipt, "number");
    let analyst = app.person("analyst1").await;
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    assert_eq!(text(&case, "number"), number);
    let id = text(&case, "id");
    let step = |body: Value| step(&analyst, &id, body);
    step(json!({"transition": "ask", "question": format!("{CANARY}?")})).await;
    let answer = json!({"text": format!("{CANARY}!")});
    let _ = app
        .reporter(&receipt)
        .post(&format!("/api/v1/reports/{number}/messages"), &answer)
        .await
        .expect(201);
    step(json!({"transition": "resolve", "resolution": format!("{CANARY}.")})).await;
    text(&receipt, "access_code")
}

async fn step(analyst: &Caller, case: &str, body: Value) {
    let path = format!("/api/v1/cases/{case}/transitions");
    let _ = analyst.post(&path, &body).await.expect(200);
}

/// A report with every field filled in. The part of its address before `@` is its language.
fn full_of_canaries(language: &str) -> Value {
    json!({
        "language": language,
        "kind": "ransomware", "ongoing": "yes", "impact": "all_down",
        "aware_at": "2026-01-02T20:19:00Z", "aware_precision": "minute",
        "description": format!("{CANARY} i beskrivelsen."),
        "organisation": {
            "cvr": "13748136", "name": format!("{CANARY} {language} ApS"), "size_class": "5-9",
            "municipality": "0751", "sector": {"nace_version": "DB25", "code": "10"},
            "type": "company"
        },
        "reporter": {
            "name": format!("{CANARY} Holm"), "email": format!("{language}@firm.example"),
            "phone": "+4520304050"
        },
        "on_behalf": {
            "supplier": format!("{CANARY} IT"), "supplier_cvr": "24256790",
            "mandate": "contract", "supplier_suspected": false,
            "firm_contact": {"name": format!("{CANARY} Bo"), "phone": "+4520506070"}
        },
        "details": {"ransom_note": format!("{CANARY} kræver"), (CANARY): CANARY},
        "consents": {"police_referral": "yes", "share_anonymised": true},
        "source": CANARY, "source_ref": format!("{CANARY}-1")
    })
}
