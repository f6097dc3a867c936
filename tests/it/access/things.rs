//! What the operations are tried on: a case with its reports and, where needed, a referral; put back
//! as it was after whoever could change it.

use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use smv_cert_tests::{Caller, PASSWORD, TestApp, report, text};

use super::matrix::Operation;
use super::people;
use crate::steps;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// The people who bring things about.
pub(crate) struct Desk {
    pub(crate) analyst: Caller,
    pub(crate) lead: Caller,
    pub(crate) police: Caller,
}

/// Things for an operation to be tried on.
pub(crate) struct Things {
    pub(crate) receipt: Value,
    pub(crate) case: String,
    pub(crate) referral: String,
    pub(crate) owner: Value,
    /// Id of somebody who wants to be called.
    pub(crate) call: String,
    pub(crate) attachment: String,
}

/// A body that is taken when the caller may.
pub(crate) fn body_of(operation: &str, things: &Things) -> Option<Value> {
    let words = json!({"text": "Et ord."});
    Some(match operation {
        "submit_report" => report::bakery(),
        "set_report_consents" => json!({"police_referral": "yes", "share_anonymised": false}),
        "add_stage_to_report" => {
            json!({"stage": "early_warning", "suspected_malicious": "yes", "cross_border": "no"})
        }
        "add_attachments_to_report" => json!({"name": "billede.png", "size": 1000}),
        "append_to_report_attachment" => json!("1"),
        "add_message_to_report" | "add_note" | "add_message" | "question_referral" => words,
        "login" => json!({"email": "lead@demo.example", "password": PASSWORD}),
        "refresh" | "logout" => json!({"refresh_token": "smvr_unknown"}),
        "reauthenticate" => json!({"password": PASSWORD}),
        // Wrong on purpose: a right one would end sessions that are needed below.
        "change_password" => {
            json!({"current_password": "not the password", "new_password": "en helt ny sætning"})
        }
        "confirm_totp" => json!({"code": "000000"}),
        "enrol" => json!({"code": "no code", "new_password": "en helt ny sætning"}),
        "open_recovery" => json!({"email": "analyst3@demo.example"}),
        "transition_case" => json!({"transition": "release", "reason": "Vagtskifte."}),
        "set_case_owner" => json!({"owner": things.owner}),
        "set_case_classification" => json!({"primary": {"class": "fraud", "type": "phishing"}}),
        "set_case_severity" => json!({"severity": "low"}),
        "set_case_tlp" => json!({"tlp": "TLP:RED"}),
        "set_case_access" => json!({"restricted": true, "people": [], "teams": []}),
        "break_glass" => {
            json!({"number": things.receipt["number"], "reason": "Firmaet er i røret nu."})
        }
        "replace_access_code" => {
            json!({"report": things.receipt["number"], "verified_by": "Ringet op."})
        }
        "add_identity_check" => {
            json!({"report": things.receipt["number"], "result": "none", "verified_by": "Ringet op."})
        }
        "shut_sender_out" => {
            json!({"report": things.receipt["number"], "reason": "Leverandøren kan være årsagen."})
        }
        "reject_referral" => json!({"reason": "Bilag mangler."}),
        "acknowledge_referral" => json!({"police_case_number": "0100-70123-00012-26"}),
        "finish_call_back" => json!({"reason": "Ringet op, aftalt møde."}),
        "decide_referral" => json!({"decision": "accepted"}),
        "conclude_referral" => json!({"outcome": "charged"}),
        "claim_case" | "draft_referral" | "submit_referral" | "approve_referral"
        | "withdraw_referral" => json!({}),
        _ => return None,
    })
}

/// A case in work, with a referral as far as the operation needs it, and everybody beside it.
pub(crate) async fn made(app: &TestApp, desk: &Desk, operation: &str, situation: &str) -> Things {
    let Desk {
        analyst,
        lead,
        police,
    } = desk;
    // Words of its own, or it would join the case before.
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut report = report::bakery();
    report["description"] = json!(format!("Alle filer er låst, for {number}. gang."));
    let case = steps::taken(app, analyst, &report).await;
    let owner = analyst.get(&case.path).await.json["owner"].clone();
    let referral = match (operation, situation) {
        ("submit_referral" | "withdraw_referral", _) | (_, "draft") => {
            steps::drafted(analyst, &case.path).await
        }
        ("approve_referral" | "reject_referral", _) => steps::submitted(analyst, &case.path).await,
        ("get_referral" | "list_referrals", _) => steps::approved(analyst, lead, &case.path).await,
        ("decide_referral" | "question_referral", _) => {
            steps::acknowledged(analyst, lead, police, &case.path).await
        }
        ("acknowledge_referral", _) => {
            let path = steps::approved(analyst, lead, &case.path).await;
            let _ = police.get(&path).await.expect(200);
            path
        }
        ("conclude_referral", _) => {
            let path = steps::acknowledged(analyst, lead, police, &case.path).await;
            let accepted = json!({"decision": "accepted"});
            let _ = police
                .post(&format!("{path}/decision"), &accepted)
                .await
                .expect(200);
            path
        }
        // So that the page of a case shows one.
        ("get_case", _) => {
            let path = steps::approved(analyst, lead, &case.path).await;
            let words = json!({"text": "Vi ser på det."});
            let _ = analyst
                .post(&format!("{}/messages", case.path), &words)
                .await
                .expect(201);
            path
        }
        _ => String::new(),
    };
    let attachment = attachment(app, &case, operation).await;
    if matches!(operation, "claim_case" | "list_queue") {
        let release = json!({"transition": "release", "reason": "Til køen."});
        let _ = analyst
            .post(&format!("{}/transitions", case.path), &release)
            .await
            .expect(200);
    }
    people::stand(app, &case.path, situation == "restricted");
    let call = match operation {
        "list_call_backs" | "finish_call_back" => {
            app.database.execute("DELETE FROM call_backs");
            steps::wants_a_call(app, "Karen Holm").await
        }
        _ => String::new(),
    };
    let things = Things {
        call,
        receipt: case.receipt,
        case: case.path,
        referral,
        owner,
        attachment,
    };
    things.keep(app);
    things
}

