//! Who may do what: every operation of the contract, tried by everybody, against a committed table.
//!
//! `authorisation.txt` is the decision; `UPDATE_SNAPSHOTS=1` writes it anew, and its diff is read by
//! a person. Bodies are valid and things are in the state that the operation needs, so that only
//! rights decide. An operation that is missing from the table, or from [`body_of`], fails.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use smv_cert_tests::{Caller, PASSWORD, TestApp, report, send, text};

use crate::steps;
use crate::teams::move_to_another_team;

static NEXT: AtomicU32 = AtomicU32::new(0);

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/it/authorisation.txt");

/// The columns: who, and which demo person. `other_team` is an analyst of another team.
const PEOPLE: [(&str, &str); 6] = [
    ("analyst", "analyst2"),
    ("other_team", "analyst4"),
    ("duty_lead", "lead"),
    ("police", "police"),
    ("auditor", "auditor"),
    ("admin", "admin"),
];

/// One operation of the contract.
struct Operation {
    id: String,
    method: Method,
    path: String,
    is_for_staff: bool,
}

/// Things for an operation to be tried on.
pub(crate) struct Things {
    pub(crate) receipt: Value,
    pub(crate) case: String,
    pub(crate) referral: String,
    pub(crate) owner: Value,
}

fn operations() -> Vec<Operation> {
    let document = api::openapi_json();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            found.push(Operation {
                id: text(operation, "operationId"),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                is_for_staff: operation["security"] == serde_json::json!([{"staff": []}]),
            });
        }
    }
    found
}

/// A body that is taken when the caller may.
pub(crate) fn body_of(operation: &str, things: &Things) -> Option<Value> {
    let words = json!({"text": "Et ord."});
    Some(match operation {
        "submit_report" => report::bakery(),
        "set_report_consents" => json!({"police_referral": "yes", "share_anonymised": false}),
        "add_message_to_report" | "add_note" | "add_message" | "question_referral" => words,
        "login" => json!({"email": "lead@demo.example", "password": PASSWORD}),
        "refresh" | "logout" => json!({"refresh_token": "smvr_unknown"}),
        "transition_case" => json!({"transition": "release", "reason": "Vagtskifte."}),
        "set_case_owner" => json!({"owner": things.owner}),
        "set_case_classification" => json!({"primary": {"class": "fraud", "type": "phishing"}}),
        "set_case_severity" => json!({"severity": "low"}),
        "set_case_tlp" => json!({"tlp": "TLP:RED"}),
        "replace_access_code" => {
            json!({"report": things.receipt["number"], "verified_by": "Ringet op."})
        }
        "reject_referral" => json!({"reason": "Bilag mangler."}),
        "acknowledge_referral" => json!({"police_case_number": "0100-70123-00012-26"}),
        "decide_referral" => json!({"decision": "accepted"}),
        "conclude_referral" => json!({"outcome": "charged"}),
        "claim_case" | "draft_referral" | "submit_referral" | "approve_referral"
        | "withdraw_referral" => json!({}),
        _ => return None,
    })
}

/// A case in work, with a referral as far as the operation needs it.
async fn things(app: &TestApp, desk: &[Caller; 3], operation: &str) -> Things {
    let [analyst, lead, police] = desk;
    // Words of its own, or it would join the case before.
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut report = report::bakery();
    report["description"] = json!(format!("Alle filer er låst, for {number}. gang."));
    let case = steps::taken(app, analyst, &report).await;
    let owner = analyst.get(&case.path).await.json["owner"].clone();
    let referral = match operation {
        "submit_referral" | "withdraw_referral" => steps::drafted(analyst, &case.path).await,
        "approve_referral" | "reject_referral" => steps::submitted(analyst, &case.path).await,
        "get_referral" => steps::approved(analyst, lead, &case.path).await,
        "decide_referral" | "question_referral" => {
            steps::acknowledged(analyst, lead, police, &case.path).await
        }
        "acknowledge_referral" => {
            let path = steps::approved(analyst, lead, &case.path).await;
            let _ = police.get(&path).await.expect(200);
            path
        }
        "conclude_referral" => {
            let path = steps::acknowledged(analyst, lead, police, &case.path).await;
            let accepted = json!({"decision": "accepted"});
            let _ = police
                .post(&format!("{path}/decision"), &accepted)
                .await
                .expect(200);
            path
        }
        _ => String::new(),
    };
    if operation == "claim_case" {
        let release = json!({"transition": "release", "reason": "Til køen."});
        let _ = analyst
            .post(&format!("{}/transitions", case.path), &release)
            .await
            .expect(200);
    }
    Things {
        receipt: case.receipt,
        case: case.path,
        referral,
        owner,
    }
}

