//! The worker's side: what waits for the scanner, what was never finished, what nobody knows.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Timestamptz, Uuid as SqlUuid};
use domain::attachment::AttachmentState;
use domain::content::Sealed;
use domain::id::{AttachmentId, Id, ReportId};
use uuid::Uuid;

use crate::schema::attachments;
use crate::{Error, Tx};

/// A file that is this worker's to scan, until the lease ends.
#[derive(Debug, Clone)]
pub struct Due {
    /// Id.
    pub id: AttachmentId,
    /// The report it belongs to.
    pub report: ReportId,
    /// Reads as `domain::attachment::AttachmentContent`.
    pub content: Sealed,
    /// Version of the content.
    pub version: i32,
    /// The file's data key, for the worker.
    pub worker_seal: Sealed,
    /// Which try this is; the fence of [`settle`].
    pub attempt: i32,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    report_id: Uuid,
    #[diesel(sql_type = Binary)]
    content: Vec<u8>,
    #[diesel(sql_type = Integer)]
    content_version: i32,
    #[diesel(sql_type = Binary)]
    worker_seal: Vec<u8>,
    #[diesel(sql_type = Integer)]
    attempts: i32,
}

/// Takes at most so many files that are due, for so long. The try is counted before it is made: a
/// worker that dies loses it, and another takes the file when the lease has ended.
pub fn lease(
    tx: &mut Tx<'_>,
    limit: i64,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<Due>, Error> {
    let rows: Vec<Row> = diesel::sql_query(
        "UPDATE attachments SET state = 'scanning', attempts = attempts + 1, leased_until = $2 \
         WHERE id IN (SELECT id FROM attachments \
            WHERE worker_seal IS NOT NULL AND next_scan_at <= $3 \
                AND (leased_until IS NULL OR leased_until <= $3) \
            ORDER BY next_scan_at LIMIT $1 FOR UPDATE SKIP LOCKED) \
         RETURNING id, report_id, content, content_version, worker_seal, attempts",
    )
    .bind::<BigInt, _>(limit)
    .bind::<Timestamptz, _>(until)
    .bind::<Timestamptz, _>(now)
    .load(tx.conn)?;
    Ok(rows
        .into_iter()
        .map(|row| Due {
            id: Id::from_uuid(row.id),
            report: Id::from_uuid(row.report_id),
            content: Sealed::from_stored(row.content),
            version: row.content_version,
            worker_seal: Sealed::from_stored(row.worker_seal),
            attempt: row.attempts,
        })
        .collect())
}

/// What a try came to.
#[derive(Debug, Clone)]
pub struct Settled {
    /// Where the file stands now.
    pub state: AttachmentState,
    /// Reads as `domain::attachment::Verdict`; none: there was no key to seal it with.
    pub verdict: Option<Sealed>,
    /// When to try again; none: this is the last word, and the worker's key is destroyed.
    pub again_at: Option<DateTime<Utc>>,
    /// Whether it was one of the tries that a file has. Else it is given back as if it had not been taken.
    pub counts: bool,
}

/// Writes down what a try came to. False: the lease ended, and somebody else has the file.
pub fn settle(
    tx: &mut Tx<'_>,
    due: &Due,
    settled: &Settled,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let mine = attachments::table
        .filter(attachments::id.eq(due.id.uuid()))
        .filter(attachments::attempts.eq(due.attempt))
        .filter(attachments::state.eq(AttachmentState::Scanning.code()));
    let seal = settled.again_at.map(|_| due.worker_seal.as_stored());
    // The fence holds: a number is given out again only after its holder gave it back.
    let attempts = due.attempt - i32::from(!settled.counts);
    let changed = diesel::update(mine)
        .set((
            attachments::state.eq(settled.state.code()),
            attachments::verdict.eq(settled.verdict.as_ref().map(Sealed::as_stored)),
            attachments::worker_seal.eq(seal),
            settled
                .counts
                .then(|| attachments::scanned_at.eq(Some(now))),
            attachments::attempts.eq(attempts),
            attachments::next_scan_at.eq(settled.again_at),
            attachments::leased_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

/// Files that were begun before a moment and never finished.
pub fn unfinished(tx: &mut Tx<'_>, before: DateTime<Utc>) -> Result<Vec<AttachmentId>, Error> {
    let ids: Vec<Uuid> = attachments::table
        .filter(attachments::state.eq(AttachmentState::Uploading.code()))
        .filter(attachments::created_at.lt(before))
        .select(attachments::id)
        .load(tx.conn)?;
    Ok(ids.into_iter().map(Id::from_uuid).collect())
}

/// Forgets a file that was never finished. False: it is finished, or gone.
pub fn forget(tx: &mut Tx<'_>, id: AttachmentId) -> Result<bool, Error> {
    let deleted = diesel::delete(
        attachments::table
            .filter(attachments::id.eq(id.uuid()))
            .filter(attachments::state.eq(AttachmentState::Uploading.code())),
    )
    .execute(tx.conn)?;
    Ok(deleted == 1)
}

/// Those of the ids that a row knows.
pub fn known(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<HashSet<Uuid>, Error> {
    let found: Vec<Uuid> = attachments::table
        .filter(attachments::id.eq_any(ids))
        .select(attachments::id)
        .load(tx.conn)?;
    Ok(found.into_iter().collect())
}
