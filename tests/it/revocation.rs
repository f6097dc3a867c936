//! Rights that end, end at once on every process.

mod desks;
mod session;
mod trials;

use std::time::{Duration, Instant};

use serde_json::json;
use smv_cert_tests::{Browser, PASSWORD, text};

use crate::steps::join_all;
use desks::Desks;

const AGENT: &str = "Firefox";

#[tokio::test]
async fn a_disabled_analyst_is_out_on_three_processes_at_once() {
    let desks = Desks::start(3).await;
    let tokens = desks.login(0, "analyst1").await;
    let mut browser = Browser::new(desks.base(0), AGENT);
    let form = [("email", "analyst1@demo.example"), ("password", PASSWORD)];
    assert_eq!(browser.post("/console/login", &form).await.status, 303);
    let cookies = browser.cookies.clone();
    let at = |number: usize| {
        let token = desks.caller(number).with(text(&tokens, "access_token"));
        let mut browser = Browser::new(desks.base(number), AGENT);
        browser.cookies = cookies.clone();
        (token, browser)
    };
    for number in 0..3 {
        let (token, mut browser) = at(number);
        assert_eq!(token.get("/api/v1/queue").await.status, 200);
        assert_eq!(browser.get("/console").await.status, 200);
    }

    desks.disable("analyst1");

    let begun = Instant::now();
    for number in 0..3 {
        let (token, mut browser) = at(number);
        let refused = token.get("/api/v1/queue").await;
        assert_eq!(refused.problem(401), "unauthenticated", "process {number}");
        assert_eq!(
            browser.get("/console").await.status,
            303,
            "process {number}"
        );
        let next = json!({"refresh_token": tokens["refresh_token"]});
        let next = token.post("/api/v1/auth/refresh", &next).await;
        assert_eq!(next.problem(401), "unauthenticated", "process {number}");
    }
    assert!(begun.elapsed() < Duration::from_secs(1));
}

/// The same refresh token at all processes at once: one wins, and the family ends.
#[tokio::test]
async fn rotation_is_one_for_all_processes() {
    let desks = Desks::start(3).await;
    for _ in 0..5 {
        let tokens = desks.login(0, "analyst1").await;
        let body = json!({"refresh_token": tokens["refresh_token"]});
        let exchanges = (0..12).map(|number| {
            let (desk, body) = (desks.caller(number), body.clone());
            async move { desk.post("/api/v1/auth/refresh", &body).await }
        });

        let replies = join_all(exchanges).await;

        let won: Vec<_> = replies.iter().filter(|reply| reply.status == 200).collect();
        assert_eq!(won.len(), 1);
        for number in 0..3 {
            let token = text(&won[0].json, "access_token");
            let caller = desks.caller(number).with(token);
            let dead = caller.get("/api/v1/queue").await;
            assert_eq!(dead.problem(401), "unauthenticated", "process {number}");
        }
    }
}
