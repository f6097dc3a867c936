//! Decisions of the archives: under which content may be deleted.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::privacy::retention::Decision;
use uuid::Uuid;

use crate::schema::archive_decisions;
use crate::{Error, Tx};

/// Records a decision. Fails with [`Error::Duplicate`] when its reference is there already.
pub fn insert(
    tx: &mut Tx<'_>,
    id: Uuid,
    decision: &Decision,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(archive_decisions::table)
        .values((
            archive_decisions::id.eq(id),
            archive_decisions::reference.eq(&decision.reference),
            archive_decisions::covers_until.eq(decision.covers_until),
            archive_decisions::created_at.eq(now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// All decisions, the widest last.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Decision>, Error> {
    let rows: Vec<(String, NaiveDate)> = archive_decisions::table
        .order((
            archive_decisions::covers_until,
            archive_decisions::reference,
        ))
        .select((
            archive_decisions::reference,
            archive_decisions::covers_until,
        ))
        .load(tx.conn)?;
    Ok(rows
        .into_iter()
        .map(|(reference, covers_until)| Decision {
            reference,
            covers_until,
        })
        .collect())
}
