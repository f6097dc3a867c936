//! The queue: open cases nobody has, in the order they should be taken.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Nullable, Timestamptz, Uuid as SqlUuid};
use domain::case::Case;
use domain::id::{CaseId, Id, PersonId, TeamId};
use uuid::Uuid;

use super::row::Row;
use crate::access::{self, Sight};
use crate::schema::cases;
use crate::{Error, Tx};

/// Where a page of the queue ended.
#[derive(Debug, Clone, Copy)]
pub struct QueueCursor {
    /// Priority of the last case.
    pub priority: i16,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// Its id.
    pub id: CaseId,
}

/// A page of the queue that the actor may see, best next first.
pub fn queue(
    tx: &mut Tx<'_>,
    sight: &Sight,
    after: Option<QueueCursor>,
    limit: i64,
) -> Result<Vec<Case>, Error> {
    let mut query = cases::table
        .filter(cases::status.eq("new"))
        .order((cases::priority.desc(), cases::received_at, cases::id))
        .select(Row::as_select())
        .limit(limit)
        .into_boxed();
    if let Some(seen) = access::seen(sight) {
        query = query.filter(seen);
    }
    if let Some(after) = after {
        query = query.filter(
            cases::priority
                .lt(after.priority)
                .or(cases::priority.eq(after.priority).and(
                    cases::received_at
                        .gt(after.received_at)
                        .or(cases::received_at
                            .eq(after.received_at)
                            .and(cases::id.gt(after.id.uuid()))),
                )),
        );
    }
    query
        .load::<Row>(tx.conn)?
        .into_iter()
        .map(Case::try_from)
        .collect()
}

#[derive(QueryableByName)]
struct Claimed {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Gives the best unrestricted case of these teams to a person: one conditional statement, so two people at once
/// never get the same case. None: the queue is empty.
pub fn claim_best(
    tx: &mut Tx<'_>,
    teams: &[TeamId],
    owner: PersonId,
    now: DateTime<Utc>,
) -> Result<Option<Case>, Error> {
    let ids: Vec<Uuid> = teams.iter().map(|team| team.uuid()).collect();
    let claimed: Option<Claimed> = diesel::sql_query(
        "UPDATE cases SET status = 'open', owner = $2, updated_at = $3, version = version + 1 \
         WHERE id = (SELECT id FROM cases WHERE status = 'new' AND NOT restricted AND team_id = ANY ($1) \
            ORDER BY priority DESC, received_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) \
         RETURNING id",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Nullable<SqlUuid>, _>(Some(owner.uuid()))
    .bind::<Timestamptz, _>(now)
    .get_result(tx.conn)
    .optional()?;
    claimed
        .map(|claimed| super::find(tx, Id::from_uuid(claimed.id)))
        .transpose()
}
