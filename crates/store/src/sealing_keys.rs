//! Public keys to which is sealed: of teams, and of the worker.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Nullable, Text, Uuid as SqlUuid};
use domain::id::{Id, TeamId};
use uuid::Uuid;

use crate::schema::{sealing_keys, teams};
use crate::{Error, Tx};

/// For whom a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFor {
    /// Analysts of a team.
    Team(TeamId),
    /// The worker.
    Worker,
}

/// A public key as it is stored; whether its signature holds is for the reader to check.
#[derive(Debug, Clone)]
pub struct SealingKey {
    /// Id.
    pub id: Uuid,
    /// For whom.
    pub for_whom: KeyFor,
    /// 32 bytes.
    pub public_key: Vec<u8>,
    /// 64 bytes.
    pub signature: Vec<u8>,
}

#[derive(QueryableByName, Queryable)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    purpose: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    team_id: Option<Uuid>,
    #[diesel(sql_type = Binary)]
    public_key: Vec<u8>,
    #[diesel(sql_type = Binary)]
    signature: Vec<u8>,
}

impl TryFrom<Row> for SealingKey {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let for_whom = match (row.purpose.as_str(), row.team_id) {
            ("team", Some(team)) => KeyFor::Team(Id::from_uuid(team)),
            ("worker", None) => KeyFor::Worker,
            _ => {
                return Err(Error::Corrupt {
                    table: "sealing_keys",
                    column: "purpose",
                    id: row.id.to_string(),
                });
            }
        };
        Ok(Self {
            id: row.id,
            for_whom,
            public_key: row.public_key,
            signature: row.signature,
        })
    }
}

/// Purposes as they stand in the database.
pub const PURPOSES: [&str; 2] = ["team", "worker"];

const fn code(for_whom: KeyFor) -> (&'static str, Option<Uuid>) {
    match for_whom {
        KeyFor::Team(team) => ("team", Some(team.uuid())),
        KeyFor::Worker => ("worker", None),
    }
}

/// The keys that intake needs now, through the public role's door: of the team that takes new
/// reports, and of the worker.
pub fn for_intake(tx: &mut Tx<'_>) -> Result<Vec<SealingKey>, Error> {
    diesel::sql_query("SELECT id, purpose, team_id, public_key, signature FROM intake_recipients()")
        .load::<Row>(tx.conn)?
        .into_iter()
        .map(SealingKey::try_from)
        .collect()
}

/// The key in use for somebody.
pub fn in_use(tx: &mut Tx<'_>, for_whom: KeyFor) -> Result<SealingKey, Error> {
    let (purpose, team) = code(for_whom);
    let row: Row = sealing_keys::table
        .filter(sealing_keys::purpose.eq(purpose))
        .filter(sealing_keys::team_id.is_not_distinct_from(team))
        .filter(sealing_keys::retired_at.is_null())
        .select((
            sealing_keys::id,
            sealing_keys::purpose,
            sealing_keys::team_id,
            sealing_keys::public_key,
            sealing_keys::signature,
        ))
        .first(tx.conn)?;
    row.try_into()
}

/// All keys in use.
pub fn all_in_use(tx: &mut Tx<'_>) -> Result<Vec<SealingKey>, Error> {
    sealing_keys::table
        .filter(sealing_keys::retired_at.is_null())
        .select((
            sealing_keys::id,
            sealing_keys::purpose,
            sealing_keys::team_id,
            sealing_keys::public_key,
            sealing_keys::signature,
        ))
        .load::<Row>(tx.conn)?
        .into_iter()
        .map(SealingKey::try_from)
        .collect()
}

/// Every team that has no key in use; for set-up as the owner of the schema.
pub fn teams_without(tx: &mut Tx<'_>) -> Result<Vec<(TeamId, String)>, Error> {
    let rows: Vec<(Uuid, String)> = teams::table
        .filter(diesel::dsl::not(diesel::dsl::exists(
            sealing_keys::table
                .filter(sealing_keys::team_id.eq(teams::id.nullable()))
                .filter(sealing_keys::retired_at.is_null()),
        )))
        .order(teams::name)
        .select((teams::id, teams::name))
        .load(tx.conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| (Id::from_uuid(id), name))
        .collect())
}

/// A key in a list: its id, the team's name (none: the worker's), since when, and until when.
pub type Listed = (Uuid, Option<String>, DateTime<Utc>, Option<DateTime<Utc>>);

/// All keys that ever were in use, newest first.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Listed>, Error> {
    Ok(sealing_keys::table
        .left_join(teams::table.on(sealing_keys::team_id.eq(teams::id.nullable())))
        .order(sealing_keys::created_at.desc())
        .select((
            sealing_keys::id,
            teams::name.nullable(),
            sealing_keys::created_at,
            sealing_keys::retired_at,
        ))
        .load(tx.conn)?)
}

/// Brings a key into use; the one before is retired in the same moment.
pub fn bring_in(tx: &mut Tx<'_>, key: &SealingKey, now: DateTime<Utc>) -> Result<(), Error> {
    let (purpose, team) = code(key.for_whom);
    diesel::update(
        sealing_keys::table
            .filter(sealing_keys::purpose.eq(purpose))
            .filter(sealing_keys::team_id.is_not_distinct_from(team))
            .filter(sealing_keys::retired_at.is_null()),
    )
    .set(sealing_keys::retired_at.eq(now))
    .execute(tx.conn)?;
    diesel::insert_into(sealing_keys::table)
        .values((
            sealing_keys::id.eq(key.id),
            sealing_keys::purpose.eq(purpose),
            sealing_keys::team_id.eq(team),
            sealing_keys::public_key.eq(&key.public_key),
            sealing_keys::signature.eq(&key.signature),
            sealing_keys::created_at.eq(now),
        ))
        .execute(tx.conn)?;
    Ok(())
}
