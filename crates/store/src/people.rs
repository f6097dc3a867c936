//! People who log in.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::access::{Actor, Role};
use domain::audit::{Act, Record};
use domain::id::{Id, PersonId, TeamId};
use domain::session::End;
use uuid::Uuid;

use crate::schema::{people, people_teams};
use crate::{Error, Tx};

/// A person.
#[derive(Debug, Clone)]
pub struct PersonRow {
    /// Id.
    pub id: PersonId,
    /// Address, lower case.
    pub email: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// argon2id, PHC string; none for who signs in another way only.
    pub password_hash: Option<String>,
}

type Columns = (Uuid, String, String, String, Option<String>);

fn person((id, email, name, role, password_hash): Columns) -> Result<PersonRow, Error> {
    let role = Role::from_code(&role).ok_or_else(|| Error::Corrupt {
        table: "people",
        column: "role",
        id: id.to_string(),
    })?;
    Ok(PersonRow {
        id: Id::from_uuid(id),
        email,
        name,
        role,
        password_hash,
    })
}

/// Adds a person. Fails with [`Error::Duplicate`] when the address is taken.
pub fn insert(
    tx: &mut Tx<'_>,
    person: &PersonRow,
    teams: &[TeamId],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(people::table)
        .values((
            people::id.eq(person.id.uuid()),
            people::email.eq(person.email.to_lowercase()),
            people::name.eq(&person.name),
            people::role.eq(person.role.code()),
            people::password_hash.eq(&person.password_hash),
            people::created_at.eq(now),
        ))
        .execute(tx.conn)?;
    let rows: Vec<_> = teams
        .iter()
        .map(|team| {
            (
                people_teams::person_id.eq(person.id.uuid()),
                people_teams::team_id.eq(team.uuid()),
            )
        })
        .collect();
    diesel::insert_into(people_teams::table)
        .values(&rows)
        .execute(tx.conn)?;
    Ok(())
}

/// The person with this address who may log in.
pub fn by_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<PersonRow>, Error> {
    let row: Option<Columns> = people::table
        .filter(people::email.eq(email.trim().to_lowercase()))
        .filter(people::disabled_at.is_null())
        .select((
            people::id,
            people::email,
            people::name,
            people::role,
            people::password_hash,
        ))
        .first(tx.conn)
        .optional()?;
    row.map(person).transpose()
}

/// The person with this address, also one who is disabled.
pub fn anyone_by_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<PersonRow>, Error> {
    let row: Option<Columns> = people::table
        .filter(people::email.eq(email.trim().to_lowercase()))
        .select((
            people::id,
            people::email,
            people::name,
            people::role,
            people::password_hash,
        ))
        .first(tx.conn)
        .optional()?;
    row.map(person).transpose()
}

/// The person with this id who may log in.
pub fn by_id(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<PersonRow>, Error> {
    let row: Option<Columns> = people::table
        .filter(people::id.eq(id.uuid()))
        .filter(people::disabled_at.is_null())
        .select((
            people::id,
            people::email,
            people::name,
            people::role,
            people::password_hash,
        ))
        .first(tx.conn)
        .optional()?;
    row.map(person).transpose()
}

/// Holds a person until the transaction ends.
pub fn hold(tx: &mut Tx<'_>, id: PersonId) -> Result<(), Error> {
    people::table
        .find(id.uuid())
        .select(people::id)
        .for_no_key_update()
        .first::<Uuid>(tx.conn)?;
    Ok(())
}

/// Gives a person another password.
pub fn set_password(
    tx: &mut Tx<'_>,
    id: PersonId,
    password_hash: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let changed = diesel::update(people::table.filter(people::id.eq(id.uuid())))
        .set(people::password_hash.eq(password_hash))
        .execute(tx.conn)?;
    if changed != 1 {
        return Err(Error::NotFound);
    }
    crate::audit::note(tx, id, Record::done(Act::PasswordChanged), now)
}

/// The person as an actor, with the role and teams of this moment; none when disabled.
pub fn actor(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Actor>, Error> {
    let rows: Vec<(String, Option<Uuid>)> = people::table
        .left_join(people_teams::table.on(people_teams::person_id.eq(people::id)))
        .filter(people::id.eq(id.uuid()))
        .filter(people::disabled_at.is_null())
        .select((people::role, people_teams::team_id.nullable()))
        .load(tx.conn)?;
    let Some((role, _)) = rows.first() else {
        return Ok(None);
    };
    let role = Role::from_code(role).ok_or_else(|| Error::Corrupt {
        table: "people",
        column: "role",
        id: id.to_string(),
    })?;
    let teams = rows
        .iter()
        .filter_map(|(_, team)| team.map(Id::from_uuid))
        .collect();
    Ok(Some(Actor::Person { id, role, teams }))
}

/// Names of people, for showing owners.
pub fn names(tx: &mut Tx<'_>, ids: &[PersonId]) -> Result<Vec<(PersonId, String)>, Error> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows: Vec<(Uuid, String)> = people::table
        .filter(people::id.eq_any(ids))
        .select((people::id, people::name))
        .load(tx.conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| (Id::from_uuid(id), name))
        .collect())
}

/// Addresses of people who may log in.
pub fn addresses(tx: &mut Tx<'_>, ids: &[PersonId]) -> Result<Vec<String>, Error> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    Ok(people::table
        .filter(people::id.eq_any(ids))
        .filter(people::disabled_at.is_null())
        .order(people::email)
        .select(people::email)
        .load(tx.conn)?)
}

