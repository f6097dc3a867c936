//! Mails as files, one `.eml` per mail: for demonstrations and tests. Production refuses it.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use chrono::{DateTime, Utc};
use domain::id::OutboxId;

/// Name of a mail's file: by the time it was owed and its outbox id, so that a second copy of the
/// same mail replaces the first.
pub(crate) fn name(id: OutboxId, owed_at: DateTime<Utc>) -> String {
    format!("{}-{id}.eml", owed_at.format("%Y%m%dT%H%M%S%3fZ"))
}

/// Writes the mail under another name and renames it: a reader never sees half a mail.
pub(crate) fn write(directory: &Path, name: &str, mail: &[u8]) -> io::Result<()> {
    let unfinished = directory.join(format!(".{name}.part"));
    create(directory)?;
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&unfinished)?
        .write_all(mail)?;
    std::fs::rename(&unfinished, directory.join(name))
}

/// Whether a mail could be written.
pub(crate) fn probe(directory: &Path) -> io::Result<()> {
    let attempt = directory.join(".probe.part");
    create(directory)?;
    std::fs::write(&attempt, [])?;
    std::fs::remove_file(attempt)
}

/// Recipients stand in these files: nobody else may look.
fn create(directory: &Path) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
}
