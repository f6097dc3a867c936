//! Mail through a real relay: every mail arrives, once unless nobody can know, and never in the
//! clear.

mod budget;
pub(crate) mod relay;
mod words;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::time::Duration;

use chrono::Duration as Span;
use serde_json::{Value, json};
use smv_cert_tests::{TestApp, count, report};

use crate::outside::{Program, until};
use relay::{Relay, Taken};

/// Within which something must have happened that takes a moment.
const SOON: Duration = Duration::from_mins(1);
/// Longer than the wait after each of the first two tries (1 and 5 minutes, ±20 %).
const NEXT_TRY: Span = Span::minutes(7);

#[tokio::test]
async fn every_mail_arrives_although_the_relay_is_killed_while_reports_come_in() {
    const REPORTS: usize = 40;
    let mut relay = Relay::start("smtp-killed", &[]).await;
    let app = relay.app().await;
    let (killed, filed) = (Cell::new(false), Cell::new(0));

    tokio::join!(
        async {
            for firm in 0..REPORTS {
                if firm == REPORTS / 2 {
                    until(SOON, "the relay is killed", async || killed.get()).await;
                }
                // Checks that the answer is 201.
                app.file(&of_firm(firm)).await;
                filed.set(firm + 1);
            }
        },
        async {
            while filed.get() < REPORTS {
                app.running.run_outbox_once().await.unwrap();
            }
        },
        async {
            until(SOON, "the relay takes five mails", async || {
                relay.taken().len() >= 5
            })
            .await;
            relay.kill();
            killed.set(true);
        }
    );

    send_all(&app).await;
    let waiting = waiting(&app);
    assert!(waiting >= 20, "mails wait for the relay: {waiting}");
    let before = relay.taken().len();
    relay.start_again(&[]).await;
    app.advance(NEXT_TRY);
    send_all(&app).await;

    assert_eq!((self::waiting(&app), dead(&app)), (0, 0));
    let all_taken = relay.taken();
    let arrived: BTreeSet<&str> = all_taken.iter().map(Taken::to).collect();
    let owed: BTreeSet<String> = (0..REPORTS).map(address).collect();
    assert!(arrived.iter().copied().eq(owed.iter().map(String::as_str)));
    let mut copies: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
    for taken in &all_taken {
        assert_eq!(taken.mail["tls"], "TLSv1.3");
        copies.entry(taken.id()).or_default().push(taken.answered);
    }
    assert_eq!(copies.len(), REPORTS, "a Message-ID for each mail");
    for (id, answered) in &copies {
        // The last copy may lack the mark: killed between the answer and the mark.
        let (_, earlier) = answered.split_last().unwrap();
        assert!(
            !earlier.contains(&true),
            "{id} went again although the relay had said that it has it"
        );
    }
    let repeats = all_taken.len() - REPORTS;
    println!("{before} mails taken before the kill, {waiting} waited, {repeats} went twice");
}

#[tokio::test]
async fn a_mail_whose_answer_was_lost_goes_again_under_the_same_message_id() {
    let mut relay = Relay::start("smtp-answer-lost", &["--die-after-storing"]).await;
    let app = relay.app().await;
    app.file(&of_firm(1)).await;

    let round = app.running.run_outbox_once().await.unwrap();

    assert_eq!((round.sent, round.retried), (0, 1));
    assert_eq!(relay.taken().len(), 1, "the relay has it and died");
    assert!(!relay.taken()[0].answered);

    relay.start_again(&[]).await;
    app.advance(NEXT_TRY);
    send_all(&app).await;

    let taken = relay.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[0].id(), taken[1].id());
    assert_eq!(
        taken[0].mail["headers"]["Date"],
        taken[1].mail["headers"]["Date"]
    );
    assert_eq!(waiting(&app), 0);
    // Nothing more comes of it.
    app.advance(Span::days(2));
    send_all(&app).await;
    assert_eq!(relay.taken().len(), 2);
}

