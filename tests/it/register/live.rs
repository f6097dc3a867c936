//! The live register is asked after a report is stored, by the worker, about its number and nothing else.

use chrono::Duration;
use serde_json::{Value, json};
use server::LiveRegister;
use smv_cert_tests::{TestApp, count, text};

use super::fake::{Fake, Manner, bakery};
use super::{BAKERY, import, knowing_only, knows_the_bakery, run};
use crate::{served, steps};

async fn asking(fake: &Fake) -> TestApp {
    TestApp::start_with(|config| fake.set(config)).await
}

fn only_number() -> Value {
    knowing_only(json!({"cvr": "13 74 81 36"}))
}

/// Everything that is due is asked and filled in.
async fn caught_up(app: &TestApp) {
    while app.running.run_look_ups_once().await.unwrap() > 0 {}
    app.upkeep().await;
}

/// What the operator's command says of a system that asks this register.
fn doctor(app: &TestApp, fake: &Fake) -> String {
    let mut command = served::command(&app.data_dir, Some(&app.database.url));
    let done = command
        .arg("doctor")
        .env("SMV_CERT_REGISTER__LIVE_URL", fake.address())
        .output()
        .unwrap();
    String::from_utf8(done.stdout).unwrap()
}

fn rows(app: &TestApp, table: &str) -> i64 {
    let sql = format!("SELECT count(*) AS count FROM {table}");
    count(&app.database.url, &sql)
}

#[tokio::test]
async fn what_the_reporter_left_out_is_filled_in_after_the_report_is_stored() {
    let fake = Fake::start(Manner::Json(200, bakery("ANTAL_5_9")));
    let app = asking(&fake).await;
    let analyst = app.person("analyst1").await;

    let case = steps::taken(&app, &analyst, &only_number()).await;

    assert!(fake.asked().is_empty(), "not while the reporter waits");
    let page = analyst.get(&case.path).await.expect(200);
    assert!(page["size_class"].is_null());
    assert!(page["reports"][0]["content"]["organisation"]["name"].is_null());

    caught_up(&app).await;

    let asked = fake.asked();
    assert_eq!(asked.len(), 1);
    let head = asked[0].to_lowercase();
    assert!(head.starts_with("get /firms/13748136 http/1.1"), "{head}");
    assert!(
        head.contains("authorization: basic c212omhlbw1lbgln"),
        "{head}"
    );
    let page = analyst.get(&case.path).await.expect(200);
    knows_the_bakery(&page);
    let found = analyst.get("/api/v1/cases?q=solsikken").await.expect(200);
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
    let events = analyst
        .get(&format!("{}/events", case.path))
        .await
        .expect(200);
    let filled = events["data"].as_array().unwrap().iter();
    let mut filled = filled.filter(|event| event["name"] == "organisation.filled");
    let event = filled.next().expect("the timeline tells it");
    assert_eq!(event["facts"]["origin"], "127.0.0.1");
    assert_eq!(event["facts"]["size_class"], "5-9");
    assert!(filled.next().is_none());
    let own = app
        .reporter(&case.receipt)
        .get(&case.own())
        .await
        .expect(200);
    assert!(own.to_string().contains("organisation.filled"), "{own}");
    assert_eq!(
        rows(&app, "register_questions"),
        0,
        "nothing waits any more"
    );
}

#[tokio::test]
async fn what_the_reporter_said_stays_and_a_larger_firm_hears_of_its_duties() {
    let fake = Fake::start(Manner::Json(200, bakery("ANTAL_100_199")));
    let app = asking(&fake).await;
    let analyst = app.person("analyst1").await;
    let said = json!({"cvr": "13748136", "name": "Mit bageri", "municipality": "0461"});

    let case = steps::taken(&app, &analyst, &knowing_only(said)).await;
    caught_up(&app).await;

    let page = analyst.get(&case.path).await.expect(200);
    let said = &page["reports"][0]["content"]["organisation"];
    assert_eq!(
        (&said["name"], &said["municipality"], &page["region"]),
        (&json!("Mit bageri"), &json!("0461"), &json!("1083"))
    );
    assert_eq!(page["size_class"], "100-249");
    let own = app
        .reporter(&case.receipt)
        .get(&case.own())
        .await
        .expect(200);
    let duties = own["duties"].to_string();
    assert!(duties.contains("nis2_early_warning"), "{duties}");
    assert_eq!(rows(&app, "stage_clocks"), 3);
}

#[tokio::test]
async fn a_number_is_asked_once_a_day_also_when_there_is_no_such_firm() {
    let fake = Fake::start(Manner::Json(200, json!({"hits": {"total": 0, "hits": []}})));
    let app = asking(&fake).await;
    for _ in 0..3 {
        let _ = app.file(&only_number()).await;
    }
    caught_up(&app).await;
    let _ = app.file(&only_number()).await;
    caught_up(&app).await;
    assert_eq!(fake.asked().len(), 1);
    assert_eq!(rows(&app, "register_questions"), 0);
    assert_eq!(rows(&app, "events WHERE name = 'organisation.filled'"), 0);

    app.advance(Duration::hours(25));
    fake.is_now(Manner::Json(200, bakery("ANTAL_5_9")));
    let receipt = app.file(&only_number()).await;
    caught_up(&app).await;

    assert_eq!(fake.asked().len(), 2);
    let own = format!("/api/v1/reports/{}", text(&receipt, "number"));
    let own = app.reporter(&receipt).get(&own).await.expect(200);
    assert!(own.to_string().contains("organisation.filled"), "{own}");
}

