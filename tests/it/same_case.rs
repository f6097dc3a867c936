//! Two reports of the same firm in the same words: one case, but two reports and two reporters.

use serde_json::{Value, json};
use smv_cert_tests::{TestApp, count, report, text};

const REPORTS: &str = "/api/v1/reports";

fn rows(app: &TestApp, table: &str) -> i64 {
    count(
        &app.database.url,
        &format!("SELECT count(*) AS count FROM {table}"),
    )
}

#[tokio::test]
async fn the_same_words_of_the_same_firm_join_one_case_but_are_two_reports() {
    let app = TestApp::start().await;
    let mut second = report::bakery();
    second["description"] =
        json!("  ALLE filer på serveren er låst,\nog der ligger en besked med et krav.");
    second["reporter"] = json!({"name": "Per", "phone": "20304051"});

    let karen = app.file(&report::bakery()).await;
    app.advance(chrono::Duration::minutes(9));
    let per = app.file(&second).await;

    assert_ne!(karen["number"], per["number"]);
    assert_ne!(karen["access_code"], per["access_code"]);
    let analyst = app.person("analyst1").await;
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    let numbers: Vec<&Value> = case["reports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| &r["number"])
        .collect();
    assert_eq!(numbers, [&karen["number"], &per["number"]]);
    assert_eq!(
        analyst.post_empty("/api/v1/queue/claim").await.status,
        204,
        "one case"
    );
}

#[tokio::test]
async fn reporters_of_one_case_see_our_messages_and_their_own_but_not_each_others() {
    let app = TestApp::start().await;
    let (karen, per) = (
        app.file(&report::bakery()).await,
        app.file(&report::bakery()).await,
    );
    let analyst = app.person("analyst1").await;
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    let own = |receipt: &Value| format!("{REPORTS}/{}", text(receipt, "number"));
    let messages = async |receipt: &Value| {
        let view = app.reporter(receipt).get(&own(receipt)).await.expect(200);
        let messages = view["messages"].as_array().unwrap().iter();
        messages
            .map(|message| text(message, "text"))
            .collect::<Vec<_>>()
    };

    for (receipt, words) in [(&karen, "Det er Karen."), (&per, "Det er Per.")] {
        let path = format!("{}/messages", own(receipt));
        let _ = app
            .reporter(receipt)
            .post(&path, &json!({"text": words}))
            .await
            .expect(201);
    }
    let path = format!("/api/v1/cases/{}/messages", text(&case, "id"));
    let _ = analyst
        .post(&path, &json!({"text": "Vi er på vej."}))
        .await
        .expect(201);

    assert_eq!(messages(&karen).await, ["Det er Karen.", "Vi er på vej."]);
    assert_eq!(messages(&per).await, ["Det er Per.", "Vi er på vej."]);
    assert_eq!(
        app.reporter(&karen).get(&own(&per)).await.status,
        404,
        "another's code"
    );
}

#[tokio::test]
async fn after_ten_minutes_the_same_words_open_a_case_of_their_own() {
    let app = TestApp::start().await;

    app.file(&report::bakery()).await;
    app.advance(chrono::Duration::minutes(11));
    app.file(&report::bakery()).await;
    let mut another_firm = report::bakery();
    another_firm["organisation"]["cvr"] = json!("24256790");
    app.file(&another_firm).await;

    assert_eq!((rows(&app, "reports"), rows(&app, "cases")), (3, 3));
}
