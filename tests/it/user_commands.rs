//! `smv-cert user`: people are added with a password, a code or an app, and recovered by two others.

use std::io::Write as _;
use std::process::Stdio;

use chrono::Duration;
use serde_json::{Value, json};
use smv_cert_tests::{Authenticator, PASSWORD, TestApp, text};

use crate::served;

/// Runs `smv-cert user …` with these lines on its standard input.
fn user(app: &TestApp, words: &[&str], lines: &str) -> (bool, String) {
    let mut child = served::command(&app.data_dir, Some(&app.database.url))
        .env("SMV_CERT_LOGIN__SECOND_FACTOR", "always")
        .arg("user")
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    // A command that refuses early does not read.
    let _ = input.write_all(lines.as_bytes());
    drop(input);
    let done = child.wait_with_output().unwrap();
    let said = [done.stdout, done.stderr].concat();
    (done.status.success(), String::from_utf8(said).unwrap())
}

async fn strict() -> TestApp {
    TestApp::start_with(|config| config.second_factor_in_demo = true).await
}

async fn login(app: &TestApp, password: &str, totp: Option<String>) -> Value {
    let body = json!({"email": "ida@cert.example", "password": password, "totp": totp});
    let reply = app.anyone().post("/api/v1/auth/login", &body).await;
    reply.json
}

const IDA: [&str; 7] = [
    "add",
    "--email",
    "ida@cert.example",
    "--name",
    "Ida Holm",
    "--role",
    "analyst",
];
const GOOD: &str = "en kold og klar aften\n";

#[tokio::test]
async fn a_person_is_added_with_a_password_that_keeps_the_rules() {
    let app = strict().await;
    let words = [&IDA[..], &["--password-stdin"]].concat();
    for (bad, why) in [
        ("kort\n", "12 characters"),
        ("qwertyqwerty\n", "tried first"),
        ("ida-holm-2026\n", "made of the name"),
    ] {
        let (done, said) = user(&app, &words, bad);
        assert!(!done && said.contains(why), "{said}");
    }

    let (done, said) = user(&app, &words, GOOD);

    assert!(done && said.contains("asks for a second factor"), "{said}");
    let tokens = login(&app, GOOD.trim(), None).await;
    assert_eq!(tokens["scope"], "enrolment");
}

#[tokio::test]
async fn a_person_is_added_with_an_app_or_with_a_code() {
    let app = strict().await;
    let words = [&IDA[..], &["--password-stdin", "--totp"]].concat();
    let (done, said) = user(&app, &words, GOOD);
    assert!(
        done && said.contains("otpauth://totp/SMV-CERT:ida"),
        "{said}"
    );
    let secret = said.split("secret=").nth(1).unwrap();
    let device = Authenticator::new(secret.split('&').next().unwrap());
    let tokens = login(&app, GOOD.trim(), Some(device.code(app.now()))).await;
    assert_eq!(tokens["scope"], "full", "{tokens}");

    let bo = [
        "add",
        "--email",
        "bo@cert.example",
        "--name",
        "Bo",
        "--role",
        "auditor",
        "--enrol",
    ];
    let (done, said) = user(&app, &bo, "");
    assert!(done && said.contains("/console/enrol"), "{said}");
    let code = said.split("for a day: ").nth(1).unwrap();
    let body = json!({"code": code.lines().next().unwrap(), "new_password": GOOD.trim()});
    let begun = app.anyone().post("/api/v1/auth/enrol", &body).await;
    assert_eq!(begun.expect(200)["scope"], "enrolment");
}

