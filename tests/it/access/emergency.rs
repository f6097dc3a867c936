//! Breaking the glass: at once, for an hour, never unnoticed.

use chrono::Duration;
use serde_json::{Value, json};
use smv_cert_tests::{Caller, TestApp, text};

use super::people::settle;
use super::restricted::{id_of, restrict};
use crate::steps;

const PATH: &str = "/api/v1/emergency-access";

async fn broken(caller: &Caller, number: &str) -> smv_cert_tests::Reply {
    let body = json!({"number": number, "reason": "Firmaet er i røret, og ejeren er på fly."});
    caller.post(PATH, &body).await
}

#[tokio::test]
async fn a_colleague_opens_a_restricted_case_for_an_hour_and_its_owner_is_told() {
    let app = TestApp::start().await;
    let (owner, colleague) = (app.person("analyst1").await, app.person("analyst2").await);
    let case = steps::bakery(&app, &owner).await;
    restrict(&owner, &case.path, &[]).await;
    let before = app.mails().await.len();

    let opened = broken(&colleague, &case.number()).await.expect(201);

    assert_eq!(
        format!("/api/v1/cases/{}", text(&opened, "case")),
        case.path
    );
    let until: chrono::DateTime<chrono::Utc> = text(&opened, "until").parse().unwrap();
    assert!(until > app.now() + Duration::minutes(59) && until <= app.now() + Duration::hours(1));
    let page = colleague.get(&case.path).await.expect(200);
    assert_eq!(page["restricted"], true);

    let timeline = owner
        .get(&format!("{}/events", case.path))
        .await
        .expect(200);
    let last = timeline["data"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(text(&last, "name"), "access.emergency");
    assert_eq!(text(&last, "actor"), id_of(&app, "analyst2"));
    assert_eq!(
        text(&last, "text"),
        "Firmaet er i røret, og ejeren er på fly."
    );
    let mails = app.mails().await;
    let told = &mails[before..];
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("To: analyst1@demo.example"), "{}", told[0]);
    assert!(
        !told[0].contains("på fly"),
        "a mail holds no words of a case"
    );

    app.advance(Duration::minutes(61));
    let colleague = app.person("analyst2").await;
    assert_eq!(colleague.get(&case.path).await.status, 404);
}

#[tokio::test]
async fn without_an_owner_the_duty_leads_are_told() {
    let app = TestApp::start().await;
    let (owner, lead) = (app.person("analyst1").await, app.person("lead").await);
    let case = steps::bakery(&app, &owner).await;
    restrict(&owner, &case.path, &[]).await;
    let release = json!({"transition": "release", "reason": "Til køen."});
    let _ = lead
        .post(&format!("{}/transitions", case.path), &release)
        .await
        .expect(200);
    let before = app.mails().await.len();

    let _ = broken(&app.person("analyst3").await, &case.number())
        .await
        .expect(201);

    let mails = app.mails().await;
    assert_eq!(mails.len(), before + 1);
    assert!(mails[before].contains("To: lead@demo.example"));
}

#[tokio::test]
async fn nobody_breaks_into_a_case_of_another_team_or_one_that_is_not_there() {
    let app = TestApp::start().await;
    settle(&app);
    let owner = app.person("analyst1").await;
    let case = steps::bakery(&app, &owner).await;
    restrict(&owner, &case.path, &[]).await;
    let stranger = app.person("stranger").await;

    let theirs = broken(&stranger, &case.number()).await;
    let none = broken(&stranger, "SMV-7F3K-Q2MH").await;

    let strip = |mut problem: Value| {
        problem["instance"] = Value::Null;
        problem
    };
    assert_eq!(strip(theirs.expect(404)), strip(none.expect(404)));
    for refused in ["police", "auditor", "admin"] {
        let caller = app.person(refused).await;
        assert_eq!(
            broken(&caller, &case.number()).await.problem(403),
            "forbidden"
        );
    }
    let left = smv_cert_tests::count(
        &app.database.url,
        "SELECT count(*) AS count FROM case_people",
    );
    assert_eq!(left, 0);
}

#[tokio::test]
async fn who_reaches_the_case_anyway_breaks_nothing() {
    let app = TestApp::start().await;
    let owner = app.person("analyst1").await;
    let case = steps::bakery(&app, &owner).await;
    restrict(&owner, &case.path, &[]).await;
    let events = format!("{}/events", case.path);
    let before = owner.get(&events).await.expect(200);

    let opened = broken(&owner, &case.number()).await.expect(201);

    assert_eq!(opened["until"], Value::Null);
    assert_eq!(owner.get(&events).await.expect(200), before);
}

#[tokio::test]
async fn a_reason_of_a_word_is_no_reason() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst2").await;

    let hasty = json!({"number": "SMV-7F3K-Q2MH", "reason": "haster"});

    assert_eq!(
        steps::rules(&analyst.post(PATH, &hasty).await.expect(422)),
        [("#/reason".to_owned(), "too-short".to_owned())]
    );
}
