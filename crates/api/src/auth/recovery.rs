//! A person who has lost everything begins anew when two others agree: a duty lead or an
//! administrator opens it, and another one approves and hands over the code.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::{DateTime, Utc};
use domain::access::{Action, Actor};
use domain::id::{PersonId, RecoveryId};
use domain::problem::{FieldProblem, Rule};
use domain::recovery::{CODE_LIFE, WAITS, may_agree};
use domain::report::reader::Reader;
use domain::session::End;
use serde::Serialize;
use store::enrolment::RecoveryRow;
use store::{Tx, enrolment, people, sessions};
use utoipa::ToSchema;

use super::enrolment::give_code;
use crate::answer::Answer;
use crate::error::{ApiError, Forbidden};
use crate::extract::{Body, Elevated, FromBody, Nothing, Staff};
use crate::state::StaffState;

/// Who has lost everything.
#[derive(Debug, ToSchema)]
pub(crate) struct RecoveryRequest {
    /// Mail address of the person.
    pub email: String,
}

impl FromBody for RecoveryRequest {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            email: r.required_text("email", 1, 254),
        })
    }
}

/// A recovery that waits for a second person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecoveryView {
    /// Id.
    #[schema(value_type = Uuid)]
    pub id: RecoveryId,
    /// Who is to begin anew.
    #[schema(value_type = Uuid)]
    pub person: PersonId,
    /// Name of the person.
    pub person_name: String,
    /// Who opened it.
    #[schema(value_type = Uuid)]
    pub opened_by: PersonId,
    /// Name of who opened it.
    pub opened_by_name: String,
    /// When.
    pub opened_at: DateTime<Utc>,
    /// Until then another person may approve.
    pub expires_at: DateTime<Utc>,
}

/// All that wait; there are never many.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecoveriesView {
    /// Oldest first.
    pub data: Vec<RecoveryView>,
    /// Always null: this is all of them.
    pub next: Option<String>,
}

/// What is handed over.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EnrolmentCodeView {
    /// For `auth/enrol` or the page `/console/enrol`. Shown once; tell it only to the person, after
    /// making sure that it is them.
    pub enrolment_code: String,
    /// Until then it works.
    pub expires_at: DateTime<Utc>,
}

/// Recoveries that wait for a second person.
#[utoipa::path(tag = "people", operation_id = "list_recoveries",
    responses((status = OK, body = RecoveriesView)), security(("staff" = [])))]
#[get("/api/v1/recoveries")]
pub(crate) async fn list_recoveries(
    staff: Staff,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    staff.actor.may(Action::RecoverPeople)?;
    let now = state.clock.now();
    let data = state
        .db
        .transact(&Actor::System, move |tx| waiting(tx, now))
        .await?;
    Answer::ok(&RecoveriesView { data, next: None })
}

/// Say that a person has lost everything. Another person must approve within a day.
#[utoipa::path(tag = "people", operation_id = "open_recovery", request_body = RecoveryRequest,
    responses((status = CREATED, body = RecoveryView)), security(("staff" = [])))]
#[post("/api/v1/recoveries")]
pub(crate) async fn open_recovery(
    Elevated(staff): Elevated,
    body: Body<RecoveryRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (actor, email, now) = (staff.actor, body.value.email, state.clock.now());
    let view = state
        .db
        .transact(&Actor::System, move |tx| open(tx, &actor, &email, now))
        .await?;
    Answer::of(StatusCode::CREATED, &view)
}

/// Agree that a person begins anew, as the second one. All their sessions end; the code lets them set
/// a password and a second factor, and takes away whatever they had.
#[utoipa::path(tag = "people", operation_id = "approve_recovery",
    params(("id" = Uuid, Path, description = "Recovery")),
    responses((status = OK, body = EnrolmentCodeView)), security(("staff" = [])))]
#[post("/api/v1/recoveries/{id}/approve")]
pub(crate) async fn approve_recovery(
    Elevated(staff): Elevated,
    id: Path<RecoveryId>,
    _body: Body<Nothing>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (actor, id, now) = (staff.actor, *id, state.clock.now());
    let view = state
        .db
        .transact(&Actor::System, move |tx| approve(tx, &actor, id, now))
        .await?;
    Ok(Answer::ok(&view)?.not_stored())
}

/// Call a recovery off.
#[utoipa::path(tag = "people", operation_id = "cancel_recovery",
    params(("id" = Uuid, Path, description = "Recovery")),
    responses((status = NO_CONTENT)), security(("staff" = [])))]
#[post("/api/v1/recoveries/{id}/cancel")]
pub(crate) async fn cancel_recovery(
    staff: Staff,
    id: Path<RecoveryId>,
    _body: Body<Nothing>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (id, now) = (*id, state.clock.now());
    staff.actor.may(Action::RecoverPeople)?;
    state
        .db
        .transact(&Actor::System, move |tx| enrolment::cancel(tx, id, now))
        .await?;
    Ok(Answer::empty())
}

/// Those that wait, with names.
pub(crate) fn waiting(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<Vec<RecoveryView>, ApiError> {
    let rows = enrolment::waiting(tx, now)?;
    rows.into_iter().map(|row| view(tx, &row)).collect()
}

/// The first of two says that a person has lost everything.
pub(crate) fn open(
    tx: &mut Tx<'_>,
    actor: &Actor,
    email: &str,
    now: DateTime<Utc>,
) -> Result<RecoveryView, ApiError> {
    actor.may(Action::RecoverPeople)?;
    let by = actor.person().ok_or(ApiError::Unauthenticated)?;
    let person = people::by_email(tx, email)?.ok_or_else(|| {
        ApiError::Invalid(vec![FieldProblem {
            pointer: "#/email".to_owned(),
            rule: Rule::Unknown,
        }])
    })?;
    may_agree(by, person.id, None).map_err(|_| ApiError::Forbidden(Forbidden::SamePerson))?;
    let row = enrolment::open(tx, store::new_id(now), person.id, by, now, now + WAITS)?;
    view(tx, &row)
}

/// The second of two agrees.
pub(crate) fn approve(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: RecoveryId,
    now: DateTime<Utc>,
) -> Result<EnrolmentCodeView, ApiError> {
    actor.may(Action::RecoverPeople)?;
    let by = actor.person().ok_or(ApiError::Unauthenticated)?;
    let row = enrolment::hold(tx, id, now)?.ok_or(ApiError::NotFound)?;
    may_agree(by, row.person, Some(row.opened_by))
        .map_err(|_| ApiError::Forbidden(Forbidden::SamePerson))?;
    // Who agreed first must still be one who may.
    people::actor(tx, row.opened_by)?
        .ok_or(ApiError::NotFound)?
        .may(Action::RecoverPeople)?;
    enrolment::approve(tx, id, by, now)?;
    sessions::end_all(tx, row.person, None, End::Recovered, now)?;
    Ok(EnrolmentCodeView {
        enrolment_code: give_code(tx, row.person, Some(id), now)?,
        expires_at: now + CODE_LIFE,
    })
}

fn view(tx: &mut Tx<'_>, row: &RecoveryRow) -> Result<RecoveryView, ApiError> {
    let names = people::names(tx, &[row.person, row.opened_by])?;
    let name = |id: PersonId| {
        let found = names.iter().find(|(of, _)| *of == id);
        found.map(|(_, name)| name.clone()).unwrap_or_default()
    };
    Ok(RecoveryView {
        id: row.id,
        person: row.person,
        person_name: name(row.person),
        opened_by: row.opened_by,
        opened_by_name: name(row.opened_by),
        opened_at: row.opened_at,
        expires_at: row.expires_at,
    })
}