#[tokio::test]
async fn a_mail_that_the_relay_refuses_is_a_dead_letter_that_a_person_can_send_again() {
    let refuse = ["--refuse", &address(1)];
    let mut relay = Relay::start("smtp-refused", &refuse).await;
    let app = relay.app().await;
    for firm in 0..3 {
        app.file(&of_firm(firm)).await;
    }

    send_all(&app).await;

    let arrived: BTreeSet<String> = relay.taken().iter().map(|t| t.to().to_owned()).collect();
    assert_eq!(arrived, BTreeSet::from([address(0), address(2)]));
    assert_eq!((waiting(&app), dead(&app)), (0, 1));
    assert_eq!(of_outbox(&app, "last_error = 'smtp-550'"), 1);
    let metrics = app.running.metrics_url.clone().unwrap();
    let (address_of_metrics, path) = metrics.rsplit_once('/').unwrap();
    let figures = smv_cert_tests::Caller::new(address_of_metrics)
        .get(&format!("/{path}"))
        .await
        .text();
    assert!(figures.contains("smv_cert_outbox_messages{status=\"dead\"} 1\n"));
    assert!(operator(&app, "list").await.contains("dead    1"));

    // Given up means given up, until a person says otherwise.
    relay.start_again(&[]).await;
    app.advance(Span::days(2));
    send_all(&app).await;
    assert_eq!(relay.taken().len(), 2);
    assert!(operator(&app, "requeue").await.contains("1 messages"));
    send_all(&app).await;

    assert_eq!(relay.taken().last().unwrap().to(), address(1));
    assert_eq!((waiting(&app), dead(&app)), (0, 0));
}

#[tokio::test]
async fn a_relay_without_starttls_gets_nothing_and_the_mail_waits() {
    let mut relay = Relay::start("smtp-clear", &["--without-starttls"]).await;
    let app = relay.app().await;
    app.file(&of_firm(1)).await;

    let round = app.running.run_outbox_once().await.unwrap();

    assert_eq!((round.sent, round.retried), (0, 1));
    let said = relay.transcript();
    let commands: Vec<&str> = said.lines().map(str::trim_end).collect();
    assert!(commands[0].starts_with("EHLO "), "{said}");
    assert!(
        commands[1..].iter().all(|command| *command == "QUIT"),
        "nothing but a greeting in the clear: {said}"
    );
    assert!(relay.taken().is_empty());
    assert_eq!((waiting(&app), dead(&app)), (1, 0));
    assert_eq!(of_outbox(&app, "last_error = 'tls'"), 1);

    relay.start_again(&[]).await;
    app.advance(NEXT_TRY);
    send_all(&app).await;

    assert_eq!(relay.taken().len(), 1);
    assert_eq!(waiting(&app), 0);
}

/// Works until nothing is due.
async fn send_all(app: &TestApp) {
    while app.running.run_outbox_once().await.unwrap().leased > 0 {}
}

fn waiting(app: &TestApp) -> i64 {
    of_outbox(app, "status = 'pending'")
}

fn dead(app: &TestApp) -> i64 {
    of_outbox(app, "status = 'dead'")
}

fn of_outbox(app: &TestApp, condition: &str) -> i64 {
    let sql = format!("SELECT count(*) AS count FROM outbox WHERE {condition}");
    count(&app.database.url, &sql)
}

/// What `smv-cert outbox …` says.
async fn operator(app: &TestApp, what: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smv-cert-under-test"));
    command
        .env_clear()
        .env("SMV_CERT_MODE", "demo")
        .env("SMV_CERT_DATA_DIR", &app.data_dir)
        .env("DATABASE_URL", &app.database.url)
        .args(["--config", "/dev/null", "outbox", what]);
    let (status, said) = Program::start(&mut command).ended(SOON).await;
    assert!(status.success(), "{said}");
    said
}

fn address(firm: usize) -> String {
    format!("firm{firm}@mail.example")
}

fn of_firm(firm: usize) -> Value {
    let name = format!("Firma {firm}");
    let mut report = report::of("phishing", &name, &format!("Noget mærkeligt hos {name}."));
    report["reporter"]["email"] = json!(address(firm));
    report
}
