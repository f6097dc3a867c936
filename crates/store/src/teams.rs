//! Teams of analysts. Every case belongs to one.

use diesel::prelude::*;
use domain::id::{Id, TeamId};
use uuid::Uuid;

use crate::schema::teams;
use crate::{Error, Tx};

diesel::define_sql_function! {
    /// The team that takes new reports.
    fn intake_team() -> diesel::sql_types::Nullable<diesel::sql_types::Uuid>;
}

/// The team that takes new reports, through the public role's door.
pub fn intake(tx: &mut Tx<'_>) -> Result<TeamId, Error> {
    let id: Option<Uuid> = diesel::select(intake_team()).get_result(tx.conn)?;
    id.map(Id::from_uuid).ok_or(Error::NotFound)
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

/// Id of the team with this name.
pub fn by_name(tx: &mut Tx<'_>, name: &str) -> Result<TeamId, Error> {
    let id: Uuid = teams::table
        .filter(teams::name.eq(name))
        .select(teams::id)
        .first(tx.conn)?;
    Ok(Id::from_uuid(id))
}
