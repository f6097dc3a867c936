//! Messages owed to people: written with their cause, leased by a worker, settled behind a fence.

pub mod budget;

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Text, Timestamptz, Uuid as SqlUuid};
use domain::content::Sealed;
use domain::id::{Id, OutboxId};
use uuid::Uuid;

use crate::schema::{outbox, outbox_history};
use crate::{Error, Tx};

/// A message to write.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// Id; the mail's `Message-ID` is made from it.
    pub id: OutboxId,
    /// For the worker; reads as `domain::notification::Letter`.
    pub payload: Sealed,
    /// Stops the same message from being owed twice.
    pub dedup_key: Option<String>,
}

/// A message that is this worker's to send until its lease runs out.
#[derive(Debug, Clone)]
pub struct Due {
    /// Id; the mail's `Message-ID` is made from it.
    pub id: OutboxId,
    /// Which try this is, counted from 1: the fence of [`done`], [`retry`] and [`dead`].
    pub attempt: i32,
    /// Reads as `domain::notification::Letter`.
    pub payload: Sealed,
    /// Since when it is owed.
    pub created_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct DueRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Binary)]
    payload: Vec<u8>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
}

/// Writes messages; one whose `dedup_key` is there already is left out.
pub fn enqueue(tx: &mut Tx<'_>, now: DateTime<Utc>, new: &[NewMessage]) -> Result<(), Error> {
    let rows: Vec<_> = new
        .iter()
        .map(|message| {
            (
                outbox::id.eq(message.id.uuid()),
                outbox::kind.eq("mail"),
                outbox::payload.eq(message.payload.as_stored()),
                outbox::dedup_key.eq(message.dedup_key.as_deref()),
                outbox::next_attempt_at.eq(now),
                outbox::created_at.eq(now),
            )
        })
        .collect();
    diesel::insert_into(outbox::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    Ok(())
}

/// Takes messages that are due and that nobody holds; counts the try before it is made, so that a
/// message that kills its worker ends as dead too.
pub fn lease(
    tx: &mut Tx<'_>,
    limit: i64,
    lease: Duration,
    worker: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Due>, Error> {
    let rows: Vec<DueRow> = diesel::sql_query(
        "UPDATE outbox SET leased_until = $3, leased_by = $4, attempts = attempts + 1 \
         WHERE id IN (SELECT id FROM outbox WHERE status = 'pending' AND next_attempt_at <= $1 \
            AND (leased_until IS NULL OR leased_until <= $1) \
            ORDER BY next_attempt_at, id LIMIT $2 FOR UPDATE SKIP LOCKED) \
         RETURNING id, attempts, payload, created_at",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(limit)
    .bind::<Timestamptz, _>(now + lease)
    .bind::<Text, _>(worker)
    .load(tx.conn)?;
    let mut due: Vec<Due> = rows
        .into_iter()
        .map(|row| Due {
            id: Id::from_uuid(row.id),
            attempt: row.attempts,
            payload: Sealed::from_stored(row.payload),
            created_at: row.created_at,
        })
        .collect();
    due.sort_by_key(|message| message.id);
    Ok(due)
}

/// The message was sent, or is held back for good: its row moves to the history, without its payload.
/// False: the lease had run out and somebody else has it.
pub fn done(
    tx: &mut Tx<'_>,
    id: OutboxId,
    attempt: i32,
    now: DateTime<Utc>,
    is_held_back: bool,
) -> Result<bool, Error> {
    let row: Option<(String, DateTime<Utc>)> = diesel::delete(
        outbox::table
            .filter(outbox::id.eq(id.uuid()))
            .filter(outbox::attempts.eq(attempt)),
    )
    .returning((outbox::kind, outbox::created_at))
    .get_result(tx.conn)
    .optional()?;
    let Some((kind, created_at)) = row else {
        return Ok(false);
    };
    diesel::insert_into(outbox_history::table)
        .values((
            outbox_history::id.eq(id.uuid()),
            outbox_history::kind.eq(kind),
            outbox_history::attempts.eq(attempt),
            outbox_history::created_at.eq(created_at),
            outbox_history::sent_at.eq(now),
            outbox_history::held_back.eq(is_held_back),
        ))
        .execute(tx.conn)?;
    Ok(true)
}

/// The message is to be tried again then. False: the fence refused.
pub fn retry(
    tx: &mut Tx<'_>,
    id: OutboxId,
    attempt: i32,
    next_attempt_at: DateTime<Utc>,
    error_class: &str,
) -> Result<bool, Error> {
    let changed = diesel::update(
        outbox::table
            .filter(outbox::id.eq(id.uuid()))
            .filter(outbox::attempts.eq(attempt)),
    )
    .set((
        outbox::next_attempt_at.eq(next_attempt_at),
        outbox::leased_until.eq(None::<DateTime<Utc>>),
        outbox::leased_by.eq(None::<String>),
        outbox::last_error.eq(error_class),
    ))
    .execute(tx.conn)?;
    Ok(changed == 1)
}

/// The message is given up; a person may put it back. False: the fence refused.
pub fn dead(
    tx: &mut Tx<'_>,
    id: OutboxId,
    attempt: i32,
    _now: DateTime<Utc>,
    error_class: &str,
) -> Result<bool, Error> {
    let changed = diesel::update(
        outbox::table
            .filter(outbox::id.eq(id.uuid()))
            .filter(outbox::attempts.eq(attempt)),
    )
    .set((
        outbox::status.eq("dead"),
        outbox::leased_until.eq(None::<DateTime<Utc>>),
        outbox::leased_by.eq(None::<String>),
        outbox::last_error.eq(error_class),
    ))
    .execute(tx.conn)?;
    Ok(changed == 1)
}

/// Puts dead messages back to be sent; answers how many.
pub fn requeue_dead(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<usize, Error> {
    Ok(
        diesel::update(outbox::table.filter(outbox::status.eq("dead")))
            .set((
                outbox::status.eq("pending"),
                outbox::attempts.eq(0),
                outbox::next_attempt_at.eq(now),
            ))
            .execute(tx.conn)?,
    )
}

/// Takes back the messages that this transaction has written: nobody is told. For demo cases, which
/// happened long ago; answers how many.
pub fn forget_own(tx: &mut Tx<'_>) -> Result<usize, Error> {
    // A row's xmin is the transaction that wrote it.
    Ok(
        diesel::sql_query("DELETE FROM outbox WHERE xmin = pg_current_xact_id()::xid")
            .execute(tx.conn)?,
    )
}

/// How many messages wait and how many are dead.
pub fn counts(tx: &mut Tx<'_>) -> Result<(i64, i64), Error> {
    let count = |tx: &mut Tx<'_>, status: &str| {
        outbox::table
            .filter(outbox::status.eq(status))
            .select(diesel::dsl::count(outbox::id))
            .get_result::<i64>(tx.conn)
    };
    Ok((count(tx, "pending")?, count(tx, "dead")?))
}
