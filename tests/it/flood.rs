//! A flood: forms do some work or wait, nobody is refused, and what came without the work is marked.

use altcha::{Payload, SolveChallengeOptions, solve_challenge};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::Duration;
use serde_json::Value;
use smv_cert_tests::{Caller, TestApp, count, report, text};

use crate::calling_systems;
use crate::form::Reader;

/// So many in a minute make a flood here.
const FROM: u32 = 5;

/// A system in which a flood has just begun.
async fn flooded() -> TestApp {
    flooded_with(30).await
}

/// The same, where a form without a script waits so many seconds.
async fn flooded_with(wait: i64) -> TestApp {
    let app = TestApp::start_with(|config| {
        config.flood.from = std::num::NonZeroU32::new(FROM);
        config.flood.wait = Duration::seconds(wait);
    })
    .await;
    for number in 0..FROM {
        let firm = format!("Firma {number}");
        let report = report::of("phishing", &firm, "En mail med et falsk link til banken.");
        let _ = app.file(&report).await;
    }
    app
}

/// Somebody who has answered everything and is shown the list.
async fn at_the_list(app: &TestApp) -> Reader {
    let mut reader = Reader::begin(app, "da").await;
    reader.fill().await;
    reader
}

impl Reader {
    /// The puzzle of the page, if it has one.
    fn puzzle(&self) -> Option<Value> {
        let html = self.page.text();
        let (_, rest) = html.split_once("data-puzzle=\"")?;
        let (puzzle, _) = rest.split_once("\" data-worker")?;
        serde_json::from_str(&puzzle.replace("&#34;", "\"")).ok()
    }
}

/// What a browser sends for a puzzle, after the algorithm's own library. It takes seconds, on a thread of its
/// own: a client that cannot look at its connections meanwhile uses one that the server has closed.
async fn solved(puzzle: &Value) -> Payload {
    let challenge = serde_json::from_value(puzzle.clone()).unwrap();
    let solving = tokio::task::spawn_blocking(move || {
        let solution = solve_challenge(SolveChallengeOptions::new(&challenge));
        Payload {
            solution: solution.unwrap().unwrap(),
            challenge,
        }
    });
    solving.await.unwrap()
}

fn sent(payload: &Payload) -> String {
    BASE64_STANDARD.encode(serde_json::to_vec(payload).unwrap())
}

fn reports(app: &TestApp) -> i64 {
    count(&app.database.url, "SELECT count(*) AS count FROM reports")
}

/// Why the cases of this analyst's queue are doubted, as the timelines say.
async fn doubts(analyst: &Caller) -> Vec<String> {
    let mut found = Vec::new();
    loop {
        let claimed = analyst.post_empty("/api/v1/queue/claim").await;
        if claimed.status != 200 {
            return found;
        }
        let path = format!("/api/v1/cases/{}/events", text(&claimed.json, "id"));
        let events = analyst.get(&path).await.expect(200);
        for event in events["data"].as_array().unwrap() {
            if event["name"] == "report.suspected_flood" {
                found.push(event["facts"]["why"].as_str().unwrap().to_owned());
            }
        }
    }
}

#[tokio::test]
async fn without_a_flood_nothing_is_asked_and_in_one_a_solved_puzzle_opens_the_way() {
    let calm = TestApp::start().await;
    assert_eq!(at_the_list(&calm).await.puzzle(), None);

    let app = flooded().await;
    let mut reader = at_the_list(&app).await;
    let solution = sent(&solved(&reader.puzzle().unwrap()).await);
    let receipt = reader.go("/da/report/send", &[("altcha", &solution)]).await;

    assert_eq!(receipt.status, 200, "{}", receipt.text());
    assert_eq!(reports(&app), i64::from(FROM) + 1);
    let analyst = app.person("analyst1").await;
    // The form itself was filled in faster than anybody reads; the one that made the flood had no work.
    let mut doubts = doubts(&analyst).await;
    doubts.sort();
    assert_eq!(doubts, ["too_fast", "unproven"]);
}

#[tokio::test]
async fn without_a_script_the_form_waits_keeps_its_words_and_is_marked() {
    let app = flooded().await;
    let mut reader = at_the_list(&app).await;
    assert!(reader.holds("Vent 30 sekunder, før I trykker på Send"));

    let early = reader.go("/da/report/send", &[]).await;
    assert_eq!(early.status, 429);
    let left: i64 = early.header("retry-after").parse().unwrap();
    assert!((1..=30).contains(&left), "{left}");
    assert!(reader.holds("Alle filer på serveren er låst."));
    assert!(reader.holds(&format!("Tryk på Send igen om {left} sekunder")));
    assert_eq!(reports(&app), i64::from(FROM));

    let again = reader.go("/da/report/send", &[]).await;
    let still: i64 = again.header("retry-after").parse().unwrap();
    assert!(still <= left, "its turn stays: {still} after {left}");

    app.advance(Duration::seconds(30));
    let receipt = reader.go("/da/report/send", &[]).await;
    assert_eq!(receipt.status, 200, "{}", receipt.text());
    assert_eq!(reports(&app), i64::from(FROM) + 1);
    let analyst = app.person("analyst1").await;
    // The one that made the flood, and this one; it was not too fast.
    assert_eq!(doubts(&analyst).await, ["unproven", "unproven"]);
}

