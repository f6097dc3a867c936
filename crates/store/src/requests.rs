//! Answers to POSTs with an `Idempotency-Key`, kept so that a repeat gets the same answer.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, SmallInt};
use domain::content::Sealed;

use crate::schema::request_keys;
use crate::{Error, Tx};

/// An answer that was given before.
#[derive(Debug, Clone)]
pub struct Answered {
    /// Keyed hash of the body it answered.
    pub body_hash: Vec<u8>,
    /// HTTP status.
    pub status: i16,
    /// The answer, under a key that only the request itself can make.
    pub response: Sealed,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Binary)]
    body_hash: Vec<u8>,
    #[diesel(sql_type = SmallInt)]
    status: i16,
    #[diesel(sql_type = Binary)]
    response: Vec<u8>,
}

/// The answer given for this key, if there is one. Requests with the same key wait here for each
/// other until the end of their transactions.
pub fn answered(tx: &mut Tx<'_>, key_hash: &[u8]) -> Result<Option<Answered>, Error> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended(encode($1, 'hex'), 1))")
        .bind::<Binary, _>(key_hash)
        .execute(tx.conn)?;
    let row: Option<Row> =
        diesel::sql_query("SELECT body_hash, status, response FROM request_replay($1)")
            .bind::<Binary, _>(key_hash)
            .get_result(tx.conn)
            .optional()?;
    Ok(row.map(|row| Answered {
        body_hash: row.body_hash,
        status: row.status,
        response: Sealed::from_stored(row.response),
    }))
}

/// Keeps an answer. False: the same key was answered meanwhile; roll back and read that one.
pub fn keep(
    tx: &mut Tx<'_>,
    key_hash: &[u8],
    answer: &Answered,
    expires_at: DateTime<Utc>,
) -> Result<bool, Error> {
    let kept = diesel::insert_into(request_keys::table)
        .values((
            request_keys::key_hash.eq(key_hash),
            request_keys::body_hash.eq(&answer.body_hash),
            request_keys::status.eq(answer.status),
            request_keys::response.eq(answer.response.as_stored()),
            request_keys::expires_at.eq(expires_at),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    Ok(kept == 1)
}

/// Forgets every kept answer: what it holds cannot be seen. Answers how many. As the schema's owner.
pub fn forget_answers(tx: &mut Tx<'_>) -> Result<usize, Error> {
    Ok(diesel::delete(request_keys::table).execute(tx.conn)?)
}
