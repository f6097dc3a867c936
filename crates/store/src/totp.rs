//! Authenticator apps. Secrets arrive and leave sealed; each time step is spent once.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::audit::{Act, Record};
use domain::content::Sealed;
use domain::id::{Id, PersonId, TotpId};
use uuid::Uuid;

use crate::schema::totp_secrets;
use crate::{Error, Tx, audit};

/// A secret as it is stored.
#[derive(Debug, Clone)]
pub struct TotpRow {
    /// Id, under which it is sealed.
    pub id: TotpId,
    /// The secret.
    pub secret: Sealed,
}

/// The secret in use.
pub fn in_use(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<TotpRow>, Error> {
    let row: Option<(Uuid, Vec<u8>)> = totp_secrets::table
        .filter(totp_secrets::person_id.eq(person.uuid()))
        .filter(totp_secrets::confirmed_at.is_not_null())
        .select((totp_secrets::id, totp_secrets::secret))
        .first(tx.conn)
        .optional()?;
    Ok(row.map(totp))
}

/// The secret that waits for its first code.
pub fn waiting(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<TotpRow>, Error> {
    let row: Option<(Uuid, Vec<u8>)> = totp_secrets::table
        .filter(totp_secrets::person_id.eq(person.uuid()))
        .filter(totp_secrets::confirmed_at.is_null())
        .select((totp_secrets::id, totp_secrets::secret))
        .first(tx.conn)
        .optional()?;
    Ok(row.map(totp))
}

fn totp((id, secret): (Uuid, Vec<u8>)) -> TotpRow {
    TotpRow {
        id: Id::from_uuid(id),
        secret: Sealed::from_stored(secret),
    }
}

/// Keeps a new secret until its first code; one that waited before is given up.
pub fn offer(
    tx: &mut Tx<'_>,
    person: PersonId,
    row: &TotpRow,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::delete(
        totp_secrets::table
            .filter(totp_secrets::person_id.eq(person.uuid()))
            .filter(totp_secrets::confirmed_at.is_null()),
    )
    .execute(tx.conn)?;
    diesel::insert_into(totp_secrets::table)
        .values((
            totp_secrets::id.eq(row.id.uuid()),
            totp_secrets::person_id.eq(person.uuid()),
            totp_secrets::secret.eq(row.secret.as_stored()),
            totp_secrets::created_at.eq(now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The waiting secret comes into use, in place of the one before. `step` is spent; none: nothing is.
pub fn confirm(
    tx: &mut Tx<'_>,
    person: PersonId,
    id: TotpId,
    step: Option<i64>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let before = diesel::delete(
        totp_secrets::table
            .filter(totp_secrets::person_id.eq(person.uuid()))
            .filter(totp_secrets::confirmed_at.is_not_null()),
    )
    .execute(tx.conn)?;
    let changed = diesel::update(
        totp_secrets::table
            .filter(totp_secrets::id.eq(id.uuid()))
            .filter(totp_secrets::person_id.eq(person.uuid()))
            .filter(totp_secrets::confirmed_at.is_null()),
    )
    .set((
        totp_secrets::confirmed_at.eq(now),
        totp_secrets::last_step.eq(step),
    ))
    .execute(tx.conn)?;
    if changed != 1 {
        return Err(Error::Stale);
    }
    let line = Record::done(Act::FactorAdded)
        .with("factor", "app")
        .with("replaced", before > 0);
    audit::note(tx, person, line, now)
}

/// Spends a time step, atomically. False: it, or a later one, has been spent.
pub fn spend(tx: &mut Tx<'_>, id: TotpId, step: i64) -> Result<bool, Error> {
    let spent = diesel::update(
        totp_secrets::table
            .filter(totp_secrets::id.eq(id.uuid()))
            .filter(
                totp_secrets::last_step
                    .is_null()
                    .or(totp_secrets::last_step.lt(step)),
            ),
    )
    .set(totp_secrets::last_step.eq(step))
    .execute(tx.conn)?;
    Ok(spent == 1)
}

/// Takes the authenticator app of a person away, also one that waits.
pub fn remove(tx: &mut Tx<'_>, person: PersonId, now: DateTime<Utc>) -> Result<usize, Error> {
    let removed =
        diesel::delete(totp_secrets::table.filter(totp_secrets::person_id.eq(person.uuid())))
            .execute(tx.conn)?;
    if removed > 0 {
        let line = Record::done(Act::FactorRemoved).with("factor", "app");
        audit::note(tx, person, line, now)?;
    }
    Ok(removed)
}
