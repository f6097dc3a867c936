//! Who may reach a case beside its team: restricting it, its list of those who need to know, and the
//! teams it is shared with.

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor, Role};
use domain::case::Case;
use domain::event::{Audience, EventBody, EventName};
use domain::id::{CaseId, PersonId, TeamId};
use domain::problem::Rule;
use store::access::{self, Listed};
use store::{Tx, cases, people, teams};

use crate::error::check_version;
use crate::{CaseKeys, Error, Line, Safe, reach};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Only the owner, those on the list and the duty leads of the team.
    pub restricted: bool,
    /// The list, whole.
    pub people: Vec<PersonId>,
    /// The teams it is shared with, all of them.
    pub teams: Vec<TeamId>,
}

/// Who may reach a case now.
#[derive(Debug, Clone)]
pub struct Access {
    /// The case.
    pub case: Case,
    /// Those who need to know, and those who opened it in an emergency that is not over.
    pub people: Vec<Listed>,
    /// The teams it is shared with.
    pub teams: Vec<(TeamId, String)>,
}

/// Who may reach a case.
pub fn of(tx: &mut Tx<'_>, actor: &Actor, id: CaseId) -> Result<Access, Error> {
    let case = reach::found(tx, actor, Action::ReadAccess, id)?;
    read(tx, case)
}

fn read(tx: &mut Tx<'_>, case: Case) -> Result<Access, Error> {
    Ok(Access {
        people: access::listed(tx, case.id)?,
        teams: access::shared_with(tx, case.id)?,
        case,
    })
}

/// Sets who may reach a case. Everybody who is named must be somebody who works on cases.
pub fn set(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    id: CaseId,
    wanted: &Wanted,
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Access, Error> {
    let case = reach::held(tx, actor, Action::ManageAccess, id)?;
    check_version(expected, case.version)?;
    check_people(tx, &wanted.people)?;
    check_teams(tx, &case, &wanted.teams)?;
    let line = Line {
        case: id,
        report: None,
        name: EventName::AccessChanged,
        audience: Audience::Internal,
        body: EventBody::default()
            .with("restricted", wanted.restricted)
            .with("people", joined(&wanted.people))
            .with("teams", joined(&wanted.teams)),
    };
    CaseKeys::of(tx, safe, id)?.append(tx, actor, now, &[line])?;
    access::set(tx, id, &wanted.people, &wanted.teams, now)?;
    let change = cases::Change {
        restricted: Some(wanted.restricted),
        ..cases::Change::default()
    };
    let case = cases::change(tx, &case, &change, now)?;
    read(tx, case)
}

fn check_people(tx: &mut Tx<'_>, wanted: &[PersonId]) -> Result<(), Error> {
    for (at, person) in wanted.iter().enumerate() {
        let works_on_cases = matches!(
            people::actor(tx, *person)?,
            Some(Actor::Person {
                role: Role::Analyst | Role::DutyLead,
                ..
            })
        );
        let twice = wanted.iter().take(at).any(|other| other == person);
        if !works_on_cases || twice {
            return Err(Error::invalid(&format!("#/people/{at}"), Rule::Unknown));
        }
    }
    Ok(())
}

fn check_teams(tx: &mut Tx<'_>, case: &Case, wanted: &[TeamId]) -> Result<(), Error> {
    let known = teams::all(tx)?;
    for (at, team) in wanted.iter().enumerate() {
        let twice = wanted.iter().take(at).any(|other| other == team);
        if !known.contains(team) || *team == case.team || twice {
            return Err(Error::invalid(&format!("#/teams/{at}"), Rule::Unknown));
        }
    }
    Ok(())
}

fn joined(ids: &[impl ToString]) -> String {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    ids.join(" ")
}
