//! Restricted cases: known to those who need to know, by every way in.

use reqwest::Method;
use serde_json::json;
use smv_cert_tests::{Caller, TestApp, send, text};

use super::people::settle;
use crate::steps;

/// The id of a demo person or of one that was added.
pub(super) fn id_of(app: &TestApp, name: &str) -> String {
    let found = app.database.lines(&format!(
        "SELECT id::text AS line FROM people WHERE email = '{name}@demo.example'"
    ));
    found[0].clone()
}

pub(super) async fn restrict(caller: &Caller, case: &str, people: &[String]) {
    let access = json!({"restricted": true, "people": people, "teams": []});
    let _ = caller
        .put(&format!("{case}/access"), "*", &access)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_restricted_case_vanishes_for_its_team_and_stays_for_those_who_need_it() {
    let app = TestApp::start().await;
    settle(&app);
    let (owner, colleague) = (app.person("analyst1").await, app.person("analyst2").await);
    let (lead, listed) = (app.person("lead").await, app.person("listed").await);
    let case = steps::bakery(&app, &owner).await;
    let _ = colleague.get(&case.path).await.expect(200);

    restrict(&owner, &case.path, &[id_of(&app, "listed")]).await;

    assert_eq!(colleague.get(&case.path).await.problem(404), "not-found");
    for inside in [&owner, &lead, &listed] {
        let page = inside.get(&case.path).await.expect(200);
        assert_eq!(page["restricted"], true);
    }
    let note = json!({"text": "Kender firmaet privat; holder mig ude."});
    let notes = format!("{}/notes", case.path);
    let _ = listed.post(&notes, &note).await.expect(201);
    assert_eq!(
        colleague.post(&notes, &note).await.problem(404),
        "not-found"
    );
}

#[tokio::test]
async fn who_is_taken_off_the_list_is_out_at_the_next_request() {
    let app = TestApp::start().await;
    settle(&app);
    let (owner, listed) = (app.person("analyst1").await, app.person("listed").await);
    let case = steps::bakery(&app, &owner).await;
    restrict(&owner, &case.path, &[id_of(&app, "listed")]).await;
    let _ = listed.get(&case.path).await.expect(200);

    restrict(&owner, &case.path, &[]).await;

    assert_eq!(listed.get(&case.path).await.status, 404);
    let timeline = owner
        .get(&format!("{}/events", case.path))
        .await
        .expect(200);
    let last = timeline["data"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(text(&last, "name"), "access.changed");
    assert_eq!(last["facts"]["restricted"], "true");
}

#[tokio::test]
async fn a_restricted_case_is_handed_over_and_its_old_owner_still_knows_of_it() {
    let app = TestApp::start().await;
    let (owner, colleague) = (app.person("analyst1").await, app.person("analyst2").await);
    let case = steps::bakery(&app, &owner).await;
    restrict(&owner, &case.path, &[]).await;

    let to = json!({"owner": id_of(&app, "analyst2")});
    let given = owner.put(&format!("{}/owner", case.path), "*", &to).await;

    assert_eq!(
        given.expect(200)["owner_name"],
        colleague_name(&colleague, &case.path).await
    );
    let access = owner
        .get(&format!("{}/access", case.path))
        .await
        .expect(200);
    assert_eq!(access["people"][0]["id"], id_of(&app, "analyst1"));
}

async fn colleague_name(colleague: &Caller, case: &str) -> serde_json::Value {
    colleague.get(case).await.expect(200)["owner_name"].clone()
}

#[tokio::test]
async fn a_restricted_case_is_not_claimed_and_not_named_as_a_duplicate_by_who_may_not_know_it() {
    let app = TestApp::start().await;
    let (owner, colleague) = (app.person("analyst1").await, app.person("analyst2").await);
    let lead = app.person("lead").await;
    let hidden = steps::bakery(&app, &owner).await;
    restrict(&lead, &hidden.path, &[]).await;
    let release = json!({"transition": "release", "reason": "Til køen."});
    let _ = lead
        .post(&format!("{}/transitions", hidden.path), &release)
        .await
        .expect(200);

    assert_eq!(
        colleague.post_empty("/api/v1/queue/claim").await.status,
        204
    );
    app.advance(chrono::Duration::minutes(11));
    let colleague = app.person("analyst2").await;
    let words = smv_cert_tests::report::of("ddos", "Tømrer Bo", "Vores hjemmeside er helt nede.");
    let other = steps::taken(&app, &colleague, &words).await;
    let dismissal = json!({"transition": "dismiss", "reason": "duplicate_of",
        "duplicate_of": hidden.number()});
    let refused = colleague
        .post(&format!("{}/transitions", other.path), &dismissal)
        .await;
    assert_eq!(
        steps::rules(&refused.expect(422)),
        [("#/duplicate_of".to_owned(), "unknown".to_owned())]
    );
}

#[tokio::test]
async fn who_may_reach_a_case_is_said_whole_and_only_of_people_who_work_on_cases() {
    let app = TestApp::start().await;
    settle(&app);
    let owner = app.person("analyst1").await;
    let case = steps::bakery(&app, &owner).await;
    let path = format!("{}/access", case.path);
    let rules = async |body: serde_json::Value| {
        steps::rules(&owner.put(&path, "*", &body).await.expect(422))
    };
    let at = |pointer: &str, rule: &str| vec![(pointer.to_owned(), rule.to_owned())];

    let auditor = id_of(&app, "auditor");
    let own_team = app
        .database
        .lines("SELECT id::text AS line FROM teams WHERE takes_intake")[0]
        .clone();
    assert_eq!(
        rules(json!({"restricted": true, "people": [auditor], "teams": []})).await,
        at("#/people/0", "unknown")
    );
    assert_eq!(
        rules(json!({"restricted": true, "people": [], "teams": [own_team]})).await,
        at("#/teams/0", "unknown")
    );
    assert_eq!(
        rules(json!({"people": [], "teams": []})).await,
        at("#/restricted", "required")
    );
    assert_eq!(
        rules(json!({"restricted": true, "teams": []})).await,
        at("#/people", "required")
    );
    let missing = send(
        owner
            .request(Method::PUT, &path)
            .json(&json!({"restricted": true, "people": [], "teams": []})),
    )
    .await;
    assert_eq!(missing.status, 428);
}
