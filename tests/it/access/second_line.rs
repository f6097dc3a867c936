//! Two lines that know nothing of each other: `domain::access`, and PostgreSQL's row-level security.
//! Each is tried with the other one gone.

use std::collections::BTreeSet;

use smv_cert_tests::TestApp;

use super::lists::{lists_agree, two_cases};
use super::restricted::id_of;
use crate::steps;

/// Tables with a policy, and where their rows say which case they belong to.
const TABLES: [(&str, &str); 9] = [
    ("cases", "id"),
    ("reports", "case_id"),
    ("events", "case_id"),
    ("clocks", "case_id"),
    ("key_seals", "case_id"),
    ("referrals", "case_id"),
    ("legal_holds", "case_id"),
    (
        "persons",
        "(SELECT r.case_id FROM reports r WHERE r.id = report_id)",
    ),
    (
        "event_copies",
        "(SELECT r.case_id FROM reports r WHERE r.id = report_id)",
    ),
];

/// Numbers of the cases whose rows somebody sees in a table, as the database role of staff.
fn seen(app: &TestApp, name: &str, table: &str, case: &str) -> BTreeSet<String> {
    let of = |what: &str| {
        app.database.lines(&format!(
            "SELECT {what} AS line FROM people p WHERE p.email = '{name}@demo.example'"
        ))[0]
            .clone()
    };
    let (role, id) = (of("p.role"), id_of(app, name));
    let teams = of(
        "(SELECT coalesce(string_agg(team_id::text, ','), '') FROM people_teams WHERE person_id = p.id)",
    );
    // One statement, so that the settings hold for it alone: a function that lowers itself to the role.
    app.database.execute(&format!(
        "CREATE OR REPLACE FUNCTION seen() RETURNS SETOF uuid LANGUAGE plpgsql AS $$ BEGIN \
         SET LOCAL ROLE smv_staff; \
         PERFORM set_config('smv.role', '{role}', true), set_config('smv.actor', '{id}', true), \
            set_config('smv.teams', '{teams}', true); \
         RETURN QUERY SELECT DISTINCT {case} FROM {table}; \
         RESET ROLE; END $$"
    ));
    app.database
        .lines(
            "SELECT c.number AS line FROM (SELECT array_agg(s) AS ids FROM seen() s) found \
             JOIN cases c ON c.id = ANY (found.ids)",
        )
        .into_iter()
        .collect()
}

#[tokio::test]
async fn row_level_security_alone_shows_nobody_more() {
    let app = TestApp::start().await;
    let cases = two_cases(&app).await;
    let owner = app.person("analyst1").await;
    let _ = steps::submitted(&owner, &cases[0].path).await;
    for (column, openable) in lists_agree(&app, &cases).await {
        let name = match column {
            "owner" => "analyst1",
            "colleague" => "analyst2",
            other => other,
        };
        for (table, case) in TABLES {
            let rows = seen(&app, name, table, case);
            assert!(
                rows.is_subset(&openable),
                "{column} sees {rows:?} in {table}"
            );
            if matches!(
                table,
                "cases" | "reports" | "events" | "persons" | "key_seals"
            ) {
                assert_eq!(rows, openable, "{column} in {table}");
            }
        }
    }
}

#[tokio::test]
async fn the_police_see_rows_of_what_was_referred_and_no_timeline_at_all() {
    let app = TestApp::start().await;
    let cases = two_cases(&app).await;
    let (owner, lead) = (app.person("analyst1").await, app.person("lead").await);
    let of = |table: &str, case: &str| seen(&app, "police", table, case);
    let _ = steps::submitted(&owner, &cases[0].path).await;
    assert!(of("cases", "id").is_empty() && of("referrals", "case_id").is_empty());

    let referral = owner.get("/api/v1/referrals").await.expect(200)["data"][0]["id"].clone();
    let approve = format!("/api/v1/referrals/{}/approve", referral.as_str().unwrap());
    let _ = lead.post_empty(&approve).await.expect(200);

    let referred = BTreeSet::from([cases[0].number()]);
    assert_eq!(of("cases", "id"), referred);
    assert_eq!(of("referrals", "case_id"), referred);
    assert!(of("events", "case_id").is_empty());
}

#[tokio::test]
async fn without_row_level_security_nobody_sees_more() {
    let app = TestApp::start().await;
    let cases = two_cases(&app).await;
    let before = lists_agree(&app, &cases).await;

    for (table, _) in TABLES {
        app.database
            .execute(&format!("ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"));
    }

    assert_eq!(lists_agree(&app, &cases).await, before);
}
