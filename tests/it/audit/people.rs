//! Who came in, who was kept out, and who watches whom.

use domain::audit::Act;
use serde_json::json;
use smv_cert_tests::{PASSWORD, TestApp, count, text};

use super::{lines, seal_all};
use crate::{steps, teams};

#[tokio::test]
async fn a_login_that_fails_is_recorded_though_nothing_else_of_it_is_kept() {
    let app = TestApp::start().await;
    let login = "/api/v1/auth/login";
    let wrong = json!({"email": "lead@demo.example", "password": "not the password at all"});
    let unknown = json!({"email": "nobody@demo.example", "password": PASSWORD});
    let right = json!({"email": "lead@demo.example", "password": PASSWORD});

    assert_eq!(app.anyone().post(login, &wrong).await.status, 401);
    assert_eq!(app.anyone().post(login, &unknown).await.status, 401);
    let tokens = app.anyone().post(login, &right).await.expect(200);
    let refresh = json!({"refresh_token": tokens["refresh_token"]});
    let fresh = app
        .anyone()
        .post("/api/v1/auth/refresh", &refresh)
        .await
        .expect(200);
    assert_eq!(
        app.anyone()
            .post("/api/v1/auth/refresh", &refresh)
            .await
            .status,
        401
    );
    let leave = json!({"refresh_token": fresh["refresh_token"]});
    assert_eq!(
        app.anyone()
            .post("/api/v1/auth/logout", &leave)
            .await
            .status,
        204
    );

    let left = lines(&app);
    let told: Vec<(&str, &str)> = left
        .iter()
        .map(|line| (line.action.as_str(), line.outcome.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("session.login", "refused"),
            ("session.login", "refused"),
            ("session.login", "done"),
            ("session.refreshed", "done"),
            // The token came a second time: the whole family ended, and nothing was left to log out of.
            ("session.ended", "done"),
            ("session.reused", "refused"),
        ]
    );
    let sessions: Vec<_> = [2, 3, 4, 5].map(|at: usize| left[at].session_id).into();
    assert!(sessions[0].is_some() && sessions.iter().all(|one| *one == sessions[0]));
    let known = "SELECT count(*) AS count FROM audit a JOIN people p ON p.id = a.person_id \
        WHERE a.outcome = 'refused' AND p.email = 'lead@demo.example'";
    // A wrong password of hers, and her token that came twice.
    assert_eq!(count(&app.database.url, known), 2);
    let address = "SELECT count(*) AS count FROM audit WHERE audit::text LIKE '%demo.example%'";
    assert_eq!(count(&app.database.url, address), 0, "codes and ids only");
}

#[tokio::test]
async fn a_lead_sees_who_touched_the_cases_of_the_own_team_and_the_auditor_sees_all() {
    let app = TestApp::start().await;
    let (analyst, lead, police) = (
        app.person("analyst1").await,
        app.person("lead").await,
        app.person("police").await,
    );
    let case = steps::bakery(&app, &analyst).await;
    let referral = steps::approved(&analyst, &lead, &case.path).await;
    let _ = police.get(&referral).await.expect(200);
    let _ = police.get(&referral).await.expect(200);
    let id = case.path.rsplit('/').next().unwrap();

    let asked = format!("/api/v1/audit?action=referral.downloaded&case={id}");
    let seen = lead.get(&asked).await.expect(200);

    let downloads = seen["data"].as_array().unwrap();
    assert_eq!(downloads.len(), 2, "each time, not only the first");
    assert_eq!(downloads[0]["actor_role"], "police_liaison");
    assert!(!text(&downloads[0], "actor_name").is_empty());
    assert!(referral.ends_with(downloads[0]["referral"].as_str().unwrap()));

    teams::move_to_another_team(&app, "lead");
    let other = app.person("lead").await;
    assert_eq!(other.get(&asked).await.expect(200)["data"], json!([]));
    let all = other.get("/api/v1/audit").await.expect(200);
    assert_eq!(
        all["data"],
        json!([]),
        "no login, no order, no other team's case"
    );
    let auditor = app.person("auditor").await;
    let all = auditor.get("/api/v1/audit?limit=200").await.expect(200);
    assert!(all["data"].as_array().unwrap().len() > 10);
    for nobody in [&analyst, &police] {
        assert_eq!(nobody.get("/api/v1/audit").await.problem(403), "forbidden");
    }
    assert_eq!(
        other.get("/api/v1/audit/export").await.problem(403),
        "forbidden"
    );
}

