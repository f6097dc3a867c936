//! A person who has lost everything: two others agree, and a code lets them begin anew.

use chrono::Duration;
use serde_json::{Value, json};
use smv_cert_tests::{Authenticator, Browser, Caller, PASSWORD, Reply, TestApp, count, text};

use crate::console::FIREFOX;
use crate::second_factor::enrolled;

const PATH: &str = "/api/v1/recoveries";
const NINA: &str = "analyst1@demo.example";

async fn open(by: &Caller, email: &str) -> Reply {
    by.post(PATH, &json!({"email": email})).await
}

async fn approve(by: &Caller, recovery: &Value) -> Reply {
    let path = format!("{PATH}/{}/approve", text(recovery, "id"));
    by.post(&path, &json!({})).await
}

async fn begin(app: &TestApp, code: &str, password: &str) -> Reply {
    let body = json!({"code": code, "new_password": password});
    app.anyone().post("/api/v1/auth/enrol", &body).await
}

const NEW: &str = "en lille sætning om pærer";

#[tokio::test]
async fn two_others_let_somebody_begin_anew_and_the_old_ways_are_closed() {
    let app = TestApp::start_with(|config| config.second_factor_in_demo = true).await;
    let (nina, device) = enrolled(&app, "analyst1").await;
    let (lead, _) = enrolled(&app, "lead").await;
    let (admin, _) = enrolled(&app, "admin").await;
    let opened = open(&lead, NINA).await.expect(201);
    assert_eq!(opened["person_name"], "Nina Holmsgaard");
    assert_eq!(
        nina.get("/api/v1/queue").await.status,
        200,
        "one is not enough"
    );

    assert_eq!(approve(&lead, &opened).await.problem(403), "same-person");
    let seen = admin.get(PATH).await.expect(200);
    assert_eq!(seen["data"][0]["opened_by_name"], "Lene Vanggaard");
    let approved = approve(&admin, &opened).await;

    assert_eq!(approved.header("cache-control"), "no-store");
    let code = text(&approved.expect(200), "enrolment_code");
    assert_eq!(
        nina.get("/api/v1/auth/factors").await.status,
        401,
        "out at once"
    );
    assert_eq!(
        approve(&admin, &opened).await.problem(404),
        "not-found",
        "once"
    );
    let weak = begin(&app, &code, "qwertyqwerty").await.expect(422);
    assert_eq!(
        weak["errors"][0]["code"], "password-common",
        "the code is not spent"
    );
    let tokens = begin(&app, &code.to_lowercase(), NEW).await.expect(200);
    assert_eq!(tokens["scope"], "enrolment");
    assert_eq!(
        begin(&app, &code, NEW).await.problem(401),
        "unauthenticated"
    );

    app.advance(Duration::minutes(1));
    for password in [PASSWORD, NEW] {
        let old = json!({"email": NINA, "password": password, "totp": device.code(app.now())});
        let reply = app.anyone().post("/api/v1/auth/login", &old).await;
        if reply.status == 200 {
            assert_eq!((password, &reply.json["scope"]), (NEW, &json!("enrolment")));
        }
    }
    let nina = app.anyone().with(text(&tokens, "access_token"));
    let offered = nina.post_empty("/api/v1/auth/totp").await.expect(201);
    let device = Authenticator::new(&text(&offered, "secret"));
    let first = json!({"code": device.code(app.now())});
    let confirmed = nina.post("/api/v1/auth/totp/confirm", &first).await;
    assert_eq!(confirmed.status, 204);
    assert_eq!(nina.get("/api/v1/queue").await.status, 200);
    for (action, who, lines) in [
        ("factor.added", NINA, 2),
        ("recovery.begun", "lead@demo.example", 1),
        ("recovery.approved", "admin@demo.example", 1),
        ("recovery.done", NINA, 1),
        ("password.changed", NINA, 1),
        ("factor.removed", NINA, 1),
    ] {
        let sql = format!(
            "SELECT count(*) AS count FROM audit a JOIN people by ON by.id = a.actor_id \
             JOIN people of ON of.id = a.person_id WHERE a.action = '{action}' \
                AND a.outcome = 'done' AND by.email = '{who}' AND of.email = '{NINA}'"
        );
        assert_eq!(count(&app.database.url, &sql), lines, "{action} by {who}");
    }
}

