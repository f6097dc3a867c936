//! The blind index: keyed hashes of what can be searched in a case, one row a case.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Uuid as SqlUuid};
use domain::id::{CaseId, Id, TeamId};
use uuid::Uuid;

use crate::schema::{case_terms, cases};
use crate::{Error, Tx};

/// A case whose index is behind, and the version it has now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Behind {
    /// The case.
    pub case: CaseId,
    /// Its version now.
    pub version: i32,
}

/// Cases of these teams whose index is behind, held until the transaction ends; what somebody else
/// works on is left out.
pub fn behind(tx: &mut Tx<'_>, teams: &[TeamId], limit: i64) -> Result<Vec<Behind>, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
        #[diesel(sql_type = diesel::sql_types::Integer)]
        version: i32,
    }
    let teams: Vec<Uuid> = teams.iter().map(|team| team.uuid()).collect();
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT id, version FROM cases WHERE indexed_version < version AND team_id = ANY ($1) \
         ORDER BY updated_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED",
    )
    .bind::<Array<SqlUuid>, _>(teams)
    .bind::<BigInt, _>(limit)
    .load(tx.conn)?;
    Ok(rows
        .into_iter()
        .map(|row| Behind {
            case: Id::from_uuid(row.id),
            version: row.version,
        })
        .collect())
}

/// Writes the index of a case as it was at a version.
pub fn put(tx: &mut Tx<'_>, behind: Behind, terms: &[i64]) -> Result<(), Error> {
    diesel::insert_into(case_terms::table)
        .values((
            case_terms::case_id.eq(behind.case.uuid()),
            case_terms::terms.eq(terms),
        ))
        .on_conflict(case_terms::case_id)
        .do_update()
        .set(case_terms::terms.eq(terms))
        .execute(tx.conn)?;
    diesel::update(cases::table.find(behind.case.uuid()))
        .set(cases::indexed_version.eq(behind.version))
        .execute(tx.conn)?;
    Ok(())
}

/// Has the index of a case made again. As the schema's owner.
pub fn forget(tx: &mut Tx<'_>, case: CaseId) -> Result<(), Error> {
    diesel::delete(case_terms::table.find(case.uuid())).execute(tx.conn)?;
    diesel::update(cases::table.find(case.uuid()))
        .set(cases::indexed_version.eq(0))
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
    let ids: Vec<Uuid> = case_terms::table
        .inner_join(cases::table)
        .filter(case_terms::terms.overlaps_with(hashes))
        .filter(case_terms::case_id.ne(case.uuid()))
        .order(cases::received_at.desc())
        .select(cases::id)
        .limit(limit)
        .load(tx.conn)?;
    Ok(ids.into_iter().map(Id::from_uuid).collect())
}
