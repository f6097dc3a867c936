//! The auditor's questions.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use domain::audit::{Act, Outcome};
use domain::id::{CaseId, Id, PersonId, TeamId};

use super::{AuditRow, COLUMNS};
use crate::{Error, Tx};

/// Whose lines may be seen.
#[derive(Debug, Clone)]
pub enum Reach {
    /// All.
    Everything,
    /// Those about cases of these teams.
    Teams(Vec<TeamId>),
}

/// What is asked for. What is `None` does not matter.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Who did it.
    pub actor: Option<PersonId>,
    /// What was done.
    pub acts: Vec<Act>,
    /// About this case.
    pub case: Option<CaseId>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// At or after.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub to: Option<DateTime<Utc>>,
    /// Only lines older than this one.
    pub before: Option<i64>,
}

/// A page of lines, newest first.
pub fn search(
    tx: &mut Tx<'_>,
    reach: &Reach,
    search: &Search,
    limit: i64,
) -> Result<Vec<AuditRow>, Error> {
    let acts: Vec<&str> = search.acts.iter().map(|act| act.code()).collect();
    let (all, teams) = match reach {
        Reach::Everything => (true, Vec::new()),
        Reach::Teams(teams) => (false, teams.iter().map(|team| team.uuid()).collect()),
    };
    Ok(diesel::sql_query(format!(
        "SELECT {COLUMNS} FROM audit a \
         WHERE ($1::uuid IS NULL OR a.actor_id = $1) AND ($2 = '{{}}' OR a.action = ANY ($2)) \
         AND ($3::uuid IS NULL OR a.case_id = $3) AND ($4::text IS NULL OR a.outcome = $4) \
         AND ($5::timestamptz IS NULL OR a.at >= $5) AND ($6::timestamptz IS NULL OR a.at < $6) \
         AND ($7::bigint IS NULL OR a.id < $7) \
         AND ($8 OR EXISTS (SELECT FROM cases c WHERE c.id = a.case_id AND c.team_id = ANY ($9))) \
         ORDER BY a.id DESC LIMIT $10"
    ))
    .bind::<Nullable<SqlUuid>, _>(search.actor.map(Id::uuid))
    .bind::<Array<Text>, _>(acts)
    .bind::<Nullable<SqlUuid>, _>(search.case.map(Id::uuid))
    .bind::<Nullable<Text>, _>(search.outcome.map(Outcome::code))
    .bind::<Nullable<Timestamptz>, _>(search.from)
    .bind::<Nullable<Timestamptz>, _>(search.to)
    .bind::<Nullable<BigInt>, _>(search.before)
    .bind::<Bool, _>(all)
    .bind::<Array<SqlUuid>, _>(teams)
    .bind::<BigInt, _>(limit)
    .load(tx.conn)?)
}