#[tokio::test]
async fn nobody_recovers_themselves_and_only_leads_and_administrators_others() {
    let app = TestApp::start().await;
    let (lead, admin) = (app.person("lead").await, app.person("admin").await);
    for name in ["analyst2", "police", "auditor"] {
        let refused = open(&app.person(name).await, NINA).await;
        assert_eq!(refused.problem(403), "forbidden", "{name}");
    }
    let own = open(&lead, "lead@demo.example").await;
    assert_eq!(own.problem(403), "same-person");
    let nobody = open(&lead, "nobody@demo.example").await.expect(422);
    assert_eq!(nobody["errors"][0]["pointer"], "#/email");
    let of_lead = open(&admin, "lead@demo.example").await.expect(201);
    assert_eq!(approve(&lead, &of_lead).await.problem(403), "same-person");

    let opened = open(&lead, NINA).await.expect(201);
    app.advance(Duration::hours(24));
    let admin = app.person("admin").await;
    assert_eq!(
        approve(&admin, &opened).await.problem(404),
        "not-found",
        "too late"
    );
    let lead = app.person("lead").await;
    let opened = open(&lead, NINA).await.expect(201);
    app.advance(Duration::minutes(10));
    let stale = approve(&admin, &opened).await;
    assert!(
        [401, 403].contains(&stale.status.as_u16()),
        "not shown lately"
    );
    app.database
        .execute("UPDATE people SET role = 'analyst' WHERE email = 'lead@demo.example'");
    let admin = app.person("admin").await;
    let taken_away = approve(&admin, &opened).await;
    assert_eq!(
        taken_away.problem(403),
        "forbidden",
        "the first may no longer"
    );
}

#[tokio::test]
async fn a_code_lasts_a_day_and_guessing_one_is_slowed() {
    let app = TestApp::start().await;
    let (lead, admin) = (app.person("lead").await, app.person("admin").await);
    let opened = open(&lead, NINA).await.expect(201);
    let code = text(
        &approve(&admin, &opened).await.expect(200),
        "enrolment_code",
    );

    for _ in 0..21 {
        let guess = begin(&app, "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAA", NEW).await;
        assert_eq!(guess.problem(401), "unauthenticated");
    }
    assert_eq!(
        begin(&app, &code, NEW).await.problem(429),
        "too-many-requests"
    );
    app.advance(Duration::hours(24));
    assert_eq!(
        begin(&app, &code, NEW).await.problem(401),
        "unauthenticated"
    );
}

#[tokio::test]
async fn the_same_on_the_pages() {
    let app = TestApp::start().await;
    let enter = async |name: &str| {
        let mut browser = Browser::new(&app.running.staff_url, "Firefox");
        let email = format!("{name}@demo.example");
        let form = [("email", &*email), ("password", PASSWORD)];
        assert_eq!(browser.post("/console/login", &form).await.status, 303);
        browser
    };
    let (mut lead, mut admin) = (enter("lead").await, enter("admin").await);
    assert_eq!(
        enter("analyst2")
            .await
            .get("/console/recoveries")
            .await
            .status,
        403
    );

    let said = lead.post("/console/recoveries", &[("email", NINA)]).await;
    assert_eq!(said.header("location"), "/console/recoveries");
    let page = lead.get("/console/recoveries").await.text();
    let id = page.split("name=\"id\" value=\"").nth(1).unwrap();
    let id = id.split('"').next().unwrap();
    let own = lead
        .post("/console/recoveries/approve", &[("id", id)])
        .await;
    assert_eq!(own.status, 403);
    let approved = admin
        .post("/console/recoveries/approve", &[("id", id)])
        .await;

    let code: String = approved
        .text()
        .split("<span class=\"code-group\">")
        .skip(1)
        .filter_map(|part| part.split('<').next())
        .collect();
    assert_eq!(code.split('-').count(), 7, "{code}");
    let mut nina = Browser::new(&app.running.staff_url, "Firefox");
    let form = [("enrolment_code", &*code), ("new_password", NEW)];
    let begun = nina.post("/console/enrol", &form).await;
    assert_eq!(begun.header("location"), "/console/security");
    assert_eq!(nina.get("/console").await.status, 200);
    let page = admin.get("/console/recoveries").await.text();
    assert!(!page.contains(&code), "shown once");
    let wrong = nina.post("/console/enrol", &form).await;
    assert_eq!(wrong.status, 422);
}

#[tokio::test]
async fn an_address_that_nobody_has_is_told_so_and_stays_in_its_box() {
    let app = TestApp::start().await;
    let mut lead = Browser::new(&app.running.staff_url, FIREFOX);
    let form = [("email", "lead@demo.example"), ("password", PASSWORD)];
    assert_eq!(lead.post("/console/login", &form).await.status, 303);

    let typed = [("email", "ingen@demo.example")];
    let refused = lead.post("/console/recoveries", &typed).await;

    assert_eq!(refused.status, 422);
    let page = refused.text();
    for words in [
        "Nobody in the console has this address",
        "value=\"ingen@demo.example\"",
        "action=\"/console/logout\"",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
}
