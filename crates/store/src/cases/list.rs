//! Lists of cases, by keyset: no offsets, no exact totals.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::Text;
use domain::case::Case;
use domain::case::status::Status;
use domain::id::{CaseId, PersonId};
use domain::kind::Kind;
use domain::number::ReportNumber;
use domain::severity::Severity;
use uuid::Uuid;

use super::row::Row;
use crate::access::{self, Sight};
use crate::schema::{case_terms, cases, reports};
use crate::{Error, Tx};

/// Of the cases that have all the words, so many are looked at, the newest first (ids order by time): a
/// search that finds more is too wide to be read through.
const MOST_FOUND: i64 = 1_000;

/// Which cases. Empty lists and `None` mean "any".
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only these statuses.
    pub status: Vec<Status>,
    /// Only these kinds.
    pub kind: Vec<Kind>,
    /// Only these severities.
    pub severity: Vec<Severity>,
    /// Only this owner, or only cases without one.
    pub owner: Option<Option<PersonId>>,
    /// Of each group, one of the keyed hashes must be in the case's index.
    pub terms: Vec<Vec<i64>>,
    /// One of the case's reports has this number.
    pub number: Option<ReportNumber>,
    /// First heard of since then.
    pub received_since: Option<DateTime<Utc>>,
    /// Changed since then; the list then runs oldest change first.
    pub updated_since: Option<DateTime<Utc>>,
}

/// Where a page ended.
#[derive(Debug, Clone, Copy)]
pub struct Cursor {
    /// Last change of the last case.
    pub updated_at: DateTime<Utc>,
    /// Its id.
    pub id: CaseId,
}

/// A page of cases that the actor may find: last changed first, or oldest change first with `updated_since`.
pub fn list(
    tx: &mut Tx<'_>,
    sight: &Sight,
    filter: &Filter,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Case>, Error> {
    let mut query = cases::table
        .select(Row::as_select())
        .limit(limit)
        .into_boxed();
    if let Some(seen) = access::seen(sight) {
        query = query.filter(seen);
    }
    if let Some(since) = filter.received_since {
        query = query.filter(cases::received_at.ge(since));
    }
    if !filter.status.is_empty() {
        let codes: Vec<&str> = filter.status.iter().map(|status| status.code()).collect();
        query = query.filter(cases::status.eq_any(codes));
    }
    if !filter.kind.is_empty() {
        let codes: Vec<&str> = filter.kind.iter().map(|kind| kind.code()).collect();
        query = query.filter(cases::kind.eq_any(codes));
    }
    if !filter.severity.is_empty() {
        let codes: Vec<&str> = filter
            .severity
            .iter()
            .map(|severity| severity.code())
            .collect();
        query = query.filter(cases::severity.eq_any(codes));
    }
    match filter.owner {
        Some(Some(owner)) => query = query.filter(cases::owner.eq(owner.uuid())),
        Some(None) => query = query.filter(cases::owner.is_null()),
        None => {}
    }
    if !filter.terms.is_empty() {
        let mut found = case_terms::table
            .select(case_terms::case_id)
            // As text: else the planner may walk the primary key backwards and read every case.
            .order(sql::<Text>("case_terms.case_id::text").desc())
            .limit(MOST_FOUND)
            .into_boxed();
        for group in &filter.terms {
            found = found.filter(case_terms::terms.overlaps_with(group));
        }
        query = query.filter(cases::id.eq_any(found));
    }
    if let Some(number) = &filter.number {
        query = query.filter(exists(
            reports::table
                .filter(reports::case_id.eq(cases::id))
                .filter(reports::number.eq(number.as_str().to_owned())),
        ));
    }
    if let Some(since) = filter.updated_since {
        query = query
            .filter(cases::updated_at.ge(since))
            .order((cases::updated_at.asc(), cases::id.asc()));
        if let Some(Cursor { updated_at, id }) = after {
            query = query.filter(
                cases::updated_at.gt(updated_at).or(cases::updated_at
                    .eq(updated_at)
                    .and(cases::id.gt(id.uuid()))),
            );
        }
    } else {
        query = query.order((cases::updated_at.desc(), cases::id.desc()));
        if let Some(Cursor { updated_at, id }) = after {
            query = query.filter(
                cases::updated_at.lt(updated_at).or(cases::updated_at
                    .eq(updated_at)
                    .and(cases::id.lt(id.uuid()))),
            );
        }
    }
    query
        .load::<Row>(tx.conn)?
        .into_iter()
        .map(Case::try_from)
        .collect()
}

/// Several cases at once, the newest first. Which of them the caller may see is for the caller to ask.
pub fn several(tx: &mut Tx<'_>, ids: &[CaseId]) -> Result<Vec<Case>, Error> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    cases::table
        .filter(cases::id.eq_any(ids))
        .order(cases::received_at.desc())
        .select(Row::as_select())
        .load::<Row>(tx.conn)?
        .into_iter()
        .map(Case::try_from)
        .collect()
}
