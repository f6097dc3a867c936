//! Legal holds: what must not be erased or deleted yet, and until when that is to be looked at.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::content::Sealed;
use domain::id::{CaseId, HoldId, Id};
use uuid::Uuid;

use crate::schema::legal_holds;
use crate::{Error, Tx};

/// A hold as a row.
#[derive(Debug, Clone)]
pub struct Hold {
    /// Id, and the place of the reason.
    pub id: HoldId,
    /// The case.
    pub case: CaseId,
    /// Why; none when the content of the case was deleted.
    pub reason: Option<Sealed>,
    /// Version of the reason.
    pub reason_version: i32,
    /// When it must be looked at.
    pub review_on: NaiveDate,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Ended when.
    pub released_at: Option<DateTime<Utc>>,
}

type Row = (
    Uuid,
    Uuid,
    Option<Vec<u8>>,
    i32,
    NaiveDate,
    DateTime<Utc>,
    Option<DateTime<Utc>>,
);

fn hold(row: Row) -> Hold {
    let (id, case, reason, reason_version, review_on, created_at, released_at) = row;
    Hold {
        id: Id::from_uuid(id),
        case: Id::from_uuid(case),
        reason: reason.map(Sealed::from_stored),
        reason_version,
        review_on,
        created_at,
        released_at,
    }
}

const COLUMNS: (
    legal_holds::id,
    legal_holds::case_id,
    legal_holds::reason,
    legal_holds::reason_version,
    legal_holds::review_on,
    legal_holds::created_at,
    legal_holds::released_at,
) = (
    legal_holds::id,
    legal_holds::case_id,
    legal_holds::reason,
    legal_holds::reason_version,
    legal_holds::review_on,
    legal_holds::created_at,
    legal_holds::released_at,
);

/// Begins a hold.
pub fn insert(tx: &mut Tx<'_>, new: &Hold) -> Result<(), Error> {
    diesel::insert_into(legal_holds::table)
        .values((
            legal_holds::id.eq(new.id.uuid()),
            legal_holds::case_id.eq(new.case.uuid()),
            legal_holds::reason.eq(new.reason.as_ref().map(Sealed::as_stored)),
            legal_holds::review_on.eq(new.review_on),
            legal_holds::created_at.eq(new.created_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Holds that have not ended, the one to be looked at first on top.
pub fn standing(tx: &mut Tx<'_>) -> Result<Vec<Hold>, Error> {
    let rows: Vec<Row> = legal_holds::table
        .filter(legal_holds::released_at.is_null())
        .order((legal_holds::review_on, legal_holds::created_at))
        .select(COLUMNS)
        .load(tx.conn)?;
    Ok(rows.into_iter().map(hold).collect())
}

/// All holds of a case, ended ones too.
pub fn of_case(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<Hold>, Error> {
    let rows: Vec<Row> = legal_holds::table
        .filter(legal_holds::case_id.eq(case.uuid()))
        .order(legal_holds::created_at)
        .select(COLUMNS)
        .load(tx.conn)?;
    Ok(rows.into_iter().map(hold).collect())
}

/// Ends the holds of a case; answers how many there were.
pub fn release(tx: &mut Tx<'_>, case: CaseId, now: DateTime<Utc>) -> Result<usize, Error> {
    Ok(diesel::update(
        legal_holds::table
            .filter(legal_holds::case_id.eq(case.uuid()))
            .filter(legal_holds::released_at.is_null()),
    )
    .set(legal_holds::released_at.eq(now))
    .execute(tx.conn)?)
}
