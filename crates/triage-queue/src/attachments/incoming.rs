//! A file comes in. Who files holds the access code while the request lasts; without it nothing of the
//! file can be opened again.

use chrono::{DateTime, Utc};
use domain::attachment::AttachmentContent;
use domain::case::transition::TransitionName;
use domain::content::Sealed;
use domain::event::EventBody;
use domain::id::AttachmentId;
use store::attachments::{self as rows, Completed, NewAttachment};
use store::{Tx, follow};
use vault::recipient::{PublicKey, SealedKey};
use vault::{DataKey, place};

use super::{Attachment, file_key, of_own, read};
use crate::Error;
use crate::reporter::{Door, promise_next_update};

/// A file that is here as a whole.
#[derive(Debug, Clone)]
pub struct Whole {
    /// Its data key.
    pub key: DataKey,
    /// Id.
    pub id: AttachmentId,
    /// What it is.
    pub content: AttachmentContent,
    /// Version that its content gets: 1 for one that nobody knows yet.
    pub version: i32,
    /// To whom it is sealed for scanning, where there is a scanner.
    pub worker: Option<PublicKey>,
}

/// What became of it.
#[derive(Debug, Clone)]
pub enum Attached {
    /// It is kept.
    New(Attachment),
    /// The report has a file of the same name and the same bytes: that one stays.
    Known(Attachment),
    /// The report has as many as it may have.
    Full,
}

/// Makes room for a file of this size that comes in several requests; none when the report has as many
/// as it may have.
pub fn announce(
    tx: &mut Tx<'_>,
    door: &Door,
    content: &AttachmentContent,
    size: u64,
    most: i32,
    now: DateTime<Utc>,
) -> Result<Option<Attachment>, Error> {
    let (_, report_key) = door.open(tx)?;
    let id: AttachmentId = store::new_id(now);
    let key = DataKey::generate(id.uuid());
    let new = NewAttachment {
        id,
        size,
        content: place::attachment(id, 1).seal_json(&key, content),
        version: 1,
        key_seal: sealed(&SealedKey::under_key(&report_key, &key)),
        worker_seal: None,
    };
    if !rows::begin(tx, door.row(), &new, most, now)? {
        return Ok(None);
    }
    let all = of_own(tx, door.row(), &report_key)?;
    Ok(all.into_iter().find(|file| file.id == id))
}

/// One file of a report, with its key and the version of its content.
pub fn resume(
    tx: &mut Tx<'_>,
    door: &Door,
    id: AttachmentId,
) -> Result<(Attachment, DataKey, i32), Error> {
    let (_, report_key) = door.open(tx)?;
    let found = rows::of_own(tx, door.row())?;
    let row = found
        .iter()
        .find(|row| row.id == id)
        .ok_or(store::Error::NotFound)?;
    let key = file_key(row, &report_key)?;
    Ok((read(row, &key)?, key, row.content_version))
}

/// Notes that more of a file is here. Fails with [`store::Error::Stale`] when another request was
/// faster.
pub fn grow(
    tx: &mut Tx<'_>,
    door: &Door,
    id: AttachmentId,
    key: &DataKey,
    content: &AttachmentContent,
    version: i32,
) -> Result<(), Error> {
    let sealed = place::attachment(id, version).seal_json(key, content);
    Ok(rows::grow(
        tx,
        door.row(),
        id,
        content.size(),
        (&sealed, version),
    )?)
}

/// Keeps a file that is here as a whole, and tells the case like a message does: it wakes a waiting
/// case and reopens a resolved or closed one.
pub fn complete(
    tx: &mut Tx<'_>,
    door: &Door,
    whole: &Whole,
    most: i32,
    now: DateTime<Utc>,
) -> Result<Attached, Error> {
    match keep(tx, door, whole, most, now) {
        // Somebody moved the case since it was read. Now it is held: the second try is the last.
        Err(Error::Store(store::Error::Stale)) => keep(tx, door, whole, most, now),
        kept => kept,
    }
}

fn keep(
    tx: &mut Tx<'_>,
    door: &Door,
    whole: &Whole,
    most: i32,
    now: DateTime<Utc>,
) -> Result<Attached, Error> {
    let (own, report_key) = door.open(tx)?;
    let (id, content) = (whole.id, &whole.content);
    let there = of_own(tx, door.row(), &report_key)?;
    let same = |file: &&Attachment| {
        file.id != id
            && file.received_at.is_some()
            && file.content.sha256 == content.sha256
            && file.content.name == content.name
    };
    if let Some(known) = there.iter().find(same) {
        rows::drop_unfinished(tx, door.row(), id)?;
        return Ok(Attached::Known(known.clone()));
    }
    let next = own
        .status
        .after(TransitionName::Answered, own.ownership)
        .unwrap_or(own.status);
    let worker_seal = whole.worker.as_ref().map(|to| to.seal(&[&whole.key]));
    let worker_seal = worker_seal
        .transpose()?
        .and_then(|seals| seals.into_iter().next());
    let new = NewAttachment {
        id,
        size: content.size(),
        content: place::attachment(id, whole.version).seal_json(&whole.key, content),
        version: whole.version,
        key_seal: sealed(&SealedKey::under_key(&report_key, &whole.key)),
        worker_seal: worker_seal.as_ref().map(sealed),
    };
    let uid = store::new_id(now);
    let body = EventBody::default()
        .with("attachment", id)
        .with("name", &content.name)
        .with("size", content.size())
        .with("sha256", &content.sha256)
        .with("status", next);
    let event = place::event(uid, 1).seal_json(&report_key, &body);
    let case = (own.case_version, next);
    let done = rows::complete(tx, door.row(), &new, most, case, (uid, &event), now)?;
    if done == Completed::Full {
        return Ok(Attached::Full);
    }
    if next != own.status {
        promise_next_update(tx, &own, now)?;
    }
    let all = of_own(tx, door.row(), &report_key)?;
    let kept = all.into_iter().find(|file| file.id == id);
    Ok(Attached::New(kept.ok_or(store::Error::NotFound)?))
}

/// The door as the database knows it.
impl Door {
    pub(crate) const fn row(&self) -> &follow::Door {
        &self.row
    }
}

fn sealed(key: &SealedKey) -> Sealed {
    Sealed::from_stored(key.as_stored().to_vec())
}
