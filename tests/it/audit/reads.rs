//! Every reading of content is in the audit trail, and what cannot be recorded is not read.

use std::collections::BTreeMap;

use serde_json::json;
use smv_cert_tests::{Caller, TestApp, send, text};

use super::{Line, counted, lines};
use crate::access::matrix::{Operation, operations};
use crate::access::things::{self, Things, request};
use crate::{steps, teams};

/// What each operation of the contract leaves in the trail when it is done once: by hand, from what
/// its answer holds. Logging in is in [`super::people`].
fn left_by(operation: &str) -> Option<&'static [&'static str]> {
    Some(match operation {
        // The same for everybody, or nothing that is anybody's.
        "healthz" | "readyz" | "jwks" | "security_txt" | "openapi" | "get_first_aid"
        // What comes in, and a new code, are events; nothing of the case is in the answer.
        | "submit_report" | "replace_access_code"
        // Events, and metadata in the answer.
        | "draft_referral" | "submit_referral" | "approve_referral" | "reject_referral"
        | "withdraw_referral" | "acknowledge_referral" | "decide_referral"
        | "question_referral" | "conclude_referral"
        // What a reporter sends is an event; the answer holds what was just sent, or its name.
        | "add_attachments_to_report" | "get_report_attachment"
        | "append_to_report_attachment"
        // Of a session that is not there, of a key, or refused.
        | "logout" | "list_own_reports" | "confirm_totp"
        // Who may reach a case is no content, and a change of it is an event.
        | "get_case_access" | "set_case_access" | "break_glass"
        | "list_recoveries"
        | "list_factors" | "offer_totp" | "list_sessions" => &[],
        // Ids that are not there.
        "approve_recovery" | "cancel_recovery" | "remove_totp" | "remove_passkey"
        | "end_session" => &["access.refused"],
        "get_report"
        | "add_message_to_report"
        | "set_report_consents"
        | "add_stage_to_report"
        | "get_report_stage" => &["report.followed"],
        "list_queue" => &["queue.listed"],
        "list_call_backs" => &["call_backs.listed"],
        "finish_call_back" => &["call_back.done"],
        "list_cases" | "get_surge" => &["cases.listed"],
        "get_case"
        | "claim_case"
        | "transition_case"
        | "set_case_owner"
        | "set_case_classification"
        | "set_case_severity"
        | "set_case_tlp"
        | "add_note"
        | "add_identity_check"
        | "shut_sender_out"
        | "add_message" => &["case.read"],
        "download_attachment" => &["attachment.downloaded"],
        "list_case_events" => &["case.timeline_read"],
        "list_events" => &["feed.read"],
        "list_referrals" => &["referrals.listed"],
        "get_referral" => &["referral.read"],
        "search_audit" => &["audit.searched"],
        "export_audit" => &["audit.exported"],
        // A code, and a password, that are wrong are recorded as wrong logins.
        "login" | "enrol" | "change_password" => &["session.login"],
        "open_recovery" => &["recovery.begun"],
        "refresh" => &["session.refreshed"],
        "logout_everywhere" => &["session.logout"],
        "reauthenticate" => &["session.reauthenticated"],
        _ => return None,
    })
}

/// Tried in a way that is refused: a right one would end what is needed below, or takes a secret.
const REFUSED: [&str; 10] = [
    "list_own_reports",
    "refresh",
    "enrol",
    "change_password",
    "confirm_totp",
    "remove_totp",
    "remove_passkey",
    "end_session",
    "approve_recovery",
    "cancel_recovery",
];

struct Desk {
    analyst: Caller,
    lead: Caller,
    police: Caller,
    auditor: Caller,
}

impl Desk {
    async fn open(app: &TestApp) -> Self {
        Self {
            analyst: app.person("analyst1").await,
            lead: app.person("lead").await,
            police: app.person("police").await,
            auditor: app.person("auditor").await,
        }
    }

    fn makers(&self) -> things::Desk {
        things::Desk {
            analyst: self.analyst.clone(),
            lead: self.lead.clone(),
            police: self.police.clone(),
        }
    }

    /// Who does such things.
    fn caller(&self, app: &TestApp, operation: &Operation, on: &Things) -> Caller {
        match operation.id.as_str() {
            "get_report"
            | "add_message_to_report"
            | "set_report_consents"
            | "add_stage_to_report"
            | "get_report_stage"
            | "add_attachments_to_report"
            | "get_report_attachment"
            | "append_to_report_attachment" => app.reporter(&on.receipt),
            "approve_referral" | "reject_referral" => self.lead.clone(),
            "acknowledge_referral"
            | "decide_referral"
            | "question_referral"
            | "conclude_referral" => self.police.clone(),
            "search_audit" | "export_audit" => self.auditor.clone(),
            id if id.contains("recover") => self.lead.clone(),
            _ if operation.access.is_array() || operation.access == "signed_in" => {
                self.analyst.clone()
            }
            _ => app.anyone(),
        }
    }
}

fn since(app: &TestApp, before: usize) -> Vec<Line> {
    lines(app).split_off(before)
}

