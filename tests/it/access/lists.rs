//! Lists show what their reader may open, and nothing else.

use std::collections::BTreeSet;

use smv_cert_tests::{Caller, TestApp, report, text};

use super::people::{self, settle};
use crate::steps;

/// Numbers or case ids in a list.
async fn listed(caller: &Caller, path: &str, field: &str) -> BTreeSet<String> {
    let list = caller.get(path).await.expect(200);
    list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| text(entry, field))
        .collect()
}

/// Two cases with everybody beside them, one of them restricted, found by the index and in the feed.
pub(super) async fn two_cases(app: &TestApp) -> [steps::Taken; 2] {
    settle(app);
    let owner = app.person("analyst1").await;
    let open = steps::bakery(app, &owner).await;
    let words = report::of("ddos", "Bo", "Vores hjemmeside er helt nede.");
    let closed = steps::taken(app, &owner, &words).await;
    people::stand(app, &open.path, false);
    people::stand(app, &closed.path, true);
    app.upkeep().await;
    let _ = steps::fed(&owner, "", 4).await;
    [open, closed]
}

#[tokio::test]
async fn everybody_finds_in_lists_what_they_may_open_and_no_more() {
    let app = TestApp::start().await;
    let cases = two_cases(&app).await;
    lists_agree(&app, &cases).await;
}

/// Lists, searches and the feed show everybody what they may open one by one; gives who may open what.
pub(super) async fn lists_agree(
    app: &TestApp,
    cases: &[steps::Taken; 2],
) -> Vec<(&'static str, BTreeSet<String>)> {
    let mut all = Vec::new();
    for person in people::everybody(app).await {
        let mut openable = BTreeSet::new();
        for case in cases {
            if person.caller.get(&case.path).await.status == 200 {
                openable.insert(case.number());
            }
        }
        all.push((person.column, openable.clone()));
        if matches!(person.column, "police" | "admin") {
            assert!(openable.is_empty(), "{}", person.column);
            continue;
        }
        let mut found = BTreeSet::new();
        for case in cases {
            let search = format!("/api/v1/cases?q={}", case.number());
            found.extend(listed(&person.caller, &search, "number").await);
        }
        let list = listed(&person.caller, "/api/v1/cases", "number").await;
        assert_eq!(list, openable, "{}", person.column);
        assert_eq!(found, openable, "{} searches", person.column);
        let told = listed(&person.caller, "/api/v1/events", "case").await;
        assert_eq!(
            told.len(),
            openable.len(),
            "{} reads the feed",
            person.column
        );
    }
    all
}
