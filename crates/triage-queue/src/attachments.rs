//! Files of reports: how one comes in, who sees what of it, and who may take it out. Where their bytes
//! lie is not known here.

mod incoming;
mod take_out;

use chrono::{DateTime, Utc};
use domain::attachment::{AttachmentContent, AttachmentState, Verdict};
use domain::id::{AttachmentId, CaseId, ReportId};
use store::attachments::{self as rows, StoredAttachment};
use store::{Tx, follow};
use vault::recipient::SealedKey;
use vault::{DataKey, place};

use crate::{CaseKeys, Error};

pub use incoming::{Attached, Whole, announce, complete, grow, resume};
pub use take_out::{Taken, take_out};

/// A file with what is known of it.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Id.
    pub id: AttachmentId,
    /// The report it belongs to.
    pub report: ReportId,
    /// Where it stands.
    pub state: AttachmentState,
    /// Bytes that are here.
    pub size: u64,
    /// Bytes that were announced, of one that comes in several requests.
    pub announced: Option<u64>,
    /// What it is.
    pub content: AttachmentContent,
    /// What the scanner said; staff only.
    pub verdict: Option<Verdict>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When all of it was here.
    pub received_at: Option<DateTime<Utc>>,
}

/// The files of a report whose key is at hand.
pub(crate) fn of_own(
    tx: &mut Tx<'_>,
    door: &follow::Door,
    report_key: &DataKey,
) -> Result<Vec<Attachment>, Error> {
    rows::of_own(tx, door)?
        .iter()
        .map(|row| read(row, &file_key(row, report_key)?))
        .collect()
}

/// The files of a case, oldest first.
pub(crate) fn of_case(
    tx: &mut Tx<'_>,
    keys: &CaseKeys,
    case: CaseId,
) -> Result<Vec<Attachment>, Error> {
    let opened = opened(tx, keys, case)?;
    Ok(opened.into_iter().map(|(file, _, _)| file).collect())
}

/// The same, each with its key and the version of its content.
pub(crate) fn opened(
    tx: &mut Tx<'_>,
    keys: &CaseKeys,
    case: CaseId,
) -> Result<Vec<(Attachment, DataKey, i32)>, Error> {
    rows::of_case(tx, case)?
        .iter()
        .map(|row| {
            let key = file_key(row, keys.report_key(case, row.report)?)?;
            Ok((read(row, &key)?, key, row.content_version))
        })
        .collect()
}

/// The key of a file, from the key of its report.
pub(crate) fn file_key(row: &StoredAttachment, report_key: &DataKey) -> Result<DataKey, Error> {
    let sealed = SealedKey::from_stored(row.key_seal.as_stored().to_vec());
    Ok(sealed.open_under_key(report_key, row.id.uuid())?)
}

pub(crate) fn read(row: &StoredAttachment, key: &DataKey) -> Result<Attachment, Error> {
    let verdict = row.verdict.as_ref();
    Ok(Attachment {
        id: row.id,
        report: row.report,
        state: row.state,
        size: row.size,
        announced: row.announced,
        content: place::attachment(row.id, row.content_version).open_json(key, &row.content)?,
        verdict: verdict
            .map(|sealed| place::attachment_verdict(row.id, 1).open_json(key, sealed))
            .transpose()?,
        created_at: row.created_at,
        received_at: row.received_at,
    })
}
