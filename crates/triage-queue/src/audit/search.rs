//! The auditor's questions. Each is a line itself.

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor, Denied, Role};
use domain::audit::{Act, Record};
use domain::id::PersonId;
use store::audit::{AuditRow, Reach, Search};
use store::{Tx, people};

use super::record;
use crate::Error;

/// Lines of the trail with the names of those who acted.
#[derive(Debug, Clone)]
pub struct Found {
    /// Newest first.
    pub rows: Vec<AuditRow>,
    /// Names of the people in them.
    pub names: Vec<(PersonId, String)>,
}

/// A page of the trail: all of it for the auditor, what touches cases of the own teams for a lead.
pub fn search(
    tx: &mut Tx<'_>,
    actor: &Actor,
    asked: &Search,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Found, Error> {
    actor.may(Action::ReadAudit)?;
    look(tx, actor, Act::AuditSearched, asked, limit, now)
}

/// The same for taking it out of the house.
pub fn export(
    tx: &mut Tx<'_>,
    actor: &Actor,
    asked: &Search,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Found, Error> {
    actor.may(Action::ExportAudit)?;
    look(tx, actor, Act::AuditExported, asked, limit, now)
}

fn look(
    tx: &mut Tx<'_>,
    actor: &Actor,
    act: Act,
    asked: &Search,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Found, Error> {
    let rows = store::audit::search(tx, &reach(actor)?, asked, limit)?;
    let mut ids: Vec<PersonId> = rows.iter().filter_map(actor_of).collect();
    ids.sort_unstable();
    ids.dedup();
    let names = people::names(tx, &ids)?;
    record(tx, actor, line(act, asked, rows.len()), now)?;
    Ok(Found { rows, names })
}

/// Who acted, when it was a person.
fn actor_of(row: &AuditRow) -> Option<PersonId> {
    row.actor_id.map(PersonId::from_uuid)
}

fn reach(actor: &Actor) -> Result<Reach, Error> {
    match actor {
        Actor::System
        | Actor::Person {
            role: Role::Auditor,
            ..
        } => Ok(Reach::Everything),
        Actor::Person { teams, .. } => Ok(Reach::Teams(teams.clone())),
        Actor::Reporter => Err(Denied::Forbidden(Action::ReadAudit).into()),
    }
}

/// What was asked for, and how much was shown.
fn line(act: Act, asked: &Search, returned: usize) -> Record {
    let acts: Vec<&str> = asked.acts.iter().map(|act| act.code()).collect();
    let mut line = Record::done(act).with("returned", returned);
    line.case = asked.case;
    line.person = asked.actor;
    if !acts.is_empty() {
        line = line.with("action", acts);
    }
    if let Some(outcome) = asked.outcome {
        line = line.with("outcome", outcome.code());
    }
    for (name, at) in [("from", asked.from), ("to", asked.to)] {
        if let Some(at) = at {
            line = line.with(name, at.to_rfc3339());
        }
    }
    line
}