#[tokio::test]
async fn no_solution_but_that_of_this_forms_own_puzzle_in_time_is_worth_anything() {
    // Nobody's turn comes while this goes on.
    let app = flooded_with(600).await;
    let mut reader = at_the_list(&app).await;
    let own = solved(&reader.puzzle().unwrap()).await;
    let other = at_the_list(&app).await;
    let foreign = sent(&solved(&other.puzzle().unwrap()).await);
    let mut forged: Vec<String> = vec![foreign.clone(), String::new(), "%".to_owned()];
    let mut change = |change: &dyn Fn(&mut Payload)| {
        let mut payload = own.clone();
        change(&mut payload);
        forged.push(sent(&payload));
    };
    change(&|payload| payload.challenge.signature = None);
    change(&|payload| payload.challenge.parameters.cost = 1);
    change(&|payload| payload.challenge.parameters.key_prefix = String::new());
    change(&|payload| payload.challenge.parameters.expires_at = None);
    change(&|payload| payload.challenge.parameters.expires_at = Some(i64::MAX));
    change(&|payload| payload.challenge.parameters.nonce.replace_range(0..2, "zz"));
    change(&|payload| payload.challenge.parameters.data = None);
    for counter in 1..100 {
        change(&|payload| payload.solution.counter += counter);
    }

    for forged in &forged {
        let answer = reader.go("/da/report/send", &[("altcha", forged)]).await;
        assert_eq!(answer.status, 429, "{forged}");
    }
    let receipt = reader
        .go("/da/report/send", &[("altcha", &sent(&own))])
        .await;
    assert_eq!(receipt.status, 200);
    // Its own again is the same report; for another form it is worth nothing.
    let mut next = at_the_list(&app).await;
    let again = next.go("/da/report/send", &[("altcha", &sent(&own))]).await;
    assert_eq!(again.status, 429);
    assert_eq!(reports(&app), i64::from(FROM) + 1);

    let mut late = other.tab();
    app.advance(Duration::minutes(10));
    flood_on(&app).await;
    let turn = late.hidden().into_iter().find(|(name, _)| name == "turn");
    assert!(turn.is_some());
    let answer = late
        .go("/da/report/send", &[("altcha", &foreign), ("turn", "")])
        .await;
    assert_eq!(answer.status, 429, "ten minutes are over");
}

/// Goes on with what is going on.
async fn flood_on(app: &TestApp) {
    for number in 0..FROM {
        let firm = format!("Mere {number}");
        let report = report::of("phishing", &firm, "Endnu en mail med et falsk link.");
        let _ = app.file(&report).await;
    }
}

#[tokio::test]
async fn reports_by_the_api_are_taken_and_marked_unless_they_come_with_a_key() {
    let app = flooded().await;
    let supplier = calling_systems::system(&app, "Acme IT");
    let body = |firm: &str| report::of("ransomware", firm, "Alt er låst, og de vil have penge.");

    let key = "a-key-of-sixteen-or-more";
    let own = supplier
        .post_once("/api/v1/reports", key, &body("Kunde A/S"))
        .await;
    let _ = own.expect(201);
    let analyst = app.person("analyst1").await;
    let before = doubts(&analyst).await;
    let _ = app.file(&body("Alene ApS")).await;
    let after = doubts(&analyst).await;

    // The fifth report made the flood.
    assert_eq!(before, ["unproven"]);
    assert_eq!(after, ["unproven"]);
}

#[tokio::test]
async fn a_flood_ends_by_itself() {
    let app = flooded().await;
    assert!(at_the_list(&app).await.puzzle().is_some());

    app.advance(Duration::minutes(5));

    let mut reader = at_the_list(&app).await;
    assert_eq!(reader.puzzle(), None);
    let receipt = reader.go("/da/report/send", &[]).await;
    assert_eq!(receipt.status, 200);
}

#[tokio::test]
async fn forms_of_one_network_wait_for_each_other_and_nobody_waits_without_end() {
    let app = flooded().await;
    let mut waits = Vec::new();
    for _ in 0..22 {
        let mut reader = at_the_list(&app).await;
        let answer = reader.go("/da/report/send", &[]).await;
        waits.push(answer.header("retry-after").parse::<i64>().unwrap());
    }

    assert!(waits.is_sorted(), "{waits:?}");
    assert!((1..=30).contains(&waits[0]), "{waits:?}");
    assert!(waits[1] > 30, "{waits:?}");
    assert!(waits.iter().all(|seconds| *seconds <= 600), "{waits:?}");
}
