//! What the time of an answer gives away: whether somebody or something is there. Measurements, which
//! `make bench` runs (`BENCH_ONLY=timing`); `TIMING_SAMPLES` says how many of each (2000).
//!
//! The figure is the area under the curve of telling the two apart by time (AUC): 0.5 is a coin.

use std::time::{Duration, Instant};

use chrono::Duration as Span;
use serde_json::json;
use smv_cert_tests::{Reply, TestApp};

use super::people::settle;
use super::restricted::restrict;
use crate::steps;

fn samples() -> usize {
    steps::setting("TIMING_SAMPLES", 2000)
}

/// How likely it is that a time of the first kind is longer than one of the second.
fn auc(first: &[Duration], second: &[Duration]) -> f64 {
    let tagged = |times: &[Duration], tag: bool| -> Vec<(Duration, bool)> {
        times.iter().map(|time| (*time, tag)).collect()
    };
    let mut all = [tagged(first, true), tagged(second, false)].concat();
    all.sort_unstable();
    let ranked = (1..).map(f64::from).zip(&all);
    let ranks: f64 = ranked.filter(|(_, at)| at.1).map(|(rank, _)| rank).sum();
    let count = |times: &[Duration]| f64::from(u32::try_from(times.len()).unwrap());
    let (n, m) = (count(first), count(second));
    (ranks - n * (n + 1.0) / 2.0) / (n * m)
}

fn median(times: &[Duration]) -> f64 {
    let mut times = times.to_vec();
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1000.0
}

/// Asks both in turn, so that whatever else the machine does strikes both.
async fn compare(
    what: &str,
    status: u16,
    mut there: impl AsyncFnMut(usize) -> Reply,
    mut absent: impl AsyncFnMut(usize) -> Reply,
) {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    // The first answers are slower: connections, plans, caches.
    let warm = samples() / 20;
    for number in 0..samples() + warm {
        for kind in [number % 2, 1 - number % 2] {
            let begun = Instant::now();
            let reply = match kind {
                0 => there(number).await,
                _ => absent(number).await,
            };
            let taken = begun.elapsed();
            assert_eq!(reply.status.as_u16(), status, "{}", reply.text());
            if number >= warm {
                [&mut first, &mut second][kind].push(taken);
            }
        }
    }
    let auc = auc(&first, &second);
    println!(
        "| {what} | {:.2} ms | {:.2} ms | {:.3} | 0.55 |",
        median(&first),
        median(&second),
        auc.max(1.0 - auc)
    );
}

#[test]
fn the_figure_tells_apart_what_is_apart() {
    let times =
        |from: u64| -> Vec<Duration> { (from..from + 100).map(Duration::from_millis).collect() };
    let near = |figure: f64, wanted: f64| (figure - wanted).abs() < 0.01;

    assert!(near(auc(&times(200), &times(0)), 1.0));
    assert!(near(auc(&times(0), &times(200)), 0.0));
    let mixed: Vec<Duration> = times(0).into_iter().chain(times(200)).collect();
    assert!(near(auc(&mixed, &times(100)), 0.5));
}

#[tokio::test]
#[ignore = "a measurement: make bench"]
async fn a_login_does_not_say_by_its_time_who_is_known() {
    let app = TestApp::start().await;
    let anyone = app.anyone();
    let login = async |name: &str, number: usize| {
        // Nobody is locked: the measure is the check of a password.
        app.advance(Span::minutes(16));
        let email = format!("{name}{}@demo.example", number % 4 + 1);
        let body = json!({"email": email, "password": format!("forkert adgang {number}")});
        anyone.post("/api/v1/auth/login", &body).await
    };
    compare(
        "login: known address / unknown",
        401,
        async |number| login("analyst", number).await,
        async |number| login("nobody", number).await,
    )
    .await;
}

#[tokio::test]
#[ignore = "a measurement: make bench"]
async fn a_case_that_is_hidden_takes_as_long_as_none() {
    let app = TestApp::start().await;
    settle(&app);
    let owner = app.person("analyst1").await;
    let case = steps::bakery(&app, &owner).await;
    restrict(&owner, &case.path, &[]).await;
    let none = format!(
        "/api/v1/cases/{}",
        domain::id::CaseId::new(app.now(), &[7; 10])
    );
    for name in ["analyst2", "stranger", "police"] {
        let status = if name == "police" { 403 } else { 404 };
        let caller = app.person(name).await;
        compare(
            &format!("GET restricted case / none, by {name}"),
            status,
            async |_| caller.get(&case.path).await,
            async |_| caller.get(&none).await,
        )
        .await;
    }
}

#[tokio::test]
#[ignore = "a measurement: make bench"]
async fn a_number_that_is_not_ours_takes_as_long_as_none() {
    let app = TestApp::start().await;
    settle(&app);
    let owner = app.person("analyst1").await;
    let case = steps::bakery(&app, &owner).await;
    restrict(&owner, &case.path, &[]).await;
    let other = app
        .file(&smv_cert_tests::report::of(
            "phishing",
            "Smed",
            "En mail med et link.",
        ))
        .await;
    let absent = domain::number::ReportNumber::new(&[7; 5]);
    let stranger = app.person("stranger").await;
    let ask = async |number: &str| {
        let body = json!({"number": number, "reason": "Firmaet er i røret."});
        stranger.post("/api/v1/emergency-access", &body).await
    };
    let (number, absent) = (case.number(), absent.to_string());
    compare(
        "emergency access: another team's case / none",
        404,
        async |_| ask(&number).await,
        async |_| ask(&absent).await,
    )
    .await;

    let wrong = app.reporter(&other);
    let none = format!("/api/v1/reports/{absent}");
    compare(
        "report with a wrong code: number is there / is not",
        404,
        async |_| wrong.get(&case.own()).await,
        async |_| wrong.get(&none).await,
    )
    .await;
}
