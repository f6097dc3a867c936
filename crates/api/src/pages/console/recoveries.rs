//! The page on which two people let a third begin anew.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use askama::Template;
use domain::access::{Action, Actor};
use domain::id::{Id, RecoveryId};
use store::enrolment;

use super::fields::field;
use super::frame::{failed, frame, refusal};
use super::visitor::Visitor;
use crate::auth::own_factors::just_shown;
use crate::auth::recovery::{self, RecoveryView};
use crate::error::{ApiError, Forbidden};
use crate::extract::Staff;
use crate::pages::field::{Control, Field};
use crate::pages::layout::{Keep, Layout, Switch, answer, see};
use crate::pages::posted::Posted;
use crate::pages::problems::Problem;
use crate::request;
use crate::state::StaffState;

const PAGE: &str = "/console/recoveries";

#[derive(Template)]
#[template(path = "console/recoveries.html")]
struct RecoveriesPage<'a> {
    layout: Layout<'a>,
    who: Option<String>,
    problems: &'a [Problem],
    code: Option<String>,
    lines: Vec<RecoveryLine>,
    fields: Vec<Field>,
}

struct RecoveryLine {
    id: String,
    person: String,
    said: String,
}

async fn page(
    state: &StaffState,
    status: StatusCode,
    code: Option<String>,
    problems: &[Problem],
) -> HttpResponse {
    let now = state.clock.now();
    let waiting = state
        .db
        .transact(&Actor::System, move |tx| recovery::waiting(tx, now))
        .await;
    let waiting = match waiting {
        Ok(waiting) => waiting,
        Err(error) => return failed(state, &error),
    };
    let page = RecoveriesPage {
        layout: frame(state, "console-recoveries", PAGE, problems),
        who: None,
        problems,
        code,
        lines: waiting.into_iter().map(line).collect(),
        fields: vec![field(request::texts(), "email", "", problems)],
    };
    answer(status, Keep::Nothing, &page)
}

fn line(view: RecoveryView) -> RecoveryLine {
    let texts = request::texts();
    let at = i18n::date_time_with_zone(texts.language(), view.opened_at);
    RecoveryLine {
        id: view.id.to_string(),
        person: view.person_name,
        said: texts.with(
            "console-recovery-said",
            &[("name", &view.opened_by_name), ("at", &at)],
        ),
    }
}

/// Who may be here, and has shown it; somebody else is led away.
fn turned_away(state: &StaffState, staff: &Staff) -> Option<HttpResponse> {
    if let Err(denied) = staff.actor.may(Action::RecoverPeople) {
        return Some(failed(state, &denied.into()));
    }
    just_shown(&staff.session, state.clock.now())
        .err()
        .map(|_| see("/console/reauthenticate?next=/console/recoveries"))
}

#[get("/console/recoveries")]
pub(super) async fn show(Visitor(staff): Visitor, state: Data<StaffState>) -> HttpResponse {
    match turned_away(&state, &staff) {
        None => page(&state, StatusCode::OK, None, &[]).await,
        Some(away) => away,
    }
}

#[post("/console/recoveries")]
pub(super) async fn open(
    Visitor(staff): Visitor,
    form: Posted,
    state: Data<StaffState>,
) -> HttpResponse {
    if let Some(away) = turned_away(&state, &staff) {
        return away;
    }
    let (actor, email, now) = (
        staff.actor,
        form.value("email").to_owned(),
        state.clock.now(),
    );
    let opened = state
        .db
        .transact(&Actor::System, move |tx| {
            recovery::open(tx, &actor, &email, now)
        })
        .await;
    match opened {
        Ok(_) => see(PAGE),
        Err(error) => refused(&state, &error).await,
    }
}

#[post("/console/recoveries/approve")]
pub(super) async fn approve(
    Visitor(staff): Visitor,
    form: Posted,
    state: Data<StaffState>,
) -> HttpResponse {
    if let Some(away) = turned_away(&state, &staff) {
        return away;
    }
    let (actor, id, now) = (staff.actor, id_of(&form), state.clock.now());
    let approved = state
        .db
        .transact(&Actor::System, move |tx| {
            recovery::approve(tx, &actor, id, now)
        })
        .await;
    match approved {
        Ok(view) => page(&state, StatusCode::OK, Some(view.enrolment_code), &[]).await,
        Err(error) => refused(&state, &error).await,
    }
}

#[post("/console/recoveries/cancel")]
pub(super) async fn cancel(
    Visitor(staff): Visitor,
    form: Posted,
    state: Data<StaffState>,
) -> HttpResponse {
    if let Some(away) = turned_away(&state, &staff) {
        return away;
    }
    let (id, now) = (id_of(&form), state.clock.now());
    let cancelled = state
        .db
        .transact(&Actor::System, move |tx| enrolment::cancel(tx, id, now))
        .await;
    match cancelled {
        // It has ended by itself since the page was shown.
        Ok(()) | Err(store::Error::NotFound) => see(PAGE),
        Err(error) => failed(&state, &error.into()),
    }
}

fn id_of(form: &Posted) -> RecoveryId {
    Id::from_uuid(form.value("id").parse().unwrap_or_default())
}

async fn refused(state: &StaffState, error: &ApiError) -> HttpResponse {
    let texts = request::texts();
    if let ApiError::Forbidden(Forbidden::SamePerson) = error {
        let problems = [Problem {
            field: "main".to_owned(),
            message: texts.get("console-recovery-same-person"),
        }];
        return page(state, StatusCode::FORBIDDEN, None, &problems).await;
    }
    match refusal(error, "email", texts) {
        Some(refused) => page(state, refused.status, None, &refused.problems).await,
        None => failed(state, error),
    }
}
