//! Who works on a case.

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor, Role};
use domain::case::Case;
use domain::case::status::Status;
use domain::case::transition::Transition;
use domain::event::{Audience, EventBody, EventName};
use domain::id::{CaseId, PersonId};
use domain::problem::Rule;
use store::{Tx, cases, people};

use crate::error::check_version;
use crate::reach::{self, held};
use crate::transition::apply;
use crate::{CaseKeys, Error, Line, Safe};

/// Gives a case to somebody, or to nobody.
///
/// A new case is accepted for its owner; a case in work that loses its owner goes back to the
/// queue. The new owner must be somebody who may work on it as its owner.
pub fn assign(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    id: CaseId,
    owner: Option<PersonId>,
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Case, Error> {
    let case = held(tx, actor, Action::Assign, id)?;
    check_version(expected, case.version)?;
    if let Some(person) = owner {
        check_owner(tx, &case, person)?;
    }
    match (case.status, owner) {
        (Status::New, None) => Ok(case),
        (Status::New, Some(_)) => apply(
            tx,
            safe,
            actor,
            &case,
            &Transition::Accept,
            owner,
            None,
            now,
        ),
        (Status::Open | Status::WaitingReporter, None) => {
            let release = Transition::Release {
                reason: "unassigned".to_owned(),
            };
            apply(tx, safe, actor, &case, &release, None, None, now)
        }
        (
            Status::Open
            | Status::WaitingReporter
            | Status::Resolved
            | Status::Closed
            | Status::Dismissed,
            _,
        ) => change_owner(tx, safe, actor, &case, owner, now),
    }
}

fn check_owner(tx: &mut Tx<'_>, case: &Case, person: PersonId) -> Result<(), Error> {
    match people::actor(tx, person)? {
        Some(
            candidate @ Actor::Person {
                role: Role::Analyst | Role::DutyLead,
                ..
            },
        ) => {
            let theirs = Case {
                owner: Some(person),
                ..case.clone()
            };
            match reach::check(tx, &candidate, Action::Transition, &theirs) {
                Err(Error::Denied(_)) => Err(Error::invalid("#/owner", Rule::Unknown)),
                checked => checked,
            }
        }
        _ => Err(Error::invalid("#/owner", Rule::Unknown)),
    }
}

fn change_owner(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    case: &Case,
    owner: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<Case, Error> {
    let name = |id: Option<PersonId>| id.map_or_else(|| "-".to_owned(), |id| id.to_string());
    let body = EventBody::default()
        .with("from", name(case.owner))
        .with("to", name(owner));
    let line = Line {
        case: case.id,
        report: None,
        name: EventName::OwnerChanged,
        audience: Audience::Internal,
        body,
    };
    CaseKeys::of(tx, safe, case.id)?.append(tx, actor, now, &[line])?;
    reach::keep_listed(tx, case, now)?;
    let change = cases::Change {
        owner: Some(owner),
        ..cases::Change::default()
    };
    Ok(cases::change(tx, case, &change, now)?)
}
