//! Two people whose work crosses on one case: they wait for each other in one order, so that neither
//! is stopped by a deadlock.
//!
//! Each test holds the case in a transaction of its own until both wait, so that they always cross.

use diesel::prelude::*;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use smv_cert_tests::{Caller, Reply, TestApp, count, send};
use tokio::task::JoinSet;

use crate::steps;

/// Sends both while the case is held, the first one first; their answers in that order.
async fn cross(app: &TestApp, first: RequestBuilder, second: RequestBuilder) -> [Reply; 2] {
    let mut holder = PgConnection::establish(&app.database.url).unwrap();
    let mut hold = |sql: &str| diesel::sql_query(sql).execute(&mut holder).unwrap();
    hold("BEGIN");
    hold("SELECT FROM cases FOR UPDATE");
    let mut both = JoinSet::new();

    for (at, request) in [first, second].into_iter().enumerate() {
        both.spawn(async move { (at, send(request).await) });
        wait_until_they_wait(app, i64::try_from(at).unwrap() + 1).await;
    }
    hold("COMMIT");

    let mut replies = both.join_all().await;
    replies.sort_by_key(|(at, _)| *at);
    let [one, two] = <[_; 2]>::try_from(replies).unwrap();
    [one.1, two.1]
}

async fn wait_until_they_wait(app: &TestApp, wanted: i64) {
    let waiting = "SELECT count(*) AS count FROM pg_stat_activity \
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let waits = async {
        while count(&app.database.url, waiting) < wanted {
            tokio::task::yield_now().await;
        }
    };
    let limit = std::time::Duration::from_secs(2);
    tokio::time::timeout(limit, waits)
        .await
        .expect("both touch the case");
}

fn withdrawn_consent(baker: &Caller, own: &str) -> RequestBuilder {
    let consents = json!({"police_referral": "no", "share_anonymised": false});
    baker
        .request(Method::PUT, &format!("{own}/consents"))
        .json(&consents)
}

fn posted(caller: &Caller, path: &str, body: &Value) -> RequestBuilder {
    caller.request(Method::POST, path).json(body)
}

fn statuses(replies: &[Reply; 2]) -> [u16; 2] {
    replies.each_ref().map(|reply| reply.status.as_u16())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consent_that_is_withdrawn_while_a_lead_approves_stops_the_referral() {
    let app = TestApp::start().await;
    let (analyst, lead) = (app.person("analyst1").await, app.person("lead").await);
    let case = steps::bakery(&app, &analyst).await;
    let referral = steps::submitted(&analyst, &case.path).await;
    let baker = app.reporter(&case.receipt);

    let replies = cross(
        &app,
        withdrawn_consent(&baker, &case.own()),
        posted(&lead, &format!("{referral}/approve"), &json!({})),
    )
    .await;

    assert_eq!(statuses(&replies), [200, 409], "{}", replies[1].text());
    let own = baker.get(&case.own()).await.expect(200);
    assert_eq!(own["referrals"][0]["state"], "withdrawn");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_referral_that_is_withdrawn_while_the_police_fetch_it_is_theirs_or_ours() {
    let app = TestApp::start().await;
    let (analyst, lead, police) = (
        app.person("analyst1").await,
        app.person("lead").await,
        app.person("police").await,
    );
    let case = steps::bakery(&app, &analyst).await;
    let referral = steps::approved(&analyst, &lead, &case.path).await;

    let fetch = police.request(Method::GET, &referral);
    let withdraw = posted(&analyst, &format!("{referral}/withdraw"), &json!({}));
    let replies = cross(&app, fetch, withdraw).await;

    assert_eq!(statuses(&replies), [200, 409], "{}", replies[1].text());
    let own = app
        .reporter(&case.receipt)
        .get(&case.own())
        .await
        .expect(200);
    assert_eq!(own["referrals"][0]["state"], "delivered");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_that_is_replaced_while_the_reporter_changes_consents_is_replaced() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let body = json!({"report": case.number(), "verified_by": "Ringet op."});
    let replace = posted(&analyst, &format!("{}/access-codes", case.path), &body);
    let consents = withdrawn_consent(&app.reporter(&case.receipt), &case.own());

    let replies = cross(&app, replace, consents).await;

    assert_eq!(statuses(&replies), [201, 404], "{}", replies[1].text());
    let own = app
        .reporter(&replies[0].json)
        .get(&case.own())
        .await
        .expect(200);
    assert_eq!(
        own["consents"]["police_referral"], "yes",
        "the old code changed nothing"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_comes_while_an_analyst_asks_answers_the_question() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let question = json!({"transition": "ask", "question": "Har I en backup?"});
    let ask = posted(&analyst, &format!("{}/transitions", case.path), &question);
    let baker = app.reporter(&case.receipt);
    let words = json!({"text": "Vi har en backup."});

    let replies = cross(
        &app,
        ask,
        posted(&baker, &format!("{}/messages", case.own()), &words),
    )
    .await;

    assert_eq!(statuses(&replies), [200, 201], "{}", replies[1].text());
    assert_eq!(analyst.get(&case.path).await.json["status"], "open");
}
