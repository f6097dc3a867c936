//! Passkeys, and the challenges that browsers are given. Both arrive and leave sealed.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::audit::{Act, Record};
use domain::content::Sealed;
use domain::id::{CeremonyId, Id, PasskeyId, PersonId};
use uuid::Uuid;

use crate::schema::{ceremonies, passkeys};
use crate::{Error, Tx, audit};

/// A passkey as it is stored.
#[derive(Debug, Clone)]
pub struct PasskeyRow {
    /// Id, under which it is sealed.
    pub id: PasskeyId,
    /// Whose.
    pub person: PersonId,
    /// What its owner calls it.
    pub name: String,
    /// The passkey.
    pub credential: Sealed,
    /// Counts how often it was sealed.
    pub version: i32,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = passkeys, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    person_id: Uuid,
    name: String,
    credential: Vec<u8>,
    version: i32,
    created_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
}

impl From<Row> for PasskeyRow {
    fn from(row: Row) -> Self {
        Self {
            id: Id::from_uuid(row.id),
            person: Id::from_uuid(row.person_id),
            name: row.name,
            credential: Sealed::from_stored(row.credential),
            version: row.version,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        }
    }
}

/// Keeps a new passkey. Fails with [`Error::Duplicate`] when somebody has it.
pub fn insert(tx: &mut Tx<'_>, row: &PasskeyRow, credential_hash: &[u8]) -> Result<(), Error> {
    diesel::insert_into(passkeys::table)
        .values((
            passkeys::id.eq(row.id.uuid()),
            passkeys::person_id.eq(row.person.uuid()),
            passkeys::name.eq(&row.name),
            passkeys::credential_hash.eq(credential_hash),
            passkeys::credential.eq(row.credential.as_stored()),
            passkeys::version.eq(row.version),
            passkeys::created_at.eq(row.created_at),
        ))
        .execute(tx.conn)?;
    let line = Record::done(Act::FactorAdded)
        .with("factor", "passkey")
        .with("passkey", row.id.to_string());
    audit::note(tx, row.person, line, row.created_at)
}

/// The passkeys of a person, oldest first.
pub fn of_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<PasskeyRow>, Error> {
    let rows: Vec<Row> = passkeys::table
        .filter(passkeys::person_id.eq(person.uuid()))
        .order((passkeys::created_at, passkeys::id))
        .select(Row::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(PasskeyRow::from).collect())
}

/// The passkey that a browser names, held until the transaction ends.
pub fn named(tx: &mut Tx<'_>, credential_hash: &[u8]) -> Result<Option<PasskeyRow>, Error> {
    let row: Option<Row> = passkeys::table
        .filter(passkeys::credential_hash.eq(credential_hash))
        .select(Row::as_select())
        .for_update()
        .first(tx.conn)
        .optional()?;
    Ok(row.map(PasskeyRow::from))
}

/// A passkey was used: its counter has gone on.
pub fn used(
    tx: &mut Tx<'_>,
    id: PasskeyId,
    credential: &Sealed,
    version: i32,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::update(passkeys::table.find(id.uuid()))
        .set((
            passkeys::credential.eq(credential.as_stored()),
            passkeys::version.eq(version),
            passkeys::last_used_at.eq(now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes a passkey of a person away.
pub fn remove(
    tx: &mut Tx<'_>,
    person: PersonId,
    id: PasskeyId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let removed = diesel::delete(
        passkeys::table
            .filter(passkeys::id.eq(id.uuid()))
            .filter(passkeys::person_id.eq(person.uuid())),
    )
    .execute(tx.conn)?;
    if removed != 1 {
        return Err(Error::NotFound);
    }
    audit::note(tx, person, removal(id), now)
}

/// Takes all passkeys of a person away.
pub fn remove_all(tx: &mut Tx<'_>, person: PersonId, now: DateTime<Utc>) -> Result<(), Error> {
    let removed: Vec<Uuid> =
        diesel::delete(passkeys::table.filter(passkeys::person_id.eq(person.uuid())))
            .returning(passkeys::id)
            .get_results(tx.conn)?;
    for id in removed {
        audit::note(tx, person, removal(Id::from_uuid(id)), now)?;
    }
    Ok(())
}

/// The line that tells of a passkey taken away.
fn removal(id: PasskeyId) -> Record {
    Record::done(Act::FactorRemoved)
        .with("factor", "passkey")
        .with("passkey", id.to_string())
}

/// Keeps what a browser was asked.
pub fn ask(
    tx: &mut Tx<'_>,
    id: CeremonyId,
    person: Option<PersonId>,
    state: &Sealed,
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(ceremonies::table)
        .values((
            ceremonies::id.eq(id.uuid()),
            ceremonies::person_id.eq(person.map(PersonId::uuid)),
            ceremonies::state.eq(state.as_stored()),
            ceremonies::expires_at.eq(expires_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// What a browser was asked, once; for this person, or for nobody in particular.
pub fn answered(
    tx: &mut Tx<'_>,
    id: CeremonyId,
    person: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<Option<Sealed>, Error> {
    let taken: Option<(Option<Uuid>, Vec<u8>, DateTime<Utc>)> =
        diesel::delete(ceremonies::table.find(id.uuid()))
            .returning((
                ceremonies::person_id,
                ceremonies::state,
                ceremonies::expires_at,
            ))
            .get_result(tx.conn)
            .optional()?;
    Ok(taken
        .filter(|(of, _, expires_at)| *of == person.map(PersonId::uuid) && *expires_at > now)
        .map(|(_, state, _)| Sealed::from_stored(state)))
}