/// The database refuses by itself what a fault in the program would let through.
#[tokio::test]
async fn row_level_security_is_a_second_line_before_the_trail() {
    use diesel::connection::SimpleConnection as _;
    use diesel::prelude::*;

    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let _ = steps::bakery(&app, &analyst).await;
    for (role, team, sees) in [
        ("auditor", "''", "all"),
        (
            "analyst",
            "(SELECT team_id FROM cases LIMIT 1)::text",
            "none",
        ),
        ("admin", "''", "none"),
        ("police_liaison", "''", "none"),
        (
            "duty_lead",
            "(SELECT team_id FROM cases LIMIT 1)::text",
            "cases",
        ),
        ("duty_lead", "gen_random_uuid()::text", "none"),
    ] {
        let mut conn = PgConnection::establish(&app.database.url).unwrap();
        conn.batch_execute(&format!(
            "SELECT set_config('smv.role', '{role}', false), set_config('smv.teams', {team}, false); \
             SET ROLE smv_staff"
        ))
        .unwrap();
        let seen = |sql: &str, conn: &mut PgConnection| -> i64 {
            let all = diesel::dsl::sql::<diesel::sql_types::BigInt>(sql);
            diesel::select(all).get_result(conn).unwrap()
        };
        let found = seen("(SELECT count(*) FROM audit)", &mut conn);
        match sees {
            "all" => assert_eq!(
                found,
                count(&app.database.url, "SELECT count(*) AS count FROM audit")
            ),
            "cases" => assert_eq!(
                found,
                count(
                    &app.database.url,
                    "SELECT count(*) AS count FROM audit WHERE case_id IS NOT NULL"
                )
            ),
            _ => assert_eq!(found, 0, "{role}"),
        }
        for sql in [
            "UPDATE audit SET at = now()",
            "DELETE FROM audit",
            "SELECT * FROM audit_chain",
        ] {
            assert!(conn.batch_execute(sql).is_err(), "{role}: {sql}");
        }
    }
}

#[tokio::test]
async fn the_auditor_searches_page_by_page_and_takes_a_table_home() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    for _ in 0..5 {
        let _ = analyst.get(&case.path).await.expect(200);
    }
    let auditor = app.person("auditor").await;
    let id = case.path.rsplit('/').next().unwrap();

    let asked = format!("/api/v1/audit?action=case.read,case.timeline_read&case={id}&limit=4");
    let first = auditor.get(&asked).await.expect(200);
    let next = format!("{asked}&after={}", text(&first, "next"));
    let second = auditor.get(&next).await.expect(200);

    let ids = |page: &serde_json::Value| -> Vec<i64> {
        let lines = page["data"].as_array().unwrap().iter();
        lines.map(|line| line["id"].as_i64().unwrap()).collect()
    };
    let all = [ids(&first), ids(&second)].concat();
    assert_eq!(all.len(), 6, "one by the claim, five by opening");
    assert!(all.is_sorted_by(|one, two| one > two));
    assert_eq!(second["next"], json!(null));
    let tomorrow = (app.now() + chrono::Duration::days(1)).date_naive();
    let none = auditor
        .get(&format!("/api/v1/audit?from={tomorrow}"))
        .await
        .expect(200);
    assert_eq!(none["data"], json!([]));
    let done = auditor
        .get("/api/v1/audit?outcome=failed")
        .await
        .expect(200);
    assert_eq!(done["data"], json!([]));
    for wrong in ["action=case.red", "actor=me", "from=yesterday", "who=me"] {
        let reply = auditor.get(&format!("/api/v1/audit?{wrong}")).await;
        assert_eq!(reply.status, 400, "{wrong}");
    }

    let table = auditor
        .get(&format!("/api/v1/audit/export?case={id}"))
        .await;
    assert_eq!(
        table.headers["content-type"],
        "text/csv; charset=utf-8; header=present"
    );
    assert_eq!(table.headers["cache-control"], "no-store");
    let csv = table.text();
    assert!(
        csv.starts_with("id,at,actor_role,actor,actor_name,"),
        "{csv}"
    );
    assert_eq!(
        csv.lines()
            .filter(|line| line.contains(",case.read,"))
            .count(),
        6
    );
    let watching: Vec<String> = lines(&app)
        .into_iter()
        .map(|line| line.action)
        .filter(|action| action.starts_with("audit."))
        .collect();
    assert_eq!(watching[..4], ["audit.searched"; 4]);
    assert_eq!(watching.last().unwrap(), Act::AuditExported.code());
    seal_all(&app).await;
}

#[tokio::test]
async fn the_page_shows_lines_in_both_languages_and_works_without_a_script() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let _ = analyst.get(&case.path).await.expect(200);
    let auditor = app.person("auditor").await;
    let id = case.path.rsplit('/').next().unwrap();

    let danish = auditor
        .get(&format!("/console/audit?lang=da&case={id}&limit=1"))
        .await;
    let english = auditor.get("/console/audit?lang=en&action=case.read").await;
    let wrong = auditor
        .get("/console/audit?lang=en&case=%22%3E%3Cscript%3Ex")
        .await;

    assert_eq!(danish.status, 200);
    let page = danish.text();
    for words in [
        "Revisionsspor",
        "Sag åbnet",
        "gennemført",
        "Hent som CSV",
        "Ældre linjer",
        id,
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let csv = format!("href=\"/api/v1/audit/export?case={id}\"");
    assert!(page.contains(&csv), "{page}");
    let page = english.text();
    for words in [
        "Audit trail",
        "Case opened",
        "analyst",
        "selected>Case opened",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(wrong.status, 400);
    assert!(
        wrong.text().contains("Id of the case could not be read")
            && !wrong.text().contains("<script>x")
    );
    let lead = app.person("lead").await.get("/console/audit?lang=en").await;
    assert!(lead.status == 200 && !lead.text().contains("Download as CSV"));
    assert_eq!(analyst.get("/console/audit").await.status, 403);
    let out = app.anyone().get("/console/audit").await;
    assert!(out.text().contains("console/login") || out.status == 303);
}
