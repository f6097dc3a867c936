//! Changing what somebody may do, and ending what somebody has open. It holds on every process at the
//! next request.

use anyhow::bail;
use chrono::{DateTime, Utc};
use domain::access::{Actor, Role};
use domain::audit::{Act, Record};
use domain::session::End;
use store::people::{self, PersonRow};
use store::{Db, Tx, sessions, teams};
use triage_queue::audit;

/// Runs `work` on the person with this address.
fn on<T>(
    db: &Db,
    email: &str,
    work: impl FnOnce(&mut Tx<'_>, PersonRow) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    db.transact_blocking(&Actor::System, |tx| {
        match people::anyone_by_email(tx, email)? {
            Some(person) => work(tx, person),
            None => bail!("there is nobody with the address {}", email.trim()),
        }
    })
}

fn note(tx: &mut Tx<'_>, line: Record, now: DateTime<Utc>) -> anyhow::Result<()> {
    Ok(audit::record(tx, &Actor::System, line, now)?)
}

/// Locks a person out from this moment.
pub(super) fn disable(db: &Db, email: &str, now: DateTime<Utc>) -> anyhow::Result<()> {
    on(db, email, |tx, person| {
        people::disable(tx, &person.email, now)?;
        note(tx, Record::done(Act::PersonDisabled).person(person.id), now)
    })
}

/// Lets a disabled person in again, with the password and factors of before.
pub(super) fn enable(db: &Db, email: &str, now: DateTime<Utc>) -> anyhow::Result<()> {
    on(db, email, |tx, person| {
        people::enable(tx, person.id)?;
        note(tx, Record::done(Act::PersonEnabled).person(person.id), now)
    })
}

/// Gives a person another role, and other teams if any are named.
pub(super) fn set_role(
    db: &Db,
    email: &str,
    role: Role,
    named: &[String],
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    on(db, email, |tx, person| {
        people::set_role(tx, person.id, role)?;
        let line = Record::done(Act::RoleChanged).person(person.id);
        let line = line
            .with("from", person.role.code())
            .with("role", role.code());
        note(tx, line, now)?;
        if named.is_empty() {
            return Ok(());
        }
        let mut ids = Vec::new();
        for name in named {
            match teams::by_name(tx, name) {
                Ok(id) => ids.push(id),
                Err(store::Error::NotFound) => bail!("--team: there is no team {name:?}"),
                Err(error) => return Err(error.into()),
            }
        }
        people::set_teams(tx, person.id, &ids)?;
        let line = Record::done(Act::TeamsChanged).person(person.id);
        note(tx, line.with("teams", ids.len()), now)
    })
}

/// Ends all that a person has open; answers how many sessions there were.
pub(super) fn sign_out(db: &Db, email: &str, now: DateTime<Utc>) -> anyhow::Result<usize> {
    on(db, email, |tx, person| {
        Ok(sessions::end_all(tx, person.id, None, End::Operator, now)?)
    })
}