/// Addresses of a team's duty leads.
pub fn leads_of(tx: &mut Tx<'_>, team: TeamId) -> Result<Vec<String>, Error> {
    Ok(people::table
        .inner_join(people_teams::table.on(people_teams::person_id.eq(people::id)))
        .filter(people_teams::team_id.eq(team.uuid()))
        .filter(people::role.eq(Role::DutyLead.code()))
        .filter(people::disabled_at.is_null())
        .order(people::email)
        .select(people::email)
        .load(tx.conn)?)
}

/// Gives everyone with an address under a domain this password; for demo people only.
pub fn set_passwords(tx: &mut Tx<'_>, domain: &str, password_hash: &str) -> Result<usize, Error> {
    Ok(
        diesel::update(people::table.filter(people::email.like(format!("%@{domain}"))))
            .set(people::password_hash.eq(password_hash))
            .execute(tx.conn)?,
    )
}

/// Gives a person another role, from the next request on every process.
pub fn set_role(tx: &mut Tx<'_>, id: PersonId, role: Role) -> Result<(), Error> {
    diesel::update(people::table.find(id.uuid()))
        .set(people::role.eq(role.code()))
        .execute(tx.conn)?;
    Ok(())
}

/// Puts a person into exactly these teams; answers whether that is something new.
pub fn set_teams(tx: &mut Tx<'_>, id: PersonId, teams: &[TeamId]) -> Result<bool, Error> {
    let teams: Vec<Uuid> = teams.iter().map(|team| team.uuid()).collect();
    let left = diesel::delete(
        people_teams::table
            .filter(people_teams::person_id.eq(id.uuid()))
            .filter(people_teams::team_id.ne_all(&teams)),
    )
    .execute(tx.conn)?;
    let rows: Vec<_> = teams
        .into_iter()
        .map(|team| {
            (
                people_teams::person_id.eq(id.uuid()),
                people_teams::team_id.eq(team),
            )
        })
        .collect();
    let joined = diesel::insert_into(people_teams::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    Ok(left + joined > 0)
}

/// Lets a person who was disabled log in again.
pub fn enable(tx: &mut Tx<'_>, id: PersonId) -> Result<(), Error> {
    diesel::update(people::table.find(id.uuid()))
        .set(people::disabled_at.eq(None::<DateTime<Utc>>))
        .execute(tx.conn)?;
    Ok(())
}

/// Disables a person from this moment on every process, and ends what they have open; answers who that
/// is.
pub fn disable(tx: &mut Tx<'_>, email: &str, now: DateTime<Utc>) -> Result<PersonId, Error> {
    let id: Uuid = diesel::update(people::table.filter(people::email.eq(email.to_lowercase())))
        .set(people::disabled_at.eq(now))
        .returning(people::id)
        .get_result(tx.conn)?;
    crate::sessions::end_all(tx, Id::from_uuid(id), None, End::Disabled, now)?;
    Ok(Id::from_uuid(id))
}
