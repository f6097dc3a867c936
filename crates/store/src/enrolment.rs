//! Codes that let a person begin anew, once; and the recoveries that two others agree on.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::audit::{Act, Record};
use domain::id::{Id, PersonId, RecoveryId};
use uuid::Uuid;

use crate::schema::{enrolment_codes, recoveries};
use crate::{Error, Tx, audit};

/// A recovery that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryRow {
    /// Id.
    pub id: RecoveryId,
    /// Who is to begin anew.
    pub person: PersonId,
    /// Who said so first.
    pub opened_by: PersonId,
    /// When.
    pub opened_at: DateTime<Utc>,
    /// Until then another one may agree.
    pub expires_at: DateTime<Utc>,
}

type Columns = (Uuid, Uuid, Uuid, DateTime<Utc>, DateTime<Utc>);

fn recovery((id, person, opened_by, opened_at, expires_at): Columns) -> RecoveryRow {
    RecoveryRow {
        id: Id::from_uuid(id),
        person: Id::from_uuid(person),
        opened_by: Id::from_uuid(opened_by),
        opened_at,
        expires_at,
    }
}

/// Gives a person a code. Codes from before no longer work.
pub fn give_code(
    tx: &mut Tx<'_>,
    code_hash: &[u8],
    person: PersonId,
    recovery: Option<RecoveryId>,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::update(
        enrolment_codes::table
            .filter(enrolment_codes::person_id.eq(person.uuid()))
            .filter(enrolment_codes::used_at.is_null()),
    )
    .set(enrolment_codes::used_at.eq(now))
    .execute(tx.conn)?;
    diesel::insert_into(enrolment_codes::table)
        .values((
            enrolment_codes::code_hash.eq(code_hash),
            enrolment_codes::person_id.eq(person.uuid()),
            enrolment_codes::recovery_id.eq(recovery.map(RecoveryId::uuid)),
            enrolment_codes::created_at.eq(now),
            enrolment_codes::expires_at.eq(expires_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Whose code this is, if it works still; without using it.
pub fn holder(
    tx: &mut Tx<'_>,
    code_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<PersonId>, Error> {
    let person: Option<Uuid> = enrolment_codes::table
        .find(code_hash)
        .filter(enrolment_codes::used_at.is_null())
        .filter(enrolment_codes::expires_at.gt(now))
        .select(enrolment_codes::person_id)
        .first(tx.conn)
        .optional()?;
    Ok(person.map(Id::from_uuid))
}

/// Uses a code; of two at once, one does.
pub fn use_code(
    tx: &mut Tx<'_>,
    code_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<PersonId>, Error> {
    let person: Option<Uuid> = diesel::update(
        enrolment_codes::table
            .filter(enrolment_codes::code_hash.eq(code_hash))
            .filter(enrolment_codes::used_at.is_null())
            .filter(enrolment_codes::expires_at.gt(now)),
    )
    .set(enrolment_codes::used_at.eq(now))
    .returning(enrolment_codes::person_id)
    .get_result(tx.conn)
    .optional()?;
    let person = person.map(Id::from_uuid);
    if let Some(person) = person {
        audit::note(tx, person, Record::done(Act::RecoveryDone), now)?;
    }
    Ok(person)
}

/// Opens a recovery; one that is open already is answered instead.
pub fn open(
    tx: &mut Tx<'_>,
    id: RecoveryId,
    person: PersonId,
    by: PersonId,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<RecoveryRow, Error> {
    // What has run out makes room.
    diesel::update(
        recoveries::table
            .filter(recoveries::person_id.eq(person.uuid()))
            .filter(recoveries::ended_at.is_null())
            .filter(recoveries::expires_at.le(now)),
    )
    .set(recoveries::ended_at.eq(now))
    .execute(tx.conn)?;
    let opened = diesel::insert_into(recoveries::table)
        .values((
            recoveries::id.eq(id.uuid()),
            recoveries::person_id.eq(person.uuid()),
            recoveries::opened_by.eq(by.uuid()),
            recoveries::opened_at.eq(now),
            recoveries::expires_at.eq(expires_at),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    if opened == 1 {
        let line = Record::done(Act::RecoveryBegun).with("recovery", id.to_string());
        audit::note(tx, person, line, now)?;
    }
    let row: Columns = recoveries::table
        .filter(recoveries::person_id.eq(person.uuid()))
        .filter(recoveries::ended_at.is_null())
        .select(COLUMNS)
        .first(tx.conn)?;
    Ok(recovery(row))
}

const COLUMNS: (
    recoveries::id,
    recoveries::person_id,
    recoveries::opened_by,
    recoveries::opened_at,
    recoveries::expires_at,
) = (
    recoveries::id,
    recoveries::person_id,
    recoveries::opened_by,
    recoveries::opened_at,
    recoveries::expires_at,
);

/// Recoveries that wait for a second person, oldest first.
pub fn waiting(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<Vec<RecoveryRow>, Error> {
    let rows: Vec<Columns> = recoveries::table
        .filter(recoveries::ended_at.is_null())
        .filter(recoveries::expires_at.gt(now))
        .order((recoveries::opened_at, recoveries::id))
        .select(COLUMNS)
        .load(tx.conn)?;
    Ok(rows.into_iter().map(recovery).collect())
}

/// A recovery that waits, held until the transaction ends.
pub fn hold(
    tx: &mut Tx<'_>,
    id: RecoveryId,
    now: DateTime<Utc>,
) -> Result<Option<RecoveryRow>, Error> {
    let row: Option<Columns> = recoveries::table
        .find(id.uuid())
        .filter(recoveries::ended_at.is_null())
        .filter(recoveries::expires_at.gt(now))
        .select(COLUMNS)
        .for_update()
        .first(tx.conn)
        .optional()?;
    Ok(row.map(recovery))
}

/// The second person agrees; the recovery is done.
pub fn approve(
    tx: &mut Tx<'_>,
    id: RecoveryId,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let person: Uuid = diesel::update(recoveries::table.find(id.uuid()))
        .set((
            recoveries::approved_by.eq(by.uuid()),
            recoveries::approved_at.eq(now),
            recoveries::ended_at.eq(now),
        ))
        .returning(recoveries::person_id)
        .get_result(tx.conn)?;
    let line = Record::done(Act::RecoveryApproved).with("recovery", id.to_string());
    audit::note(tx, Id::from_uuid(person), line, now)
}

/// A recovery is called off.
pub fn cancel(tx: &mut Tx<'_>, id: RecoveryId, now: DateTime<Utc>) -> Result<(), Error> {
    let person: Uuid = diesel::update(
        recoveries::table
            .filter(recoveries::id.eq(id.uuid()))
            .filter(recoveries::ended_at.is_null()),
    )
    .set(recoveries::ended_at.eq(now))
    .returning(recoveries::person_id)
    .get_result(tx.conn)?;
    let line = Record::refused(Act::RecoveryApproved)
        .with("recovery", id.to_string())
        .with("why", "called_off");
    audit::note(tx, Id::from_uuid(person), line, now)
}
