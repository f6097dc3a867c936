//! Keyed hashes that find cases by exact values: CVR number, words of the firm's name.

use diesel::prelude::*;
use domain::id::{CaseId, Id};
use uuid::Uuid;

use crate::schema::{case_lookups, cases};
use crate::{Error, Tx};

/// Adds hashes to a case; those it has already are left.
pub fn add(tx: &mut Tx<'_>, entries: &[(CaseId, i64)]) -> Result<(), Error> {
    let rows: Vec<_> = entries
        .iter()
        .map(|(case, hash)| {
            (
                case_lookups::case_id.eq(case.uuid()),
                case_lookups::hash.eq(hash),
            )
        })
        .collect();
    diesel::insert_into(case_lookups::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    Ok(())
}

/// Other cases that share one of the hashes with this case, newest first.
pub fn related(
    tx: &mut Tx<'_>,
    case: CaseId,
    hashes: &[i64],
    limit: i64,
) -> Result<Vec<CaseId>, Error> {
    let ids: Vec<Uuid> = case_lookups::table
        .inner_join(cases::table)
        .filter(case_lookups::hash.eq_any(hashes))
        .filter(case_lookups::case_id.ne(case.uuid()))
        .order(cases::received_at.desc())
        .select(cases::id)
        .limit(limit)
        .load(tx.conn)?;
    Ok(ids.into_iter().map(Id::from_uuid).collect())
}