#[tokio::test]
async fn no_answer_a_wrong_one_and_a_way_inside_change_nothing_and_are_tried_again() {
    let inside = Fake::start(Manner::Json(200, bakery("ANTAL_5_9")));
    let another = json!({"cvr": "24256790", "name": "Smedjen ApS"});
    let long = format!(
        "{{\"cvr\": \"13748136\", \"name\": \"{}\"}}",
        "x".repeat(65 * 1024)
    );
    for (manner, class) in [
        (Manner::Silent, "timeout"),
        (Manner::Text("<html>".to_owned()), "not-this-firm"),
        (Manner::Json(200, another), "not-this-firm"),
        (Manner::Text(long), "too-long"),
        (Manner::Json(401, json!({})), "status-401"),
        (
            Manner::Redirect("http://169.254.169.254/latest/meta-data/".to_owned()),
            "redirect",
        ),
        (
            Manner::Redirect(inside.address().replace("{cvr}", "13748136")),
            "redirect",
        ),
    ] {
        let fake = Fake::start(manner);
        let app = asking(&fake).await;
        let analyst = app.person("analyst1").await;
        let case = steps::taken(&app, &analyst, &only_number()).await;

        caught_up(&app).await;

        assert_eq!(fake.asked().len(), 1, "{class}");
        let errors = app
            .database
            .lines("SELECT last_error AS line FROM register_questions");
        assert_eq!(errors, [class]);
        let page = analyst.get(&case.path).await.expect(200);
        assert!(page["size_class"].is_null(), "{class}");

        app.advance(Duration::minutes(2));
        fake.is_now(Manner::Json(200, bakery("ANTAL_5_9")));
        caught_up(&app).await;
        let page = analyst.get(&case.path).await.expect(200);
        assert_eq!(page["size_class"], "5-9", "{class}");
    }
    assert!(inside.asked().is_empty(), "a redirect is never followed");
}

#[tokio::test]
async fn a_register_that_fails_again_and_again_is_left_alone_and_reports_go_on() {
    let fake = Fake::start(Manner::Json(500, json!({})));
    let app = asking(&fake).await;
    let firms = [
        "13748136", "24256790", "35408002", "30715063", "13585628", "19319970",
    ];
    for cvr in firms {
        let _ = app.file(&knowing_only(json!({"cvr": cvr}))).await;
    }

    caught_up(&app).await;
    caught_up(&app).await;

    assert_eq!(fake.asked().len(), 4, "then it has its rest");
    let said = doctor(&app, &fake);
    assert!(
        said.contains("4 questions wait after a failure (status-500)"),
        "{said}"
    );
    let _ = app.file(&knowing_only(json!({"cvr": "27355021"}))).await;
    fake.is_now(Manner::Json(200, json!({"hits": {"hits": []}})));
    app.advance(Duration::minutes(6));
    caught_up(&app).await;
    assert_eq!(rows(&app, "register_questions"), 0);
    assert_eq!(fake.asked().len(), 4 + firms.len() + 1);
    let said = doctor(&app, &fake);
    assert!(said.contains("on: 127.0.0.1 last answered"), "{said}");
}

#[tokio::test]
async fn nobody_is_asked_about_a_firm_that_the_import_knows_or_unless_it_is_switched_on() {
    let fake = Fake::start(Manner::Json(200, bakery("ANTAL_5_9")));
    let app = asking(&fake).await;
    let (done, _) = import(&app, BAKERY);
    assert!(done);
    let _ = app.file(&only_number()).await;
    caught_up(&app).await;
    assert!(fake.asked().is_empty());

    let off = TestApp::start().await;
    let _ = off.file(&only_number()).await;
    caught_up(&off).await;
    assert_eq!(rows(&off, "register_questions"), 0);
    let (done, said) = run(&off, &["doctor"]);
    assert!(done && said.contains("off: nobody is asked"), "{said}");
    assert!(fake.asked().is_empty());
}

#[tokio::test]
async fn an_import_that_came_since_answers_and_the_database_alone_tells_no_number() {
    let fake = Fake::start(Manner::Json(500, json!({})));
    let app = asking(&fake).await;
    let analyst = app.person("analyst1").await;
    let case = steps::taken(&app, &analyst, &only_number()).await;
    caught_up(&app).await;
    let dump = "SELECT q::text AS line FROM register_questions q";
    let waiting = app.database.lines(dump);
    assert!(waiting.len() == 1 && !waiting[0].contains("13748136"));
    // As `bytea` shows its digits.
    let hex = "3133373438313336";
    assert!(!waiting[0].contains(hex), "{waiting:?}");

    let (done, _) = import(&app, BAKERY);
    assert!(done);
    app.advance(Duration::minutes(2));
    caught_up(&app).await;

    assert_eq!(fake.asked().len(), 1);
    let page = analyst.get(&case.path).await.expect(200);
    assert_eq!(page["size_class"], "5-9");
    let answers = app
        .database
        .lines("SELECT a::text AS line FROM register_answers a");
    assert!(!answers[0].contains(hex) && answers[0].contains("import"));
}

#[tokio::test]
async fn nobody_connects_to_an_address_inside_by_number_or_by_name_unless_it_is_set() {
    let fake = Fake::start(Manner::Json(200, bakery("ANTAL_5_9")));
    for (host, class) in [
        ("127.0.0.1", "not-a-public-address"),
        ("localhost", "no-answer"),
    ] {
        let address = fake.address_by(host);
        let app = TestApp::start_with(|config| {
            config.live_register = LiveRegister::at(&address, true);
        })
        .await;
        let _ = app.file(&only_number()).await;

        caught_up(&app).await;

        let errors = app
            .database
            .lines("SELECT last_error AS line FROM register_questions");
        assert_eq!(errors, [class], "{host}");
    }
    assert!(fake.asked().is_empty());
}
