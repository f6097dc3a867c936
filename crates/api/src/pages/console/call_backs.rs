//! The page of those who want to be called. Works without a script.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use askama::Template;
use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::id::{CallBackId, Id};
use serde_json::Value;
use store::call_backs::Which;
use triage_queue::call_backs::{self, Task};

use super::frame::{failed, frame, name_of};
use super::visitor::Visitor;
use crate::call_backs::REASON_MAX;
use crate::error::{ApiError, Conflict};
use crate::extract::Staff;
use crate::pages::layout::{Keep, Layout, Switch, answer, see};
use crate::pages::posted::Posted;
use crate::pages::problems::Problem;
use crate::pages::site::tel;
use crate::request;
use crate::state::StaffState;

const PAGE: &str = "/console/call-backs";
/// As many as fit on a page; the rest come when these are done.
const SHOWN: i64 = 50;

#[derive(Template)]
#[template(path = "console/call_backs.html")]
struct CallBacksPage<'a> {
    layout: Layout<'a>,
    who: Option<String>,
    problems: &'a [Problem],
    tasks: Vec<Line>,
    may_finish: bool,
}

struct Line {
    id: String,
    /// None: it cannot be read.
    call: Option<Call>,
    at: DateTime<Utc>,
    reason: String,
    error: Option<String>,
}

struct Call {
    name: String,
    phone: String,
    address: String,
    language: String,
    is_doubted: bool,
    /// What they had written, a line each.
    report: Vec<String>,
}

impl Line {
    /// Tells the lines apart for who hears them.
    fn name(&self) -> &str {
        self.call.as_ref().map_or(&self.id, |call| &call.name)
    }
}

/// What was typed and is shown again.
#[derive(Default)]
struct Typed {
    id: String,
    reason: String,
    problems: Vec<Problem>,
}

async fn page(state: &StaffState, staff: &Staff, status: StatusCode, typed: Typed) -> HttpResponse {
    if let Err(denied) = staff.actor.may(Action::ReadCallBacks) {
        return failed(state, &denied.into());
    }
    let (actor, safe, now) = (staff.actor.clone(), state.safe.clone(), state.clock.now());
    let person = staff.session.person;
    let found = state
        .db
        .transact_reading(&staff.actor, move |tx| {
            call_backs::list(tx, &safe, &actor, (Which::Waiting, None), SHOWN, now)
        })
        .await;
    let tasks = match found {
        Ok(tasks) => tasks,
        Err(error) => return failed(state, &error.into()),
    };
    let page = CallBacksPage {
        layout: frame(state, "console-call-backs", PAGE, &typed.problems),
        who: Some(name_of(state, person).await),
        problems: &typed.problems,
        tasks: tasks.into_iter().map(|task| line(task, &typed)).collect(),
        may_finish: staff.actor.may(Action::TakeCallBacks).is_ok(),
    };
    answer(status, Keep::Nothing, &page)
}

fn line(task: Task, typed: &Typed) -> Line {
    let texts = request::texts();
    let id = task.id.to_string();
    let is_typed = id == typed.id;
    let error = typed.problems.first().filter(|_| is_typed);
    let call = task.call.map(|call| Call {
        address: tel(call.phone.as_str()),
        phone: call.phone.shown(),
        language: texts.get(&format!("console-call-{}", call.language.code())),
        is_doubted: !call.doubts.is_empty(),
        report: call.report.as_ref().map(words).unwrap_or_default(),
        name: call.name,
    });
    Line {
        call,
        at: task.created_at,
        reason: if is_typed {
            typed.reason.clone()
        } else {
            String::new()
        },
        error: error.map(|problem| problem.message.clone()),
        id,
    }
}

/// What stands in an unsent report, as it was typed.
fn words(report: &Value) -> Vec<String> {
    match report {
        Value::Object(members) => members
            .iter()
            .filter(|(name, _)| *name != "language")
            .flat_map(|(name, value)| {
                let inner = words(value);
                inner
                    .into_iter()
                    .map(move |words| format!("{name}: {words}"))
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(words).collect(),
        Value::String(text) => vec![text.clone()],
        Value::Null => Vec::new(),
        other @ (Value::Bool(_) | Value::Number(_)) => vec![other.to_string()],
    }
}

#[get("/console/call-backs")]
pub(super) async fn show(Visitor(staff): Visitor, state: Data<StaffState>) -> HttpResponse {
    page(&state, &staff, StatusCode::OK, Typed::default()).await
}

#[post("/console/call-backs")]
pub(super) async fn finish(
    Visitor(staff): Visitor,
    form: Posted,
    state: Data<StaffState>,
) -> HttpResponse {
    let texts = request::texts();
    let reason = form.value("reason").trim().to_owned();
    let id = form.value("id").to_owned();
    let again = |message: String| Typed {
        problems: vec![Problem {
            field: format!("reason-{id}"),
            message,
        }],
        id: id.clone(),
        reason: reason.clone(),
    };
    let wrong = if reason.is_empty() {
        Some(texts.get("console-call-missing"))
    } else if reason.chars().count() > REASON_MAX {
        Some(texts.count("page-too-long", "limit", REASON_MAX))
    } else if reason.contains('\0') {
        Some(texts.get("rule-nul-character"))
    } else {
        None
    };
    if let Some(wrong) = wrong {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return page(&state, &staff, status, again(wrong)).await;
    }
    let task: CallBackId = Id::from_uuid(id.parse().unwrap_or_default());
    let (actor, safe, now) = (staff.actor.clone(), state.safe.clone(), state.clock.now());
    let words = reason.clone();
    let done = state
        .db
        .transact(&staff.actor, move |tx| {
            call_backs::finish(tx, &safe, &actor, task, &words, now)
        })
        .await
        .map_err(ApiError::from);
    match done {
        Ok(_) => see(PAGE),
        Err(ApiError::Conflict(Conflict::LostRace)) => {
            let typed = Typed {
                problems: vec![Problem {
                    field: "main".to_owned(),
                    message: texts.get("console-call-taken"),
                }],
                ..Typed::default()
            };
            page(&state, &staff, StatusCode::CONFLICT, typed).await
        }
        Err(error) => failed(&state, &error),
    }
}