/// A file of the report, where an operation needs one.
async fn attachment(app: &TestApp, case: &steps::Taken, operation: &str) -> String {
    if !operation.contains("attachment") || operation.starts_with("add_") {
        return String::new();
    }
    let files = format!("{}/attachments", case.own());
    let reporter = app.reporter(&case.receipt);
    let announced = json!({"name": "mail.eml", "size": 8});
    let answer = reporter.post(&files, &announced).await.expect(201);
    let id = text(&answer["attachments"][0], "id");
    if operation == "download_attachment" {
        let all = reporter
            .request(Method::PATCH, &format!("{files}/{id}"))
            .header("Upload-Offset", "0")
            .body("mailtext");
        let _ = smv_cert_tests::send(all).await.expect(200);
        app.database
            .execute("UPDATE attachments SET state = 'clean' WHERE state = 'received'");
    }
    id
}

/// Columns that a change moves, by table.
const MOVED: [(&str, &str); 3] = [
    (
        "cases",
        "status, owner, severity, priority, classification, tlp, restricted, version",
    ),
    (
        "referrals",
        "state, version, basis, package, package_sha256, jws, police_case_number, submitted_by, \
         submitted_at, approved_by, approved_at, delivered_at, updated_at, seal_version",
    ),
    (
        "reports",
        "code_hash, consents, consents_version, code_public_key",
    ),
];

impl Things {
    /// None, for who only asks whether there is a body.
    pub(super) fn nothing() -> Self {
        Self {
            receipt: json!({"number": "SMV-0000-0000"}),
            case: String::new(),
            referral: String::new(),
            owner: Value::Null,
            call: String::new(),
            attachment: String::new(),
        }
    }

    fn id(&self) -> &str {
        self.case.rsplit('/').next().unwrap()
    }

    /// Keeps the rows as they are now.
    fn keep(&self, app: &TestApp) {
        for (table, _) in MOVED {
            let key = if table == "cases" { "id" } else { "case_id" };
            app.database
                .execute(&format!("DROP TABLE IF EXISTS kept_{table}"));
            app.database.execute(&format!(
                "CREATE TABLE kept_{table} AS SELECT * FROM {table} WHERE {key} = '{}'",
                self.id()
            ));
        }
    }

    /// Puts the rows back, and everybody beside the case.
    pub(super) fn restore(&self, app: &TestApp, restricted: bool) {
        for (table, columns) in MOVED {
            app.database.execute(&format!(
                "UPDATE {table} t SET ({columns}) = (SELECT {columns} FROM kept_{table} k WHERE k.id = t.id) \
                 WHERE t.id IN (SELECT id FROM kept_{table})"
            ));
        }
        let id = self.id();
        app.database.execute(&format!(
            "DELETE FROM referrals WHERE case_id = '{id}' AND id NOT IN (SELECT id FROM kept_referrals)"
        ));
        for table in ["case_people", "case_teams"] {
            app.database
                .execute(&format!("DELETE FROM {table} WHERE case_id = '{id}'"));
        }
        app.database
            .execute("UPDATE call_backs SET done_at = NULL, done_by = NULL, reason = NULL");
        people::stand(app, &self.case, restricted);
    }
}

/// The request of an operation on these things.
pub(crate) fn request(
    caller: &Caller,
    operation: &Operation,
    things: &Things,
    key: &str,
) -> RequestBuilder {
    let of = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let id = if operation.path.contains("/referrals/") {
        &things.referral
    } else if operation.path.contains("/call-backs/") {
        &things.call
    } else {
        &things.case
    };
    let path = operation
        .path
        .replace("{id}", &of(id))
        .replace("{number}", &text(&things.receipt, "number"))
        .replace("{attachment}", &things.attachment)
        .replace("{stage}", "final")
        .replace("{kind}", "phishing");
    let request = caller.request(operation.method.clone(), &path);
    let request = match operation.method {
        Method::PUT => request.header("If-Match", "*"),
        Method::POST => request.header("Idempotency-Key", key),
        Method::PATCH => request.header("Upload-Offset", "0"),
        _ => request,
    };
    match body_of(&operation.id, things) {
        Some(body) => request.json(&body),
        None => request,
    }
}
