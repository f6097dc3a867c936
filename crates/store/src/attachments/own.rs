//! The reporter's side, through doors that demand the keyed hash of the access code.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use domain::attachment::AttachmentState;
use domain::case::status::Status;
use domain::content::Sealed;
use domain::id::{AttachmentId, EventUid, Id};
use uuid::Uuid;

use super::{StoredAttachment, bytes, state_of, stored};
use crate::follow::Door;
use crate::{Error, Tx};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    report_id: Uuid,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = BigInt)]
    size: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    announced: Option<i64>,
    #[diesel(sql_type = Binary)]
    content: Vec<u8>,
    #[diesel(sql_type = Integer)]
    content_version: i32,
    #[diesel(sql_type = Binary)]
    key_seal: Vec<u8>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    received_at: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct Done {
    #[diesel(sql_type = Bool)]
    done: bool,
}

#[derive(QueryableByName)]
struct Outcome {
    #[diesel(sql_type = Text)]
    outcome: String,
}

/// The files of a report, oldest first.
pub fn of_own(tx: &mut Tx<'_>, door: &Door) -> Result<Vec<StoredAttachment>, Error> {
    let rows: Vec<Row> = diesel::sql_query("SELECT * FROM follow_attachments($1, $2)")
        .bind::<Text, _>(door.number.as_str())
        .bind::<Binary, _>(&door.code_hash)
        .load(tx.conn)?;
    rows.into_iter()
        .map(|row| {
            Ok(StoredAttachment {
                id: Id::from_uuid(row.id),
                report: Id::from_uuid(row.report_id),
                state: state_of(&row.state, row.id)?,
                size: bytes(row.size),
                announced: row.announced.map(bytes),
                content: Sealed::from_stored(row.content),
                content_version: row.content_version,
                verdict: None,
                key_seal: Sealed::from_stored(row.key_seal),
                created_at: row.created_at,
                received_at: row.received_at,
            })
        })
        .collect()
}

/// A file that begins, or is here as a whole.
#[derive(Debug, Clone)]
pub struct NewAttachment {
    /// Id.
    pub id: AttachmentId,
    /// Bytes: those that were announced, or those that are here.
    pub size: u64,
    /// Sealed for `version`.
    pub content: Sealed,
    /// 1 for one that nobody knows yet.
    pub version: i32,
    /// Its data key, under the report's.
    pub key_seal: Sealed,
    /// The same for the worker.
    pub worker_seal: Option<Sealed>,
}

/// Makes room for a file that comes in several requests; false when the report has `most` already.
pub fn begin(
    tx: &mut Tx<'_>,
    door: &Door,
    new: &NewAttachment,
    most: i32,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let row: Done =
        diesel::sql_query("SELECT attachment_begin($1, $2, $3, $4, $5, $6, $7, $8) AS done")
            .bind::<Text, _>(door.number.as_str())
            .bind::<Binary, _>(&door.code_hash)
            .bind::<SqlUuid, _>(new.id.uuid())
            .bind::<BigInt, _>(stored(new.size))
            .bind::<Binary, _>(new.content.as_stored())
            .bind::<Binary, _>(new.key_seal.as_stored())
            .bind::<Integer, _>(most)
            .bind::<Timestamptz, _>(now)
            .get_result(tx.conn)?;
    Ok(row.done)
}

/// Notes that more of it is here. [`Error::Stale`]: another request was faster.
pub fn grow(
    tx: &mut Tx<'_>,
    door: &Door,
    id: AttachmentId,
    size: u64,
    (content, version): (&Sealed, i32),
) -> Result<(), Error> {
    let row: Done = diesel::sql_query("SELECT attachment_grow($1, $2, $3, $4, $5, $6) AS done")
        .bind::<Text, _>(door.number.as_str())
        .bind::<Binary, _>(&door.code_hash)
        .bind::<SqlUuid, _>(id.uuid())
        .bind::<BigInt, _>(stored(size))
        .bind::<Binary, _>(content.as_stored())
        .bind::<Integer, _>(version)
        .get_result(tx.conn)?;
    if row.done { Ok(()) } else { Err(Error::Stale) }
}

/// What completing came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completed {
    /// It is kept, and told to the case.
    Done,
    /// The report has too many.
    Full,
}

/// The file is here as a whole. [`Error::Stale`]: somebody moved the case or the file first.
pub fn complete(
    tx: &mut Tx<'_>,
    door: &Door,
    new: &NewAttachment,
    most: i32,
    (case_version, next): (i32, Status),
    (uid, event): (EventUid, &Sealed),
    now: DateTime<Utc>,
) -> Result<Completed, Error> {
    let row: Outcome = diesel::sql_query(
        "SELECT attachment_complete($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
         AS outcome",
    )
    .bind::<Text, _>(door.number.as_str())
    .bind::<Binary, _>(&door.code_hash)
    .bind::<SqlUuid, _>(new.id.uuid())
    .bind::<BigInt, _>(stored(new.size))
    .bind::<Binary, _>(new.content.as_stored())
    .bind::<Integer, _>(new.version)
    .bind::<Binary, _>(new.key_seal.as_stored())
    .bind::<Nullable<Binary>, _>(new.worker_seal.as_ref().map(Sealed::as_stored))
    .bind::<Integer, _>(most)
    .bind::<Integer, _>(case_version)
    .bind::<Text, _>(next.code())
    .bind::<SqlUuid, _>(uid.uuid())
    .bind::<Binary, _>(event.as_stored())
    .bind::<Timestamptz, _>(now)
    .get_result(tx.conn)?;
    match row.outcome.as_str() {
        "done" => Ok(Completed::Done),
        "full" => Ok(Completed::Full),
        _ => Err(Error::Stale),
    }
}

/// Forgets an unfinished file.
pub fn drop_unfinished(tx: &mut Tx<'_>, door: &Door, id: AttachmentId) -> Result<(), Error> {
    diesel::sql_query("SELECT attachment_drop($1, $2, $3)")
        .bind::<Text, _>(door.number.as_str())
        .bind::<Binary, _>(&door.code_hash)
        .bind::<SqlUuid, _>(id.uuid())
        .execute(tx.conn)?;
    Ok(())
}

impl StoredAttachment {
    /// Whether more of it can come.
    #[must_use]
    pub fn is_unfinished(&self) -> bool {
        self.state == AttachmentState::Uploading
    }
}
