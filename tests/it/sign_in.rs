//! Guessing is slowed down, known or not; passwords keep the rules.

use chrono::Duration;
use serde_json::{Value, json};
use smv_cert_tests::{PASSWORD, Reply, TestApp, count, text};

use crate::steps::join_all;

async fn login(app: &TestApp, email: &str, password: &str) -> Reply {
    let body = json!({"email": email, "password": password});
    app.anyone().post("/api/v1/auth/login", &body).await
}

fn told(reply: &Reply) -> (u16, String, Value) {
    let mut problem = reply.json.clone();
    if let Some(problem) = problem.as_object_mut() {
        problem.remove("instance");
    }
    (reply.status.as_u16(), reply.header("retry-after"), problem)
}

const NINA: &str = "analyst1@demo.example";
const OMAR: &str = "analyst2@demo.example";
const NOBODY: &str = "nobody@demo.example";

#[tokio::test]
async fn wrong_tries_make_wait_and_the_wait_ends() {
    let app = TestApp::start().await;
    for _ in 0..3 {
        let wrong = login(&app, NINA, "not the password").await;
        assert_eq!(wrong.problem(401), "unauthenticated");
    }

    let right = login(&app, NINA, PASSWORD).await;
    assert_eq!(right.header("retry-after"), "1");
    assert_eq!(
        right.problem(429),
        "too-many-requests",
        "even the right one"
    );
    assert_eq!(
        login(&app, OMAR, PASSWORD).await.status,
        200,
        "another account"
    );
    app.advance(Duration::seconds(1));
    assert_eq!(login(&app, NINA, PASSWORD).await.status, 200);
    for _ in 0..2 {
        let wrong = login(&app, NINA, "not the password").await;
        assert_eq!(wrong.problem(401), "unauthenticated", "begun anew");
    }
    assert_eq!(login(&app, NINA, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn the_wait_grows_and_never_becomes_a_lock_for_good() {
    let app = TestApp::start().await;
    let mut waited = Vec::new();
    for _ in 0..110 {
        // As from many networks.
        app.database
            .execute("DELETE FROM login_locks WHERE failures > 20 AND failures <> 100");
        let wrong = login(&app, NINA, "not the password").await;
        if wrong.status == 429 {
            let wait: i64 = wrong.header("retry-after").parse().unwrap();
            if waited.last() != Some(&wait) {
                waited.push(wait);
            }
            app.advance(Duration::seconds(wait));
        }
    }
    assert_eq!(&waited[..3], [1, 3, 5], "{waited:?}");

    app.database.execute(
        "UPDATE login_locks SET failures = 5000, locked_until = locked_until + interval '15 minutes'",
    );
    assert_eq!(login(&app, NINA, PASSWORD).await.status, 429);
    app.advance(Duration::minutes(16));
    assert_eq!(login(&app, NINA, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn one_network_that_tries_many_accounts_waits_too() {
    let app = TestApp::start().await;
    for number in 0..21 {
        let wrong = login(&app, &format!("a{number}@demo.example"), "a password").await;
        assert_eq!(wrong.problem(401), "unauthenticated");
    }

    let right = login(&app, NINA, PASSWORD).await;

    assert_eq!(right.problem(429), "too-many-requests");
    app.advance(Duration::seconds(1));
    assert_eq!(login(&app, NINA, PASSWORD).await.status, 200);
    let network = "SELECT max(failures)::bigint AS count FROM login_locks";
    assert_eq!(
        count(&app.database.url, network),
        21,
        "one right try does not wash away the others"
    );
}

#[tokio::test]
async fn unknown_wrong_disabled_and_locked_are_told_the_same() {
    let app = TestApp::start().await;
    let now = app.now();
    crate::steps::owner(&app)
        .transact_blocking(&domain::access::Actor::System, |tx| {
            store::people::disable(tx, OMAR, now)
        })
        .unwrap();

    for round in 0..6 {
        let wrong = told(&login(&app, NINA, "not the password").await);
        let disabled = told(&login(&app, OMAR, PASSWORD).await);
        let unknown = told(&login(&app, NOBODY, PASSWORD).await);

        assert_eq!(wrong, disabled, "round {round}");
        assert_eq!(wrong, unknown, "round {round}");
        assert_eq!(wrong.0, if round < 3 { 401 } else { 429 });
    }
}

#[tokio::test]
async fn tries_at_once_are_not_more_than_tries_in_turn() {
    let app = TestApp::start().await;
    let tries = (0..12).map(|_| login(&app, NINA, "not the password"));

    let replies = join_all(tries).await;

    let looked_at = replies.iter().filter(|reply| reply.status == 401).count();
    assert_eq!(looked_at, 3);
    assert_eq!(replies.len(), 12);
}

#[tokio::test]
async fn a_password_is_changed_by_who_knows_the_old_one_and_keeps_the_rules() {
    let app = TestApp::start().await;
    let tokens = login(&app, NINA, PASSWORD).await.expect(200);
    let other = login(&app, NINA, PASSWORD).await.expect(200);
    let nina = app.anyone().with(text(&tokens, "access_token"));
    let change = async |current: &str, new: &str| {
        let body = json!({"current_password": current, "new_password": new});
        nina.post("/api/v1/auth/password", &body).await
    };
    let new = "en lille sætning om æbler";

    for (bad, rule) in [
        ("kort kodeor", "too-short"),
        (&*"x".repeat(257), "too-long"),
        ("QWERTYqwerty", "password-common"),
        ("Holmsgaard-2026", "password-personal"),
        ("smv-cert smv-cert", "password-personal"),
    ] {
        let refused = change(PASSWORD, bad).await.expect(422);
        assert_eq!(refused["errors"][0]["pointer"], "#/new_password");
        assert_eq!(refused["errors"][0]["code"], rule, "{bad}");
    }
    assert_eq!(
        change("not the password", new).await.problem(401),
        "unauthenticated"
    );
    assert_eq!(change(PASSWORD, new).await.status, 204);

    assert_eq!(
        nina.get("/api/v1/queue").await.status,
        200,
        "this session stays"
    );
    let other = app.anyone().with(text(&other, "access_token"));
    assert_eq!(other.get("/api/v1/queue").await.status, 401);
    assert_eq!(
        login(&app, NINA, PASSWORD).await.problem(401),
        "unauthenticated"
    );
    assert_eq!(login(&app, NINA, new).await.status, 200);
    assert_eq!(
        login(&app, NINA, &new.to_uppercase()).await.status,
        401,
        "as typed"
    );
}
