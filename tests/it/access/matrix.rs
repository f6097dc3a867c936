//! Every operation of the contract, asked by everybody in every standing to the case, against
//! `matrix.txt` (security.md, G-S1): each status, and each field of each answer.
//!
//! The table is the decision, written by hand; this test compares and never writes it. An operation,
//! a situation or a field without a place in the table fails, and so does a line that nothing answers to.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use reqwest::Method;
use serde_json::Value;
use smv_cert_tests::{Caller, TestApp, send, text};

use super::fields;
use super::people::{self, COLUMNS, Person};
use super::table::{self, Row};
use super::things::{self, Desk, Things};
use crate::calling_systems;

/// One operation of the contract.
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) access: Value,
    pub(crate) takes_a_body: bool,
}

pub(crate) fn operations() -> Vec<Operation> {
    let document = api::openapi_json();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            found.push(Operation {
                id: text(operation, "operationId"),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                access: operation["x-access"].clone(),
                takes_a_body: !operation["requestBody"].is_null(),
            });
        }
    }
    found
}

impl Operation {
    /// The situations it is tried in.
    fn situations(&self) -> Vec<&'static str> {
        let of_people = ["/api/v1/auth/", "/api/v1/recoveries/"]
            .iter()
            .any(|place| self.path.starts_with(place));
        let on_a_case = (self.path.contains("{id}") && !of_people) || self.id == "break_glass";
        match self.id.as_str() {
            "get_referral" => vec!["", "restricted", "draft"],
            _ if on_a_case => vec!["", "restricted"],
            _ => vec![""],
        }
    }

    fn name(&self, situation: &str) -> String {
        format!("{} {} {situation}", self.method, self.path)
            .trim()
            .to_owned()
    }
}

#[test]
fn the_table_has_a_line_for_every_operation_and_no_other() {
    let wanted: BTreeSet<String> = operations()
        .iter()
        .flat_map(|operation| {
            operation
                .situations()
                .into_iter()
                .map(|s| operation.name(s))
        })
        .collect();
    let written: BTreeSet<String> = table::read().into_keys().collect();

    let missing: Vec<_> = wanted.difference(&written).collect();
    let gone: Vec<_> = written.difference(&wanted).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "missing {missing:#?}, gone {gone:#?}"
    );
}

#[test]
fn every_operation_with_a_body_is_tried_with_one() {
    let nothing = Things::nothing();
    for operation in operations() {
        if operation.takes_a_body {
            let body = things::body_of(&operation.id, &nothing);
            assert!(body.is_some(), "{} has no body here", operation.id);
        }
    }
}

/// What differs from the table.
#[derive(Default)]
struct Differences {
    text: String,
    asked: usize,
    fields: usize,
}

async fn compare(part: usize, parts: usize) -> Differences {
    let app = TestApp::start().await;
    people::settle(&app);
    let people = people::everybody(&app).await;
    let key = calling_systems::system(&app, "Acme IT");
    let by_name = |name: &str| {
        let found = people.iter().find(|person| person.column == name).unwrap();
        found.caller.clone()
    };
    let desk = Desk {
        analyst: by_name("owner"),
        lead: by_name("lead"),
        police: by_name("police"),
    };
    let table = table::read();
    let mut found = Differences::default();
    // Who has signed out everywhere can ask nothing more.
    let mut operations = operations();
    operations.sort_by_key(|operation| operation.id == "logout_everywhere");
    for (at, operation) in operations.into_iter().enumerate() {
        if at % parts != part {
            continue;
        }
        for situation in operation.situations() {
            let name = operation.name(situation);
            let row = table.get(&name).cloned().unwrap_or_default();
            ask(
                &app, &desk, &people, &key, &operation, situation, &row, &mut found,
            )
            .await;
        }
    }
    found
}

/// Asks as everybody and notes what differs.
#[expect(
    clippy::too_many_arguments,
    reason = "all that one line of the table needs"
)]
async fn ask(
    app: &TestApp,
    desk: &Desk,
    people: &[Person],
    key: &Caller,
    operation: &Operation,
    situation: &str,
    row: &Row,
    found: &mut Differences,
) {
    let on = things::made(app, desk, &operation.id, situation).await;
    let name = operation.name(situation);
    let mut statuses = Vec::new();
    let mut seen: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (at, column) in COLUMNS.into_iter().enumerate() {
        let caller = match column {
            "nobody" => app.anyone(),
            "reporter" => app.reporter(&on.receipt),
            "key" => key.clone(),
            _ => people
                .iter()
                .find(|person| person.column == column)
                .unwrap()
                .caller
                .clone(),
        };
        let once = format!("{}-{situation}-{at:016}", operation.id);
        let reply = send(things::request(&caller, operation, &on, &once)).await;
        statuses.push(reply.status.as_u16());
        found.asked += 1;
        if reply.status.is_success() {
            if !reply.json.is_null() {
                seen.insert(column, fields::of(&reply.json));
            }
            if operation.method != Method::GET || operation.id == "get_referral" {
                on.restore(app, situation == "restricted");
            }
        }
    }
    app.database
        .execute("UPDATE cases SET status = 'closed' WHERE status = 'new'");
    if statuses != row.statuses {
        let _ = writeln!(
            found.text,
            "{name}\n  wanted {:?}\n  got    {statuses:?}",
            row.statuses
        );
    }
    compare_fields(&name, row, &seen, found);
}

fn compare_fields(
    name: &str,
    row: &Row,
    seen: &BTreeMap<&str, BTreeSet<String>>,
    found: &mut Differences,
) {
    for (column, got) in seen {
        let wanted = row.fields_of(column);
        let must: BTreeSet<String> = wanted
            .iter()
            .filter(|field| !field.ends_with('?'))
            .cloned()
            .collect();
        let may: BTreeSet<String> = wanted
            .iter()
            .map(|field| field.trim_end_matches('?').to_owned())
            .collect();
        let extra: Vec<_> = got.difference(&may).cloned().collect();
        let missing: Vec<_> = must.difference(got).cloned().collect();
        if !extra.is_empty() || !missing.is_empty() {
            let _ = writeln!(
                found.text,
                "{name}\n  {column}: not in the table: {}\n  {column}: not in the answer: {}",
                extra.join(" "),
                missing.join(" ")
            );
        }
        found.fields += got.len();
    }
}

#[track_caller]
fn report(found: &Differences) {
    println!(
        "{} statuses and {} fields compared",
        found.asked, found.fields
    );
    assert!(found.text.is_empty(), "\n{}", found.text);
    assert!(found.asked > 100 && found.fields > 100);
}

#[tokio::test]
async fn everybody_may_do_and_see_what_the_table_says_first_half() {
    report(&compare(0, 2).await);
}

#[tokio::test]
async fn everybody_may_do_and_see_what_the_table_says_second_half() {
    report(&compare(1, 2).await);
}
