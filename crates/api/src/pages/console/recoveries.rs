//! The page on which two people let a third begin anew.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use askama::Template;
use domain::access::{Action, Actor};
use domain::id::{Id, PersonId, RecoveryId};
use store::{enrolment, people};

use super::fields::field;
use super::frame::{failed, frame};
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

/// What stands on the page beside those who wait.
#[derive(Default)]
struct Shown {
    code: Option<String>,
    email: String,
    problems: Vec<Problem>,
}

async fn page(state: &StaffState, by: PersonId, status: StatusCode, shown: &Shown) -> HttpResponse {
    let now = state.clock.now();
    let found = state
        .db
        .transact(&Actor::System, move |tx| {
            let names = people::names(tx, &[by])?;
            let who = names.into_iter().next().map(|(_, name)| name);
            Ok((recovery::waiting(tx, now)?, who.unwrap_or_default()))
        })
        .await;
    let (waiting, who) = match found {
        Ok(found) => found,
        Err(error) => return failed(state, &error),
    };
    let problems = &shown.problems;
    let page = RecoveriesPage {
        layout: frame(state, "console-recoveries", PAGE, problems),
        who: Some(who),
        problems,
        code: shown.code.clone(),
        lines: waiting.into_iter().map(line).collect(),
        fields: vec![field(request::texts(), "email", &shown.email, problems)],
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
        None => {
            let by = staff.session.person;
            page(&state, by, StatusCode::OK, &Shown::default()).await
        }
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
    let (by, typed) = (staff.session.person, form.value("email").to_owned());
    let (actor, email, now) = (staff.actor, typed.clone(), state.clock.now());
    let opened = state
        .db
        .transact(&Actor::System, move |tx| {
            recovery::open(tx, &actor, &email, now)
        })
        .await;
    match opened {
        Ok(_) => see(PAGE),
        Err(error) => refused(&state, by, typed, &error).await,
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
    let (by, actor) = (staff.session.person, staff.actor);
    let (id, now) = (id_of(&form), state.clock.now());
    let approved = state
        .db
        .transact(&Actor::System, move |tx| {
            recovery::approve(tx, &actor, id, now)
        })
        .await;
    match approved {
        Ok(view) => {
            let shown = Shown {
                code: Some(view.enrolment_code),
                ..Shown::default()
            };
            page(&state, by, StatusCode::OK, &shown).await
        }
        Err(error) => refused(&state, by, String::new(), &error).await,
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

async fn refused(
    state: &StaffState,
    by: PersonId,
    email: String,
    error: &ApiError,
) -> HttpResponse {
    let texts = request::texts();
    let (status, field, key) = if let ApiError::Forbidden(Forbidden::SamePerson) = error {
        (
            StatusCode::FORBIDDEN,
            "main",
            "console-recovery-same-person",
        )
    } else if let ApiError::Invalid(_) = error {
        // The only thing that can be wrong with the form.
        (
            StatusCode::UNPROCESSABLE_ENTITY,
            "email",
            "console-recovery-nobody",
        )
    } else {
        return failed(state, error);
    };
    let shown = Shown {
        email,
        problems: vec![Problem {
            field: field.to_owned(),
            message: texts.get(key),
        }],
        ..Shown::default()
    };
    page(state, by, status, &shown).await
}
