//! The blind index: keyed hashes of what can be searched in a case, one row a case.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Uuid as SqlUuid};
use domain::id::{CaseId, Id, TeamId};
use uuid::Uuid;

use crate::schema::{case_terms, cases, legal_holds, referrals};
use crate::{Error, Tx};

/// A case whose index is behind, and the version it has now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Behind {
    /// The case.
    pub case: CaseId,
    /// Its version now.
    pub version: i32,
}

/// Cases of these teams, sealed to one of these holders, whose index is behind, held until the transaction ends; what somebody else
/// works on is left out.
pub fn behind(
    tx: &mut Tx<'_>,
    teams: &[TeamId],
    holders: &[Uuid],
    limit: i64,
) -> Result<Vec<Behind>, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
        #[diesel(sql_type = diesel::sql_types::Integer)]
        version: i32,
    }
    let teams: Vec<Uuid> = teams.iter().map(|team| team.uuid()).collect();
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT c.id, c.version FROM cases c \
         WHERE c.indexed_version < c.version AND c.team_id = ANY ($1) AND EXISTS ( \
            SELECT FROM key_seals s WHERE s.key_id = c.id AND s.holder_id = ANY ($2) \
                AND s.holder = 'team') \
         ORDER BY c.updated_at LIMIT $3 FOR NO KEY UPDATE OF c SKIP LOCKED",
    )
    .bind::<Array<SqlUuid>, _>(teams)
    .bind::<Array<SqlUuid>, _>(holders)
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

/// The indexes of these cases, of those that have one.
pub fn of_cases(tx: &mut Tx<'_>, ids: &[CaseId]) -> Result<Vec<(CaseId, Vec<i64>)>, Error> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows: Vec<(Uuid, Vec<i64>)> = case_terms::table
        .filter(case_terms::case_id.eq_any(ids))
        .select((case_terms::case_id, case_terms::terms))
        .load(tx.conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, terms)| (Id::from_uuid(id), terms))
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

/// Cases whose index holds one hash of every group, and cases that hold words which the index does not
/// know: it is behind, or they stand in a legal basis or a hold. The content of none was deleted. As the schema's owner.
pub fn candidates(tx: &mut Tx<'_>, queries: &[Vec<Vec<i64>>]) -> Result<Vec<CaseId>, Error> {
    let mut found: Vec<Uuid> = cases::table
        .filter(cases::indexed_version.lt(cases::version))
        .filter(cases::content_deleted_at.is_null())
        .select(cases::id)
        .load(tx.conn)?;
    found.extend(
        referrals::table
            .filter(referrals::by_consent.eq(false))
            .filter(referrals::case_id.eq_any(with_content()))
            .select(referrals::case_id)
            .load::<Uuid>(tx.conn)?,
    );
    found.extend(
        legal_holds::table
            .filter(legal_holds::reason.is_not_null())
            .select(legal_holds::case_id)
            .load::<Uuid>(tx.conn)?,
    );
    for groups in queries.iter().filter(|groups| !groups.is_empty()) {
        let mut query = case_terms::table.select(case_terms::case_id).into_boxed();
        for group in groups {
            query = query.filter(case_terms::terms.overlaps_with(group));
        }
        found.extend(query.load::<Uuid>(tx.conn)?);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found.into_iter().map(Id::from_uuid).collect())
}

#[diesel::dsl::auto_type]
fn with_content() -> _ {
    cases::table
        .filter(cases::content_deleted_at.is_null())
        .select(cases::id)
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