#[tokio::test]
async fn two_others_at_the_keyboard_let_somebody_begin_anew() {
    let app = strict().await;
    let recover = |by: &[&str], lines: &str| {
        let mut words = vec![
            "recover",
            "--email",
            "analyst1@demo.example",
            "--passwords-stdin",
        ];
        for address in by {
            words.extend(["--by", address]);
        }
        user(&app, &words, lines)
    };
    let (lead, admin, nina) = (
        "lead@demo.example",
        "admin@demo.example",
        "analyst1@demo.example",
    );
    let both = format!("{PASSWORD}\n{PASSWORD}\n");
    for (by, lines, why) in [
        (&[lead][..], both.clone(), "twice"),
        (&[lead, lead], both.clone(), "two people"),
        (&[lead, nina], both.clone(), "two people"),
        (
            &[lead, "analyst2@demo.example"],
            both.clone(),
            "only a duty lead",
        ),
        (&[lead, admin], format!("{PASSWORD}\nwrong\n"), "is wrong"),
    ] {
        let (done, said) = recover(by, &lines);
        assert!(!done && said.contains(why), "{by:?}: {said}");
    }
    let tokens = app
        .anyone()
        .post(
            "/api/v1/auth/login",
            &json!({"email": nina, "password": PASSWORD}),
        )
        .await
        .expect(200);

    let (done, said) = recover(&[lead, admin], &both);

    assert!(done, "{said}");
    let before = app.anyone().with(text(&tokens, "access_token"));
    assert_eq!(before.get("/api/v1/auth/factors").await.status, 401, "out");
    let code = said.split("for a day: ").nth(1).unwrap();
    let body = json!({"code": code.lines().next().unwrap(), "new_password": GOOD.trim()});
    app.advance(Duration::hours(23));
    let begun = app.anyone().post("/api/v1/auth/enrol", &body).await;
    assert_eq!(begun.status, 200, "{}", begun.text());
}

#[tokio::test]
async fn the_operator_ends_sessions_changes_roles_and_lets_in_again() {
    let app = TestApp::start().await;
    let nina = "analyst1@demo.example";
    let queue =
        async |caller: &smv_cert_tests::Caller| caller.get("/api/v1/queue").await.status.as_u16();
    let person = app.person("analyst1").await;
    assert_eq!(queue(&person).await, 200);

    let (done, said) = user(&app, &["sign-out", "--email", nina], "");
    assert!(done && said.contains("1 sessions ended"), "{said}");
    assert_eq!(queue(&person).await, 401, "signed out");

    let person = app.person("analyst1").await;
    let (done, said) = user(&app, &["role", "--email", nina, "--role", "admin"], "");
    assert!(done, "{said}");
    assert_eq!(queue(&person).await, 403, "no analyst any more");
    let back = [
        "role",
        "--email",
        nina,
        "--role",
        "analyst",
        "--team",
        "Nobody's desk",
    ];
    let (done, said) = user(&app, &back, "");
    assert!(!done && said.contains("there is no team"), "{said}");
    assert_eq!(queue(&person).await, 403, "all of it or nothing");
    let (done, said) = user(&app, &back[..5], "");
    assert!(done, "{said}");
    assert_eq!(queue(&person).await, 200);

    let (done, _) = user(&app, &["disable", "--email", nina], "");
    assert!(done);
    assert_eq!(queue(&person).await, 401);
    let (done, _) = user(&app, &["enable", "--email", nina], "");
    assert!(done);
    assert_eq!(queue(&person).await, 401, "what was open stays closed");
    assert_eq!(queue(&app.person("analyst1").await).await, 200);

    let lines = app.database.lines(
        "SELECT action || ' ' || coalesce(detail->>'why', detail->>'role', '') AS line FROM audit \
         WHERE action LIKE 'person.%' OR detail->>'why' = 'operator' ORDER BY id",
    );
    assert_eq!(
        lines,
        [
            "session.ended operator",
            "person.role_changed admin",
            "person.role_changed analyst",
            "person.disabled ",
            "person.enabled ",
        ]
    );
    let (done, said) = user(&app, &["sign-out", "--email", "nobody@cert.example"], "");
    assert!(!done && said.contains("there is nobody"), "{said}");
}
