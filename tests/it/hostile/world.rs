//! Something for each operation to work on, and requests with one hostile place.

use std::sync::atomic::{AtomicU32, Ordering};

use domain::api_key::Scope;
use serde_json::{Value, json};
use smv_cert_tests::{Caller, TestApp, report};

use super::Shot;
use super::corpus::Hostile;
use super::fields::Place;
use crate::access::things::{Things, body_of};
use crate::edge::Operation;
use crate::{machines, steps};

/// Stands where the hostile string goes.
const HERE: &str = "hostile string goes here";

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A key that nobody used.
pub(crate) fn key() -> String {
    format!(
        "a-hostile-request-{:012}",
        NEXT.fetch_add(1, Ordering::Relaxed)
    )
}

pub(crate) struct World {
    anyone: Caller,
    reporter: Caller,
    lead: Caller,
    police: Caller,
    machine: Caller,
    case: String,
    referral: String,
    things: Things,
}

impl World {
    pub(crate) async fn new(app: &TestApp) -> Self {
        let (analyst, lead, police) = (
            app.person("analyst1").await,
            app.person("lead").await,
            app.person("police").await,
        );
        let case = steps::bakery(app, &analyst).await;
        let referral = steps::acknowledged(&analyst, &lead, &police, &case.path).await;
        let scopes = [Scope::Submit, Scope::ReadOwn];
        let id = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        Self {
            anyone: app.anyone(),
            reporter: app.reporter(&case.receipt),
            machine: machines::system(app, "Acme IT", &scopes, &[]),
            case: id(&case.path),
            referral: id(&referral),
            things: Things {
                receipt: case.receipt.clone(),
                case: case.path.clone(),
                referral,
                owner: Value::Null,
                call: steps::wants_a_call(app, "Karen Holm").await,
                attachment: "01900000-0000-7000-8000-000000000000".to_owned(),
            },
            lead,
            police,
        }
    }

    /// Who may do it.
    pub(crate) fn caller(&self, operation: &str) -> Caller {
        match operation {
            "get_report"
            | "add_message_to_report"
            | "set_report_consents"
            | "add_attachments_to_report"
            | "get_report_attachment"
            | "append_to_report_attachment" => self.reporter.clone(),
            "list_own_reports" => self.machine.clone(),
            "submit_report" | "login" | "refresh" | "logout" => self.anyone.clone(),
            "acknowledge_referral"
            | "decide_referral"
            | "question_referral"
            | "conclude_referral" => self.police.clone(),
            _ => self.lead.clone(),
        }
    }

    /// The request with the string in its place; none when it cannot stand there at all.
    pub(crate) fn shot(
        &self,
        operation: &Operation,
        place: &Place,
        hostile: &Hostile,
    ) -> Option<Shot> {
        let mut path = operation.path.clone();
        let (mut header, mut query) = (None, String::new());
        let mut body = body_of(&operation.id, &self.things);
        match place {
            Place::Path(name) => path = path.replace(&format!("{{{name}}}"), &hostile.in_address()),
            Place::Query(name) => query = format!("?{name}={}", hostile.in_address()),
            Place::Header(name) => {
                let bytes = hostile.bytes();
                let bytes = match *name {
                    "Authorization" => [b"Bearer ", bytes.as_slice()].concat(),
                    _ => bytes,
                };
                // Longer heads are refused before anything of ours.
                if bytes.len() > 8000 {
                    return None;
                }
                header = Some((*name, bytes));
            }
            Place::Member(pointer) => put(body.as_mut()?, pointer),
            Place::Name(pointer) => {
                let object = match pointer.as_str() {
                    "" => body.as_mut()?,
                    pointer => member(body.as_mut()?, pointer),
                };
                if !object.is_object() {
                    *object = json!({});
                }
                object[HERE] = json!(1);
            }
        }
        let id = if path.contains("/referrals/") {
            &self.referral
        } else {
            &self.case
        };
        let number = self.things.receipt["number"].as_str().unwrap_or_default();
        let path = path
            .replace("{id}", id)
            .replace("{number}", number)
            .replace("{attachment}", &self.things.attachment)
            .replace("{kind}", "phishing");
        let marker = format!("\"{HERE}\"");
        Some(Shot {
            operation: operation.id.clone(),
            method: operation.method.clone(),
            pattern: operation.path.clone(),
            path: format!("{path}{query}"),
            body: body.map(|body| body.to_string().replace(&marker, &hostile.literal)),
            header,
        })
    }
}

fn put(body: &mut Value, pointer: &str) {
    *member(body, pointer) = json!(HERE);
}

/// The member at a pointer, made when it is not there.
fn member<'b>(body: &'b mut Value, pointer: &str) -> &'b mut Value {
    let mut at = body;
    for part in pointer.split('/').skip(1) {
        if part == "0" {
            if !at.is_array() {
                *at = json!([null]);
            }
            if let Some(items) = at.as_array_mut()
                && items.is_empty()
            {
                items.push(Value::Null);
            }
            at = &mut at[0];
        } else {
            if !at.is_object() {
                *at = json!({});
            }
            at = &mut at[part];
        }
    }
    at
}

#[test]
fn strings_are_put_where_they_belong() {
    let mut body = report::bakery();
    put(&mut body, "/organisation/sector/code");
    put(&mut body, "/list/0/name");
    assert_eq!(body["organisation"]["sector"]["code"], HERE);
    assert_eq!(body["list"][0]["name"], HERE);
}
