//! Teams of analysts. Every case belongs to one.

use diesel::prelude::*;
use domain::id::{Id, TeamId};
use uuid::Uuid;

use crate::schema::teams;
use crate::{Error, Tx};

/// Id of the team that takes new reports.
pub fn takes_intake(tx: &mut Tx<'_>) -> Result<TeamId, Error> {
    let id: Uuid = teams::table
        .filter(teams::takes_intake)
        .select(teams::id)
        .first(tx.conn)?;
    Ok(Id::from_uuid(id))
}

/// All teams with their names.
pub fn named(tx: &mut Tx<'_>) -> Result<Vec<(TeamId, String)>, Error> {
    let rows: Vec<(Uuid, String)> = teams::table
        .order(teams::name)
        .select((teams::id, teams::name))
        .load(tx.conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| (Id::from_uuid(id), name))
        .collect())
}

/// Ids of all teams.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<TeamId>, Error> {
    let ids: Vec<Uuid> = teams::table.select(teams::id).load(tx.conn)?;
    Ok(ids.into_iter().map(Id::from_uuid).collect())
}

/// Makes sure that a team is there; for set-up as the owner of the schema.
pub fn ensure(tx: &mut Tx<'_>, id: TeamId, name: &str, takes_intake: bool) -> Result<(), Error> {
    diesel::insert_into(teams::table)
        .values((
            teams::id.eq(id.uuid()),
            teams::name.eq(name),
            teams::takes_intake.eq(takes_intake),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    Ok(())
}

/// Id of the team that takes new reports; made under this name if there is none.
pub fn ensure_intake(tx: &mut Tx<'_>, id: TeamId, name: &str) -> Result<TeamId, Error> {
    match takes_intake(tx) {
        Err(Error::NotFound) => {
            ensure(tx, id, name, true)?;
            takes_intake(tx)
        }
        found => found,
    }
}

/// Id of the team with this name.
pub fn by_name(tx: &mut Tx<'_>, name: &str) -> Result<TeamId, Error> {
    let id: Uuid = teams::table
        .filter(teams::name.eq(name))
        .select(teams::id)
        .first(tx.conn)?;
    Ok(Id::from_uuid(id))
}
