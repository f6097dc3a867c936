//! First steps that many stories share: a case in work, a referral on its way.

use std::task::Poll;
use std::time::Duration;

use serde_json::{Value, json};
use smv_cert_tests::{Browser, Caller, TestApp, report, text};
use store::{Db, DbRole, Settings};

use crate::outside::until;

/// A case that an analyst has taken.
pub(crate) struct Taken {
    /// What its reporter got.
    pub(crate) receipt: Value,
    /// Path of the case.
    pub(crate) path: String,
}

impl Taken {
    /// Number of its report.
    pub(crate) fn number(&self) -> String {
        text(&self.receipt, "number")
    }

    /// Where its reporter follows it.
    pub(crate) fn own(&self) -> String {
        format!("/api/v1/reports/{}", self.number())
    }
}

/// A report is filed and its case taken; the queue must have been empty.
pub(crate) async fn taken(app: &TestApp, analyst: &Caller, report: &Value) -> Taken {
    let receipt = app.file(report).await;
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    assert_eq!(case["number"], receipt["number"], "another case was first");
    let path = format!("/api/v1/cases/{}", text(&case, "id"));
    Taken { receipt, path }
}

/// A number from the environment, for who wants a story longer than in the suite.
#[expect(
    clippy::disallowed_methods,
    reason = "a setting of the tests, not of the product"
)]
pub(crate) fn setting(name: &str, usual: usize) -> usize {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

/// The database as its owner, for what commands do.
pub(crate) fn owner(app: &TestApp) -> Db {
    database(app, DbRole::Owner)
}

/// The database as the worker sees it.
pub(crate) fn worker(app: &TestApp) -> Db {
    database(app, DbRole::Worker)
}

fn database(app: &TestApp, role: DbRole) -> Db {
    let settings = Settings {
        url: app.database.url.clone().into(),
        connections: 1,
        deadline: std::time::Duration::from_secs(10),
    };
    Db::new(role, &settings)
}

/// The baker's case, taken.
pub(crate) async fn bakery(app: &TestApp, analyst: &Caller) -> Taken {
    taken(app, analyst, &report::bakery()).await
}

/// The baker's report with this answer to whether the police may have it.
pub(crate) fn consenting(police_referral: &str) -> Value {
    let mut report = report::bakery();
    report["consents"]["police_referral"] = json!(police_referral);
    report
}

/// A draft of a referral of this case; its path.
pub(crate) async fn drafted(caller: &Caller, case: &str) -> String {
    let draft = caller.post_empty(&format!("{case}/referrals")).await;
    format!("/api/v1/referrals/{}", text(&draft.expect(201), "id"))
}

/// A referral that waits for approval; its path.
pub(crate) async fn submitted(caller: &Caller, case: &str) -> String {
    let path = drafted(caller, case).await;
    let _ = caller
        .post_empty(&format!("{path}/submit"))
        .await
        .expect(200);
    path
}

/// A referral in the inbox of the police; its path.
pub(crate) async fn approved(caller: &Caller, lead: &Caller, case: &str) -> String {
    let path = submitted(caller, case).await;
    let _ = lead
        .post_empty(&format!("{path}/approve"))
        .await
        .expect(200);
    path
}

/// A referral that the police have fetched and given a number; its path.
pub(crate) async fn acknowledged(
    analyst: &Caller,
    lead: &Caller,
    police: &Caller,
    case: &str,
) -> String {
    let path = approved(analyst, lead, case).await;
    let _ = police.get(&path).await.expect(200);
    let number = json!({"police_case_number": "0100-70123-00012-26"});
    let _ = police
        .post(&format!("{path}/acknowledgement"), &number)
        .await
        .expect(200);
    path
}

/// Somebody asks to be called, from the front page; the id of the task.
pub(crate) async fn wants_a_call(app: &TestApp, name: &str) -> String {
    let mut browser = Browser::new(&app.running.public_url, "phone");
    let form = [("call_name", name), ("call_phone", "20 30 40 50")];
    assert_eq!(browser.post("/da/call-back", &form).await.status, 200);
    app.database
        .lines("SELECT id::text AS line FROM call_backs ORDER BY created_at DESC LIMIT 1")
        .remove(0)
}

/// Pointer and code of each broken rule, sorted.
pub(crate) fn rules(problem: &Value) -> Vec<(String, String)> {
    let errors = problem["errors"].as_array().into_iter().flatten();
    let mut rules: Vec<_> = errors
        .map(|error| (text(error, "pointer"), text(error, "code")))
        .collect();
    rules.sort();
    rules
}

/// Waits until the feed shows this many events after a cursor; gives the page. Events appear only
/// when every older transaction of the server has ended, those of other tests too.
pub(crate) async fn fed(caller: &Caller, after: &str, events: usize) -> Value {
    let path = format!("/api/v1/events?after={after}");
    let mut page = Value::Null;
    until(
        Duration::from_mins(1),
        "the feed shows the events",
        async || {
            page = caller.get(&path).await.expect(200);
            page["data"]
                .as_array()
                .is_some_and(|data| data.len() >= events)
        },
    )
    .await;
    page
}

/// All of several futures, side by side.
pub(crate) async fn join_all<F: Future>(all: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut done = Vec::new();
    let mut running: Vec<_> = all.into_iter().map(Box::pin).collect();
    std::future::poll_fn(|context| {
        running.retain_mut(|one| match one.as_mut().poll(context) {
            Poll::Ready(output) => {
                done.push(output);
                false
            }
            Poll::Pending => true,
        });
        if running.is_empty() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    done
}

/// A figure that another program on the machine can spoil: `FAULTS_LENIENT=1` only prints it.
pub(crate) fn assert_figure(holds: bool, what: &str) {
    if setting("FAULTS_LENIENT", 0) == 1 {
        println!("{what}: {}", if holds { "holds" } else { "does NOT hold" });
    } else {
        assert!(holds, "{what}");
    }
}
