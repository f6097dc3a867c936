//! Several people at once: nobody gets what another has, and nobody is told a lie.

use std::collections::BTreeSet;

use serde_json::json;
use smv_cert_tests::{Caller, Reply, TestApp, count, report, text};
use tokio::task::JoinSet;

use crate::steps;

fn statuses(replies: &[Reply]) -> Vec<u16> {
    let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status.as_u16()).collect();
    statuses.sort_unstable();
    statuses
}

async fn watch(app: &TestApp) -> [Caller; 5] {
    [
        app.person("lead").await,
        app.person("analyst1").await,
        app.person("analyst2").await,
        app.person("analyst3").await,
        app.person("analyst4").await,
    ]
}

#[tokio::test]
async fn sixteen_claims_at_once_give_eight_cases_to_one_owner_each() {
    let app = TestApp::start().await;
    for firm in 0..8 {
        let wording = format!("A strange message came, number {firm}.");
        app.file(&report::of("phishing", &format!("Firm {firm}"), &wording))
            .await;
    }
    let mut all = JoinSet::new();

    for caller in watch(&app).await.into_iter().cycle().take(16) {
        all.spawn(async move { caller.post_empty("/api/v1/queue/claim").await });
    }
    let replies = all.join_all().await;

    assert_eq!(statuses(&replies), [[200; 8], [204; 8]].concat());
    let taken = replies.iter().filter(|reply| reply.status == 200);
    let ids: BTreeSet<String> = taken.map(|reply| text(&reply.json, "id")).collect();
    assert_eq!(ids.len(), 8, "no case twice");
    for reply in replies.iter().filter(|reply| reply.status == 200) {
        let path = format!("/api/v1/cases/{}", text(&reply.json, "id"));
        let now = app.person("lead").await.get(&path).await.expect(200);
        assert_eq!(now["owner"], reply.json["owner"], "who was told has it");
    }
    let accepted = "SELECT count(*) AS count FROM events WHERE name = 'case.status_changed'";
    assert_eq!(count(&app.database.url, accepted), 8);
}

#[tokio::test]
async fn of_people_who_ask_for_the_same_transition_one_gets_it_and_the_rest_learn_why() {
    let app = TestApp::start().await;
    let receipt = app.file(&report::bakery()).await;
    let watch = watch(&app).await;
    let queue = watch[0].get("/api/v1/queue").await.expect(200);
    assert_eq!(queue["data"][0]["number"], receipt["number"]);
    let path = format!(
        "/api/v1/cases/{}/transitions",
        text(&queue["data"][0], "id")
    );
    let mut all = JoinSet::new();

    for caller in watch {
        let path = path.clone();
        all.spawn(async move { caller.post(&path, &json!({"transition": "accept"})).await });
    }
    let replies = all.join_all().await;

    assert_eq!(statuses(&replies), [200, 409, 409, 409, 409]);
    for loser in replies.into_iter().filter(|reply| reply.status == 409) {
        let allowed = loser.json["allowed"].clone();
        assert_eq!(loser.problem(409), "not-allowed");
        assert_eq!(allowed, json!(["release", "ask", "resolve", "dismiss"]));
    }
}

#[tokio::test]
async fn of_two_who_saw_the_same_version_one_gives_the_case_away_and_the_other_is_stale() {
    let app = TestApp::start().await;
    let watch = watch(&app).await;
    let case = steps::bakery(&app, &watch[1]).await;
    let seen = watch[1].get(&case.path).await;
    let (tag, path) = (seen.header("etag"), format!("{}/owner", case.path));
    let (owner, nobody) = (json!({"owner": seen.json["owner"]}), json!({"owner": null}));

    let (one, two) = tokio::join!(
        watch[0].put(&path, &tag, &nobody),
        watch[2].put(&path, &tag, &owner)
    );

    assert_eq!(statuses(&[one, two]), [200, 412]);
    assert_eq!(watch[1].get(&case.path).await.json["version"], 3);
}

#[tokio::test]
async fn what_a_reporter_sends_at_once_arrives_all_of_it() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let ask = json!({"transition": "ask", "question": "Har I en backup?"});
    let _ = analyst
        .post(&format!("{}/transitions", case.path), &ask)
        .await
        .expect(200);
    let mut all = JoinSet::new();

    for at in 0..8 {
        let (baker, path) = (
            app.reporter(&case.receipt),
            format!("{}/messages", case.own()),
        );
        all.spawn(async move {
            baker
                .post(&path, &json!({"text": format!("Svar {at}")}))
                .await
        });
    }
    let replies = all.join_all().await;

    assert_eq!(statuses(&replies), [201; 8]);
    let view = app
        .reporter(&case.receipt)
        .get(&case.own())
        .await
        .expect(200);
    assert_eq!(view["messages"].as_array().unwrap().len(), 9);
    assert_eq!(view["state"], "open");
}

#[tokio::test]
async fn two_fetches_of_the_police_at_once_deliver_once() {
    let app = TestApp::start().await;
    let (analyst, lead, police) = (
        app.person("analyst1").await,
        app.person("lead").await,
        app.person("police").await,
    );
    let case = steps::bakery(&app, &analyst).await;
    let referral = steps::approved(&analyst, &lead, &case.path).await;

    let (one, two) = tokio::join!(police.get(&referral), police.get(&referral));

    assert_eq!((one.status, &one.bytes), (two.status, &two.bytes));
    assert_eq!(one.header("x-jws-signature"), two.header("x-jws-signature"));
    let delivered = "SELECT count(*) AS count FROM events WHERE name = 'referral.delivered'";
    assert_eq!(count(&app.database.url, delivered), 1);
    let mails = app.mails().await;
    assert_eq!(mails.len(), 2, "received, handed over");
}

#[tokio::test]
async fn of_two_people_who_draft_a_referral_at_once_one_does() {
    let app = TestApp::start().await;
    let watch = watch(&app).await;
    let case = steps::bakery(&app, &watch[1]).await;
    let path = format!("{}/referrals", case.path);

    let (one, two) = tokio::join!(watch[1].post_empty(&path), watch[2].post_empty(&path));

    assert_eq!(statuses(&[one, two]), [201, 409]);
}
