//! "Call me back": two fields for somebody who cannot fill in more.

use chrono::Duration;
use serde_json::json;
use smv_cert_tests::{PASSWORD, TestApp, count, text};

use crate::form::{Reader, STEPS};
use crate::{steps, teams};

#[tokio::test]
async fn who_asks_for_a_call_is_on_the_list_with_what_they_wrote() {
    let app = TestApp::start().await;
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
        // However long it takes until the button is pressed again.
        app.advance(Duration::minutes(11));
    }
    let _ = steps::wants_a_call(&app, "Bo").await;

    let analyst = app.person("analyst1").await;
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

#[tokio::test]
async fn another_number_is_another_task_and_so_is_the_same_wish_once_more() {
    let app = TestApp::start().await;
    let mut reader = Reader::begin(&app, "da").await;
    let _ = reader.go("/da/report/1", STEPS[0]).await;
    let wish = |phone| {
        [
            ("step", "2"),
            ("call_name", "Karen Holm"),
            ("call_phone", phone),
        ]
    };

    let mut tab = reader.tab();
    let _ = tab.go("/da/call-back", &wish("20304050")).await;
    let _ = tab.go("/da/report/edit", &[("step", "2")]).await;
    let _ = tab.go("/da/call-back", &wish("20304050")).await;
    let _ = reader.go("/da/call-back", &wish("20304051")).await;

    let analyst = app.person("analyst1").await;
    let list = analyst.get("/api/v1/call-backs").await.expect(200);
    let mut phones: Vec<String> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| text(task, "phone"))
        .collect();
    phones.sort_unstable();
    assert_eq!(phones, ["+4520304050", "+4520304050", "+4520304051"]);
    assert!(reader.holds("Vi ringer til Karen Holm på 20 30 40 51."));
}

#[tokio::test]
async fn one_that_cannot_be_read_hides_no_other_and_can_be_closed() {
    let app = TestApp::start().await;
    let broken = steps::wants_a_call(&app, "Ole Lund").await;
    app.database
        .execute("UPDATE call_backs SET content = overlay(content PLACING '\\x00'::bytea FROM 90)");
    let whole = steps::wants_a_call(&app, "Karen Holm").await;
    let analyst = app.person("analyst1").await;
    let mut browser = smv_cert_tests::Browser::new(&app.running.staff_url, "desk");
    let login = [("email", "analyst1@demo.example"), ("password", PASSWORD)];
    assert_eq!(browser.post("/console/login", &login).await.status, 303);

    let list = analyst.get("/api/v1/call-backs").await.expect(200);
    let page = browser.get("/console/call-backs").await;
    let reason = [("id", broken.as_str()), ("reason", "Kan ikke læses.")];
    let closed = browser.post("/console/call-backs", &reason).await;

    assert_eq!(
        (&list["data"][0]["id"], &list["data"][0]["name"]),
        (&json!(broken), &json!(null))
    );
    assert_eq!(
        (&list["data"][1]["id"], &list["data"][1]["name"]),
        (&json!(whole), &json!("Karen Holm"))
    );
    assert!(
        page.text().contains(&format!("<code>{broken}</code>")),
        "{}",
        page.text()
    );
    assert!(page.text().contains("Karen Holm"));
    assert_eq!(closed.status, 303);
    // The trail says which ones were seen and closed.
    let trail = "SELECT action || ' ' || detail AS line FROM audit WHERE action LIKE 'call_back%' ORDER BY id";
    let trail = app.database.lines(trail);
    assert!(
        trail[0].contains(&broken) && trail[0].contains(&whole),
        "{trail:?}"
    );
    assert!(
        trail
            .iter()
            .any(|line| line.starts_with("call_back.done") && line.contains(&broken))
    );
}

#[tokio::test]
async fn a_wish_that_a_program_seems_to_have_sent_is_taken_and_marked() {
    let app = TestApp::start().await;
    let mut browser = smv_cert_tests::Browser::new(&app.running.public_url, "phone");
    let words = "æ".repeat(24_000);
    let form = [
        ("call_name", "Karen"),
        ("call_phone", "20304050"),
        ("homepage", "https://shop.example"),
        ("kind", "malware"),
        ("description", &words),
        ("screen_message", &words),
        ("ransom_note", &words),
    ];

    let page = browser.post("/da/call-back", &form).await;

    assert_eq!(page.status, 200, "{}", page.text());
    let analyst = app.person("analyst1").await;
    let list = analyst.get("/api/v1/call-backs").await.expect(200);
    assert_eq!(list["data"][0]["suspected_flood"], true);
    let description = text(&list["data"][0]["report"], "description");
    assert!(description.starts_with("ææææ") && description.ends_with('…'));
    let size = "SELECT count(*) AS count FROM call_backs WHERE octet_length(content) <= 65536";
    assert_eq!(count(&app.database.url, size), 1);
}
