//! People as the provider describes them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::access::Role;
use domain::id::{Id, PersonId, TeamId};
use uuid::Uuid;

use super::identities::Known;
use crate::people::set_teams;
use crate::schema::people;
use crate::{Error, Tx};

/// Who has this address, disabled or not.
pub fn holder_of(tx: &mut Tx<'_>, email: &str) -> Result<Option<Known>, Error> {
    let row: Option<(Uuid, Option<DateTime<Utc>>)> = people::table
        .filter(people::email.eq(email.trim().to_lowercase()))
        .select((people::id, people::disabled_at))
        .first(tx.conn)
        .optional()?;
    Ok(row.map(|(id, disabled_at)| Known {
        person: Id::from_uuid(id),
        disabled: disabled_at.is_some(),
    }))
}

/// What an identity provider says of a person.
#[derive(Debug, Clone)]
pub struct Described {
    /// Address.
    pub email: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Teams.
    pub teams: Vec<TeamId>,
}

/// What became another right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    /// The role.
    pub role: bool,
    /// The teams.
    pub teams: bool,
}

/// Makes a person what the provider says. An address that is somebody else's here is left as it was.
pub fn describe(tx: &mut Tx<'_>, id: PersonId, said: &Described) -> Result<Changed, Error> {
    let before: String = people::table
        .find(id.uuid())
        .select(people::role)
        .first(tx.conn)?;
    diesel::update(people::table.find(id.uuid()))
        .set((
            people::name.eq(&said.name),
            people::role.eq(said.role.code()),
        ))
        .execute(tx.conn)?;
    let email = said.email.to_lowercase();
    let taken = people::table
        .filter(people::email.eq(&email))
        .filter(people::id.ne(id.uuid()));
    if !diesel::select(diesel::dsl::exists(taken)).get_result::<bool>(tx.conn)? {
        diesel::update(people::table.find(id.uuid()))
            .set(people::email.eq(&email))
            .execute(tx.conn)?;
    }
    Ok(Changed {
        role: before != said.role.code(),
        teams: set_teams(tx, id, &said.teams)?,
    })
}