fn request(caller: &Caller, operation: &Operation, things: &Things, key: &str) -> RequestBuilder {
    let of = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let id = if operation.path.contains("/referrals/") {
        &things.referral
    } else {
        &things.case
    };
    let path = operation
        .path
        .replace("{id}", &of(id))
        .replace("{number}", &text(&things.receipt, "number"))
        .replace("{kind}", "phishing");
    let request = caller.request(operation.method.clone(), &path);
    let request = match operation.method {
        Method::PUT => request.header("If-Match", "*"),
        Method::POST => request.header("Idempotency-Key", key),
        _ => request,
    };
    match body_of(&operation.id, things) {
        Some(body) => request.json(&body),
        None => request,
    }
}

/// The statuses of one operation: nobody, the reporter with the code, then [`PEOPLE`].
async fn row(
    app: &TestApp,
    desk: &[Caller; 3],
    people: &[Caller],
    operation: &Operation,
) -> Vec<u16> {
    let unsafe_method = operation.method != Method::GET;
    let mut on = things(app, desk, &operation.id).await;
    let mut statuses = Vec::new();
    for at in 0..people.len() + 2 {
        let caller = match at {
            0 => app.anyone(),
            1 => app.reporter(&on.receipt),
            _ => people[at - 2].clone(),
        };
        let key = format!("{}-{at:016}", operation.id);
        let status = send(request(&caller, operation, &on, &key)).await.status;
        statuses.push(status.as_u16());
        if status.is_success() && unsafe_method {
            app.database
                .execute("UPDATE cases SET status = 'closed' WHERE status = 'new'");
            on = things(app, desk, &operation.id).await;
        }
    }
    app.database
        .execute("UPDATE cases SET status = 'closed' WHERE status = 'new'");
    statuses
}

#[tokio::test]
async fn everybody_may_do_what_the_table_says_and_nothing_else() {
    let app = TestApp::start().await;
    move_to_another_team(&app, "analyst4");
    let desk = [
        app.person("analyst1").await,
        app.person("lead").await,
        app.person("police").await,
    ];
    let mut people = Vec::new();
    for (_, name) in PEOPLE {
        people.push(app.person(name).await);
    }

    let mut table = format!("{:58} nobody reporter", "");
    for (role, _) in PEOPLE {
        let _ = write!(table, " {role}");
    }
    table.push('\n');
    for operation in operations() {
        let statuses = row(&app, &desk, &people, &operation).await;
        if operation.is_for_staff {
            assert_eq!(
                statuses[..2],
                [401, 401],
                "{} without a login",
                operation.id
            );
        }
        let _ = write!(
            table,
            "{:58}",
            format!("{} {}", operation.method, operation.path)
        );
        for (status, width) in statuses.iter().zip([7, 9, 8, 11, 10, 7, 8, 6]) {
            let _ = write!(table, "{status:>width$}");
        }
        table.push('\n');
    }

    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(TABLE, &table).unwrap();
    }
    let committed = std::fs::read_to_string(TABLE).unwrap_or_default();
    assert_eq!(rows(&committed), rows(&table), "\n{table}");
}

/// The table by operation, so that a difference names it.
fn rows(table: &str) -> BTreeMap<&str, Vec<&str>> {
    table
        .lines()
        .map(|line| {
            let (operation, cells) = line.split_at_checked(58).unwrap_or((line, ""));
            (operation.trim(), cells.split_whitespace().collect())
        })
        .collect()
}

#[tokio::test]
async fn every_operation_with_a_body_is_tried_with_one() {
    let document = api::openapi_json();
    let things = Things {
        receipt: json!({"number": "SMV-0000-0000"}),
        case: String::new(),
        referral: String::new(),
        owner: Value::Null,
    };

    for operation in operations() {
        let method = operation.method.as_str().to_lowercase();
        let takes = !document["paths"][&operation.path][&method]["requestBody"].is_null();
        if takes {
            assert!(
                body_of(&operation.id, &things).is_some(),
                "{} has no body here",
                operation.id
            );
        }
    }
}
