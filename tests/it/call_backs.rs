//! "Call me back": two fields for somebody who cannot fill in more.

use serde_json::json;
use smv_cert_tests::{PASSWORD, TestApp, count, text};

use crate::form::{Reader, STEPS};
use crate::{steps, teams};

#[tokio::test]
async fn who_asks_for_a_call_is_on_the_list_with_what_they_wrote() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let mut reader = Reader::begin(&app, "da").await;
    let _ = reader.go("/da/report/1", STEPS[0]).await;
    assert_eq!(
        count(
            &app.database.url,
            "SELECT count(*) AS count FROM call_backs"
        ),
        0
    );
    let wish = [
        STEPS[1],
        &[
            ("step", "2"),
            ("call_name", "Karen Holm"),
            ("call_phone", "20304050"),
        ],
    ];

    for _ in 0..2 {
        let mut tab = reader.tab();
        let page = tab.go("/da/call-back", &wish.concat()).await;
        assert_eq!(page.status, 200, "{}", page.text());
    }
    let _ = steps::wants_a_call(&app, "Bo").await;

    let list = analyst.get("/api/v1/call-backs").await.expect(200);
    assert_eq!(
        list["data"].as_array().unwrap().len(),
        2,
        "twice pressed is once asked"
    );
    let first = &list["data"][0];
    assert_eq!(
        (&first["name"], &first["phone"]),
        (&json!("Karen Holm"), &json!("+4520304050"))
    );
    assert_eq!(
        first["report"]["description"],
        "Alle filer på serveren er låst."
    );
    assert_eq!(list["data"][1]["report"], json!(null));
    let stored = "SELECT encode(content, 'escape') AS line FROM call_backs";
    let stored = app.database.lines(stored).concat();
    for secret in ["Karen", "20304050", "filer"] {
        assert!(!stored.contains(secret), "{secret}");
    }

    let done = format!("/api/v1/call-backs/{}/done", text(first, "id"));
    let reason = json!({"reason": "Talt med Karen, hun melder selv."});
    let after = analyst.post(&done, &reason).await.expect(200);
    assert_eq!(after["reason"], reason["reason"]);
    let colleague = app.person("analyst2").await;
    assert_eq!(
        colleague.post(&done, &reason).await.problem(409),
        "lost-race"
    );
    let page = "/api/v1/call-backs?state=done&limit=1";
    let finished = colleague.get(page).await.expect(200);
    assert_eq!(finished["data"][0]["name"], "Karen Holm");
    assert_eq!(
        analyst.get("/api/v1/call-backs").await.expect(200)["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn another_team_neither_sees_nor_ends_a_call() {
    let app = TestApp::start().await;
    teams::move_to_another_team(&app, "analyst4");
    let stranger = app.person("analyst4").await;
    let id = steps::wants_a_call(&app, "Karen Holm").await;

    let list = stranger.get("/api/v1/call-backs").await.expect(200);
    let done = format!("/api/v1/call-backs/{id}/done");
    let tried = stranger.post(&done, &json!({"reason": "Ringet."})).await;

    assert_eq!(list["data"], json!([]));
    assert_eq!(tried.problem(404), "not-found");
}

#[tokio::test]
async fn the_console_shows_who_waits_and_takes_what_came_of_it() {
    let app = TestApp::start().await;
    let id = steps::wants_a_call(&app, "Karen Holm").await;
    let mut browser = smv_cert_tests::Browser::new(&app.running.staff_url, "desk");
    let login = [("email", "analyst1@demo.example"), ("password", PASSWORD)];
    assert_eq!(browser.post("/console/login", &login).await.status, 303);

    let list = browser.get("/console/call-backs").await;
    assert!(
        list.text()
            .contains("Karen Holm, <a href=\"tel:+4520304050\">20 30 40 50</a>")
    );
    let empty = browser
        .post(
            "/console/call-backs",
            &[("id", id.as_str()), ("reason", " ")],
        )
        .await;
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains(&format!("<a href=\"#reason-{id}\">")));

    let done = browser
        .post(
            "/console/call-backs",
            &[("id", id.as_str()), ("reason", "Talt med hende.")],
        )
        .await;

    assert_eq!(done.status, 303);
    assert!(
        !browser
            .get("/console/call-backs")
            .await
            .text()
            .contains("Karen Holm")
    );
}
