//! The newest head in a small file, replaced as a whole.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use anyhow::Context as _;
use triage_queue::audit::Head;

/// The head in the file; none when there is no file yet.
pub(crate) fn read(path: &Path) -> anyhow::Result<Option<Head>> {
    let cannot = || format!("{} holds no head of an audit chain", path.display());
    match fs::read_to_string(path) {
        Ok(text) => serde_json::from_str(&text).map(Some).with_context(cannot),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(cannot),
    }
}

/// Puts another head into the file: after a crash there is the old one or the new one.
pub(super) fn write(path: &Path, head: &Head) -> anyhow::Result<()> {
    let cannot = || format!("{} cannot be written", path.display());
    path.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .with_context(cannot)?;
    let beside = path.with_extension("head.new");
    let text = serde_json::to_string(head)? + "\n";
    let mut file = File::create(&beside).with_context(cannot)?;
    file.write_all(text.as_bytes()).with_context(cannot)?;
    file.sync_data().with_context(cannot)?;
    fs::rename(&beside, path).with_context(cannot)
}
