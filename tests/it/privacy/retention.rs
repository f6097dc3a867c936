//! Content goes when its period has run out and the archives have decided so, and not before.

use chrono::Duration;
use domain::privacy::retention::{Decision, Why};
use serde_json::json;
use server::privacy::Mode;
use smv_cert_tests::{count, text};

use super::{Desk, by_email, order, scan};

const FIVE_YEARS: u32 = domain::privacy::retention::CONTENT_DAYS;

/// A closed case, five years and some days later.
pub(super) async fn old_case(desk: &mut Desk) -> (serde_json::Value, String) {
    let (receipt, case) = desk.karens_case().await;
    let _ = desk.referred(&case).await;
    let transitions = format!("{case}/transitions");
    for step in [
        json!({"transition": "resolve", "resolution": "Gendannet."}),
        json!({"transition": "close"}),
    ] {
        let _ = desk.analyst.post(&transitions, &step).await.expect(200);
    }
    let _ = desk.app.mails().await;
    desk.app.upkeep().await;
    desk.app.advance(Duration::days(i64::from(FIVE_YEARS) + 10));
    desk.analyst = desk.app.person("analyst1").await;
    (receipt, case)
}

pub(super) fn decision(desk: &Desk) -> Decision {
    Decision {
        reference: "SA 2031-4711".to_owned(),
        covers_until: desk.app.now().date_naive(),
    }
}

#[tokio::test]
async fn without_a_decision_nothing_goes_and_a_dry_run_changes_nothing() {
    let mut desk = Desk::open().await;
    let (receipt, case) = old_case(&mut desk).await;
    let before = (scan::everything(&desk.app), desk.page(&case).await);

    let refused = desk.office().retention(FIVE_YEARS, Mode::ForReal).unwrap();
    desk.office().decide(&decision(&desk)).unwrap();
    let tried = desk.office().retention(FIVE_YEARS, Mode::DryRun).unwrap();

    let number = text(&receipt, "number");
    assert_eq!(refused.uncovered().collect::<Vec<_>>(), [number.as_str()]);
    assert!(refused.goes.is_empty());
    assert_eq!(tried.goes, [(number, "SA 2031-4711".to_owned())]);
    assert_eq!(
        (scan::everything(&desk.app), desk.page(&case).await),
        before
    );
    let twice = desk.office().decide(&decision(&desk));
    assert!(twice.unwrap_err().to_string().contains("already"));
}

#[tokio::test]
async fn with_a_decision_the_keys_are_destroyed_and_the_page_says_so() {
    let mut desk = Desk::open().await;
    let (receipt, case) = old_case(&mut desk).await;
    let listed = desk.analyst.get("/api/v1/cases").await.expect(200);
    desk.office().decide(&decision(&desk)).unwrap();
    desk.app.database.execute(
        "INSERT INTO stage_clocks (report_id, stage, due_at, remind_at) \
         SELECT id, 'final', now(), now() FROM reports",
    );
    desk.app.database.execute(
        "INSERT INTO register_questions (report_id, cvr_hash, content, created_at, next_attempt_at) \
         SELECT id, 'x', 'x', now(), now() FROM reports",
    );

    let done = desk.office().retention(FIVE_YEARS, Mode::ForReal).unwrap();

    assert_eq!(done.goes.len(), 1);
    let url = &desk.app.database.url;
    for sql in [
        "SELECT count(*) AS count FROM key_seals",
        "SELECT count(*) AS count FROM persons",
        "SELECT count(*) AS count FROM stage_clocks",
        "SELECT count(*) AS count FROM register_questions",
        "SELECT count(*) AS count FROM event_copies",
        "SELECT count(*) AS count FROM case_terms",
        "SELECT count(*) AS count FROM events WHERE content IS NOT NULL",
        "SELECT count(*) AS count FROM reports WHERE content <> '' OR consents <> ''",
        "SELECT count(*) AS count FROM referrals WHERE package IS NOT NULL OR basis <> ''",
    ] {
        assert_eq!(count(url, sql), 0, "{sql}");
    }
    let page = desk.page(&case).await;
    assert_eq!(page["reports"], json!([]));
    assert_eq!(page["content_deleted"]["decision"], "SA 2031-4711");
    assert_eq!(page["available_transitions"], json!([]));
    let after = desk.analyst.get("/api/v1/cases").await.expect(200);
    for figure in [
        "kind",
        "severity",
        "status",
        "region",
        "received_at",
        "updated_at",
    ] {
        assert_eq!(
            after["data"][0][figure], listed["data"][0][figure],
            "{figure}"
        );
    }
    let timeline = desk.timeline(&case).await;
    let last = timeline["data"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["name"], "privacy.content_deleted");

    let note = json!({"text": "Et notat."});
    let refused = desk.analyst.post(&format!("{case}/notes"), &note).await;
    assert_eq!(refused.problem(410), "content-deleted");
    let reopen = json!({"transition": "reopen", "reason": "Igen."});
    let refused = desk
        .analyst
        .post(&format!("{case}/transitions"), &reopen)
        .await;
    assert_eq!(refused.problem(410), "content-deleted");
    let own = format!("/api/v1/reports/{}", text(&receipt, "number"));
    assert_eq!(
        desk.app.reporter(&receipt).get(&own).await.problem(404),
        "not-found"
    );
    desk.app.upkeep().await;
    let again = desk.office().retention(FIVE_YEARS, Mode::ForReal).unwrap();
    assert_eq!((again.goes.len(), again.cases), (0, 0));
    let found = desk
        .office()
        .find(&by_email("karen@solsikken.example"))
        .unwrap();
    assert!(found.hits.is_empty() && found.locked.is_empty());
}

#[tokio::test]
async fn a_hold_keeps_content_and_technical_rows_go_by_themselves() {
    let mut desk = Desk::open().await;
    let (receipt, case) = old_case(&mut desk).await;
    let number = domain::number::ReportNumber::parse(&text(&receipt, "number")).unwrap();
    let review_on = desk.app.now().date_naive();
    desk.office().hold(&number, review_on, &order()).unwrap();
    desk.office().decide(&decision(&desk)).unwrap();

    let tried = desk.office().retention(FIVE_YEARS, Mode::DryRun).unwrap();
    let done = desk.office().retention(FIVE_YEARS, Mode::ForReal).unwrap();

    assert!(done.goes.is_empty());
    assert_eq!(done.stays[0].why, Why::Held { review_on });
    assert_eq!(desk.page(&case).await["content_deleted"], json!(null));
    for name in ["sessions", "mail that was sent"] {
        let due = tried.technical.iter().find(|due| due.name == name).unwrap();
        assert!(due.rows > 0, "{name}");
    }
    let after = desk.office().retention(FIVE_YEARS, Mode::DryRun).unwrap();
    assert!(
        after.technical.iter().all(|due| due.rows == 0),
        "{:?}",
        after.technical
    );
}

#[test]
fn the_worker_may_forget_what_has_run_out_and_nothing_else() {
    let database = smv_cert_tests::TestDatabase::new();
    let settings = store::Settings {
        url: database.url.clone().into(),
        connections: 1,
        deadline: std::time::Duration::from_secs(10),
    };
    let worker = store::Db::new(store::DbRole::Worker, &settings);
    let actor = domain::access::Actor::System;
    let now = server::system_clock().now();

    let forgotten = worker.transact_blocking(&actor, |tx| store::retention::prune(tx, now));
    let holds = worker.transact_blocking(&actor, store::holds::standing);

    assert_eq!(forgotten.unwrap(), 0);
    assert!(holds.is_err());
}
