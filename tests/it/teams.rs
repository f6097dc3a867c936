//! Cases of another team: an analyst finds no trace of them, in no list and under no id.

use serde_json::json;
use smv_cert_tests::{Caller, TestApp, text};

use crate::steps;

/// Puts an analyst into a team of its own, where no report arrives.
pub(crate) fn move_to_another_team(app: &TestApp, name: &str) {
    app.database
        .execute("INSERT INTO teams (id, name) VALUES (gen_random_uuid(), 'Another desk')");
    app.database.execute(&format!(
        "UPDATE people_teams SET team_id = (SELECT id FROM teams WHERE name = 'Another desk') \
         WHERE person_id = (SELECT id FROM people WHERE email = '{name}@demo.example')"
    ));
}

/// How many entries each list shows.
async fn lists(caller: &Caller, number: &str) -> [usize; 5] {
    let search = format!("/api/v1/cases?q={number}");
    let paths = [
        "/api/v1/queue",
        "/api/v1/cases",
        "/api/v1/events",
        "/api/v1/referrals",
        search.as_str(),
    ];
    let mut lengths = [0; 5];
    for (path, length) in paths.into_iter().zip(&mut lengths) {
        let list = caller.get(path).await.expect(200);
        *length = list["data"].as_array().unwrap().len();
    }
    lengths
}

#[tokio::test]
async fn the_lists_of_another_team_show_none_of_ours() {
    let app = TestApp::start().await;
    move_to_another_team(&app, "analyst4");
    let (analyst, stranger) = (app.person("analyst1").await, app.person("analyst4").await);
    let case = steps::bakery(&app, &analyst).await;
    let _ = steps::drafted(&analyst, &case.path).await;
    app.file(&smv_cert_tests::report::of(
        "ddos",
        "Tømrer Bo",
        "Siden er helt nede.",
    ))
    .await;

    let _ = steps::fed(&analyst, "", 4).await;
    assert_eq!(lists(&analyst, &case.number()).await, [1, 2, 4, 1, 1]);
    assert_eq!(lists(&stranger, &case.number()).await, [0; 5]);
    let auditor = app.person("auditor").await;
    assert_eq!(
        lists(&auditor, &case.number()).await,
        [1, 2, 4, 1, 1],
        "all teams"
    );
}

#[tokio::test]
async fn a_case_is_neither_given_to_another_team_nor_linked_to_one_of_theirs() {
    let app = TestApp::start().await;
    let (analyst, stranger) = (app.person("analyst1").await, app.person("analyst4").await);
    let theirs = steps::bakery(&app, &stranger).await;
    let owner = stranger.get(&theirs.path).await.json["owner"].clone();
    move_to_another_team(&app, "analyst4");
    app.database
        .execute("UPDATE cases SET team_id = (SELECT id FROM teams WHERE name = 'Another desk')");
    let words = "Vores hjemmeside er helt nede.";
    let report = smv_cert_tests::report::of("ddos", "Tømrer Bo", words);
    let ours = steps::taken(&app, &analyst, &report).await;

    let given = analyst
        .put(
            &format!("{}/owner", ours.path),
            "*",
            &json!({"owner": owner}),
        )
        .await;
    let dismissal =
        json!({"transition": "dismiss", "reason": "duplicate_of", "duplicate_of": theirs.number()});
    let dismissed = analyst
        .post(&format!("{}/transitions", ours.path), &dismissal)
        .await;

    let unknown = |place: &str| [(place.to_owned(), "unknown".to_owned())];
    assert_eq!(steps::rules(&given.expect(422)), unknown("#/owner"));
    assert_eq!(
        steps::rules(&dismissed.expect(422)),
        unknown("#/duplicate_of")
    );
}

#[tokio::test]
async fn a_case_of_the_same_firm_with_another_team_is_not_shown_as_related() {
    let app = TestApp::start().await;
    let stranger = app.person("analyst4").await;
    let theirs = steps::bakery(&app, &stranger).await;
    app.advance(chrono::Duration::minutes(11));
    let analyst = app.person("analyst1").await;
    let ours = steps::bakery(&app, &analyst).await;
    app.upkeep().await;
    let related = async || analyst.get(&ours.path).await.expect(200)["related"].clone();
    assert_eq!(text(&related().await[0], "number"), theirs.number());

    move_to_another_team(&app, "analyst4");
    app.database.execute(&format!(
        "UPDATE cases SET team_id = (SELECT id FROM teams WHERE name = 'Another desk') \
         WHERE number = '{}'",
        theirs.number()
    ));

    assert_eq!(related().await, json!([]));
}
