//! The console's front page: who is signed in, and where things are.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use askama::Template;
use chrono::{DateTime, Utc};
use domain::access::{Action, Actor};
use store::people;

use super::frame::{failed, frame};
use super::visitor::Visitor;
use crate::error::ApiError;
use crate::pages::layout::{Keep, Layout, Switch, answer};
use crate::state::StaffState;

#[derive(Template)]
#[template(path = "console/start.html")]
struct StartPage<'a> {
    layout: Layout<'a>,
    who: Option<String>,
    name: String,
    email: String,
    role: String,
    method: String,
    since: &'a DateTime<Utc>,
    /// Pages that this person may open: address and name.
    pages: Vec<(&'static str, String)>,
}

/// Pages by what they take.
const PAGES: [(Action, &str, &str); 4] = [
    (
        Action::ReadCallBacks,
        "/console/call-backs",
        "console-call-backs",
    ),
    (Action::ReadCase, "/console/surge", "console-surge"),
    (
        Action::RecoverPeople,
        "/console/recoveries",
        "console-recoveries",
    ),
    (Action::ReadAudit, "/console/audit", "console-audit"),
];

#[get("/console")]
pub(super) async fn start(Visitor(staff): Visitor, state: Data<StaffState>) -> HttpResponse {
    let person = staff.session.person;
    let found = state
        .db
        .transact(&Actor::System, move |tx| people::by_id(tx, person))
        .await;
    let person = match found {
        Ok(Some(person)) => person,
        Ok(None) => return failed(&state, &ApiError::NotFound),
        Err(error) => return failed(&state, &error.into()),
    };
    let layout = frame(&state, "console-start", "/console", &[]);
    let page = StartPage {
        who: Some(person.name.clone()),
        name: person.name,
        email: person.email,
        role: layout.t(&format!("console-role-{}", person.role)),
        method: layout.t(&format!("console-method-{}", staff.session.method)),
        since: &staff.session.created_at,
        pages: PAGES
            .into_iter()
            .filter(|(action, _, _)| staff.actor.may(*action).is_ok())
            .map(|(_, address, key)| (address, layout.t(key)))
            .collect(),
        layout,
    };
    answer(StatusCode::OK, Keep::Nothing, &page)
}
