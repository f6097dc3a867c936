//! Staff take a file out. Each time is a line of the case's timeline: custody of evidence is told there.

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor};
use domain::audit::{Act, Record};
use domain::event::{Audience, EventBody, EventName};
use domain::id::{AttachmentId, CaseId};
use store::Tx;
use store::attachments as rows;
use vault::DataKey;

use super::{Attachment, file_key, read};
use crate::audit::record;
use crate::{CaseKeys, Error, Line, Safe, reach};

/// A file to be handed out.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The file.
    pub file: Attachment,
    /// Its data key.
    pub key: DataKey,
}

/// Hands a file over if the actor may have it, and writes down that it was. `allowed` may refuse after
/// a look at the file: then nothing is written.
pub fn take_out<E: From<Error>>(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    (case, id): (CaseId, AttachmentId),
    form: &str,
    now: DateTime<Utc>,
    allowed: impl FnOnce(&Attachment) -> Result<(), E>,
) -> Result<Taken, E> {
    reach::found(tx, actor, Action::OpenAttachment, case)?;
    let found = rows::of_case(tx, case).map_err(Error::from)?;
    let row = found
        .iter()
        .find(|row| row.id == id && !row.is_unfinished())
        .ok_or(Error::Store(store::Error::NotFound))?;
    let keys = CaseKeys::of(tx, safe, case)?;
    let key = file_key(row, keys.report_key(case, row.report)?)?;
    let file = read(row, &key)?;
    allowed(&file)?;
    let line = Line {
        case,
        report: None,
        name: EventName::AttachmentDownloaded,
        audience: Audience::Internal,
        body: EventBody::default()
            .with("attachment", id)
            .with("name", &file.content.name)
            .with("sha256", &file.content.sha256)
            .with("state", file.state)
            .with("form", form),
    };
    keys.append(tx, actor, now, &[line])?;
    let line = Record::done(Act::AttachmentDownloaded)
        .case(case)
        .report(file.report)
        .with("attachment", id.to_string())
        .with("form", form);
    record(tx, actor, line, now)?;
    Ok(Taken { file, key })
}
