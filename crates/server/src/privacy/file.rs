//! A zip that goes out: made in memory, hashed, and written for the operator's eyes only.

use std::fs::OpenOptions;
use std::io::{Cursor, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::Context as _;
use aws_lc_rs::digest::{SHA256, digest};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Its bytes and their SHA-256.
pub(super) struct Zipped {
    bytes: Vec<u8>,
    pub(super) sha256: String,
}

/// Packs files. The same files give the same bytes: there is no time in it.
pub(super) fn zip(files: &[(String, Vec<u8>)]) -> anyhow::Result<Zipped> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().unix_permissions(0o600);
    for (name, bytes) in files {
        writer.start_file(name.as_str(), options)?;
        writer.write_all(bytes)?;
    }
    let bytes = writer.finish()?.into_inner();
    let sha256 = sha256(&bytes);
    Ok(Zipped { bytes, sha256 })
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    hex::encode(digest(&SHA256, bytes))
}

impl Zipped {
    /// Writes it; a file that is there already stays as it is.
    pub(super) fn write(&self, path: &Path) -> anyhow::Result<()> {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .with_context(|| format!("{} cannot be made", path.display()))?;
        file.write_all(&self.bytes)
            .and_then(|()| file.sync_all())
            .with_context(|| format!("{} cannot be written", path.display()))
    }
}