#[tokio::test]
async fn every_operation_leaves_the_lines_that_its_answer_calls_for() {
    let app = TestApp::start().await;
    let desk = Desk::open(&app).await;
    let mut differs = BTreeMap::new();
    // Who has signed out everywhere can try nothing more.
    let mut operations = operations();
    operations.sort_by_key(|operation| operation.id == "logout_everywhere");
    for operation in operations {
        let on = things::made(&app, &desk.makers(), &operation.id, "").await;
        let caller = desk.caller(&app, &operation, &on);
        let before = lines(&app).len();

        let key = format!("audit-{:-<20}", operation.id);
        let reply = send(request(&caller, &operation, &on, &key)).await;

        let left = since(&app, before);
        let done: Vec<&str> = left.iter().map(|line| line.action.as_str()).collect();
        let wanted = left_by(&operation.id)
            .unwrap_or_else(|| panic!("say what {} leaves in the audit trail", operation.id));
        let works = reply.status.is_success() || REFUSED.contains(&operation.id.as_str());
        assert!(works, "{}: {} {}", operation.id, reply.status, reply.text());
        if counted(&left).keys().copied().collect::<Vec<_>>() != wanted {
            differs.insert(operation.id.clone(), format!("{done:?}, not {wanted:?}"));
        }
        app.database
            .execute("UPDATE cases SET status = 'closed' WHERE status = 'new'");
    }
    assert!(differs.is_empty(), "{differs:#?}");
}

#[tokio::test]
async fn a_reading_that_cannot_be_recorded_does_not_happen() {
    let app = TestApp::start().await;
    let desk = Desk::open(&app).await;
    let mut on = BTreeMap::new();
    let reading =
        |operation: &Operation| left_by(&operation.id).is_some_and(|left| !left.is_empty());
    let mut all: Vec<Operation> = operations().into_iter().filter(reading).collect();
    // The case that waits to be claimed comes last: nothing else may wait before it.
    all.sort_by_key(|operation| operation.id == "claim_case");
    for operation in &all {
        app.database
            .execute("UPDATE cases SET status = 'closed' WHERE status = 'new'");
        on.insert(
            operation.id.clone(),
            things::made(&app, &desk.makers(), &operation.id, "").await,
        );
    }
    app.database.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN RAISE EXCEPTION 'the disk of the audit trail is full'; END $$",
    );
    app.database.execute(
        "CREATE TRIGGER refuse BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION refuse()",
    );

    for operation in &all {
        let on = &on[&operation.id];
        let caller = desk.caller(&app, operation, on);
        let key = format!("refused-{:-<20}", operation.id);
        let reply = send(request(&caller, operation, on, &key)).await;

        let body = reply.text();
        assert_eq!(reply.status, 500, "{}: {body}", operation.id);
        for word in [
            "Solsikken",
            "filer",
            "smva_",
            "disk",
            text(&on.receipt, "number").as_str(),
        ] {
            assert!(!body.contains(word), "{}: {body}", operation.id);
        }
    }
    let hidden = "SELECT count(*) AS count FROM audit WHERE action = 'case.read' AND at > now() + interval '1 day'";
    assert_eq!(smv_cert_tests::count(&app.database.url, hidden), 0);
}

#[tokio::test]
async fn a_line_names_who_in_which_session_and_under_which_request() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let before = lines(&app).len();

    let reply = analyst.get(&case.path).await;

    let trace = reply.headers["x-request-id"].to_str().unwrap().to_owned();
    let line = since(&app, before).pop().unwrap();
    assert_eq!(line.trace_id, Some(trace));
    assert_eq!(
        (line.actor_role.as_str(), line.outcome.as_str()),
        ("analyst", "done")
    );
    assert!(case.path.ends_with(&line.case_id.unwrap().to_string()));
    let session = "SELECT count(*) AS count FROM sessions s JOIN audit a ON a.session_id = s.id \
        WHERE a.action = 'case.read' AND s.person_id = a.actor_id";
    assert!(smv_cert_tests::count(&app.database.url, session) > 0);
}

#[tokio::test]
async fn what_people_were_refused_is_recorded_whether_it_is_there_or_not() {
    let app = TestApp::start().await;
    teams::move_to_another_team(&app, "analyst4");
    let (analyst, other) = (app.person("analyst1").await, app.person("analyst4").await);
    let case = steps::bakery(&app, &analyst).await;
    let before = lines(&app).len();
    let nowhere = "/api/v1/cases/018f3b2e-0000-7000-8000-000000000000";

    assert_eq!(other.get(&case.path).await.problem(404), "not-found");
    assert_eq!(other.get(nowhere).await.problem(404), "not-found");
    assert_eq!(other.get("/api/v1/audit").await.problem(403), "forbidden");

    let left = since(&app, before);
    let refused: Vec<(&str, &str)> = left
        .iter()
        .map(|line| (line.action.as_str(), line.outcome.as_str()))
        .collect();
    assert_eq!(refused, [("access.refused", "refused"); 3]);
    assert!(left[0].case_id.is_some() && left[1].case_id.is_some());
    assert!(left.iter().all(|line| line.session_id.is_some()));
}

#[tokio::test]
async fn an_answer_that_is_given_again_is_read_again() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let (notes, note) = (
        format!("{}/notes", case.path),
        json!({"text": "Ringet op."}),
    );
    let _ = analyst
        .post_once(&notes, "note-0000000000000001", &note)
        .await
        .expect(201);
    let before = lines(&app).len();

    let _ = analyst
        .post_once(&notes, "note-0000000000000001", &note)
        .await
        .expect(201);

    let line = since(&app, before).pop().unwrap();
    assert_eq!(line.action, "answer.repeated");
    assert!(case.path.ends_with(&line.case_id.unwrap().to_string()));
}
