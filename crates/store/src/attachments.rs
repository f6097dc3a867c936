//! Files of reports: what they are, sealed, and where they stand. Their bytes lie elsewhere.

mod own;
mod work;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::attachment::AttachmentState;
use domain::content::Sealed;
use domain::id::{AttachmentId, CaseId, Id, ReportId};
use uuid::Uuid;

use crate::schema::{attachments, reports};
use crate::{Error, Tx};

pub use own::{Completed, NewAttachment, begin, complete, drop_unfinished, grow, of_own};
pub use work::{Due, Settled, forget, known, lease, settle, unfinished};

/// A file as a row.
#[derive(Debug, Clone)]
pub struct StoredAttachment {
    /// Id, and the id of the file's data key.
    pub id: AttachmentId,
    /// The report it belongs to.
    pub report: ReportId,
    /// Where it stands.
    pub state: AttachmentState,
    /// Bytes that are here.
    pub size: u64,
    /// Bytes that were announced, of one that comes in several requests.
    pub announced: Option<u64>,
    /// Reads as `domain::attachment::AttachmentContent`.
    pub content: Sealed,
    /// Version of the content.
    pub content_version: i32,
    /// Reads as `domain::attachment::Verdict`; staff only.
    pub verdict: Option<Sealed>,
    /// The file's data key, under the report's.
    pub key_seal: Sealed,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When all of it was here.
    pub received_at: Option<DateTime<Utc>>,
}

/// The files of a case, oldest first.
pub fn of_case(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<StoredAttachment>, Error> {
    type Row = (
        (Uuid, Uuid, String, i64, Option<i64>),
        (Vec<u8>, i32, Option<Vec<u8>>, Vec<u8>),
        (DateTime<Utc>, Option<DateTime<Utc>>),
    );
    let rows: Vec<Row> = attachments::table
        .inner_join(reports::table.on(reports::id.eq(attachments::report_id)))
        .filter(reports::case_id.eq(case.uuid()))
        .order(attachments::id)
        .select((
            (
                attachments::id,
                attachments::report_id,
                attachments::state,
                attachments::size,
                attachments::announced,
            ),
            (
                attachments::content,
                attachments::content_version,
                attachments::verdict,
                attachments::key_seal,
            ),
            (attachments::created_at, attachments::received_at),
        ))
        .load(tx.conn)?;
    rows.into_iter()
        .map(|(what, sealed, (created_at, received_at))| {
            let (id, report, state, size, announced) = what;
            let (content, content_version, verdict, key_seal) = sealed;
            Ok(StoredAttachment {
                id: Id::from_uuid(id),
                report: Id::from_uuid(report),
                state: state_of(&state, id)?,
                size: bytes(size),
                announced: announced.map(bytes),
                content: Sealed::from_stored(content),
                content_version,
                verdict: verdict.map(Sealed::from_stored),
                key_seal: Sealed::from_stored(key_seal),
                created_at,
                received_at,
            })
        })
        .collect()
}

/// Writes the content of a file again, sealed for `version`.
pub fn rewrite(
    tx: &mut Tx<'_>,
    id: AttachmentId,
    content: &Sealed,
    version: i32,
) -> Result<(), Error> {
    let changed = diesel::update(attachments::table.find(id.uuid()))
        .set((
            attachments::content.eq(content.as_stored()),
            attachments::content_version.eq(version),
        ))
        .execute(tx.conn)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

fn state_of(code: &str, id: Uuid) -> Result<AttachmentState, Error> {
    AttachmentState::from_code(code).ok_or_else(|| Error::Corrupt {
        table: "attachments",
        column: "state",
        id: id.to_string(),
    })
}

/// A column with a check is never below zero.
fn bytes(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}

fn stored(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
