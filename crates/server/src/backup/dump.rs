//! Taking a backup: `pg_dump` on one end of a pipe, an encrypted file on the other.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use aws_lc_rs::digest::{Context, SHA256};
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use store::backup::Snapshot;
use vault::archive::encrypt;

use super::client::Client;
use super::manifest::Manifest;
use super::progress::{Bytes, Watched};

/// Dumps the database as the schema's owner, encrypted to the recipients, into a new file, and writes
/// its manifest beside it. The file has its name only when it is whole and on the disk.
pub fn dump(
    url: &SecretString,
    recipients: &[String],
    to: &Path,
    now: DateTime<Utc>,
) -> anyhow::Result<Manifest> {
    if to.exists() {
        bail!("{} is there already, and stays", to.display());
    }
    let client = Client::find("pg_dump", url)?;
    let mut snapshot = Snapshot::take(url)?;
    let Some(schema) = snapshot.schema()? else {
        bail!("this database holds nothing of this program: there is nothing to back up");
    };
    let rows = snapshot.rows()?;
    let (part, file) = begin(to)?;
    let mut output = encrypt(recipients, Hashed::new(file))?;
    let mut running = client.start(&[
        "--format=custom".to_owned(),
        // Sealed content does not shrink; its hexadecimal form does, at once.
        "--compress=1".to_owned(),
        "--lock-wait-timeout=60000".to_owned(),
        format!("--snapshot={}", snapshot.name()),
    ])?;
    let mut plain = Watched::new(running.stdout()?, Bytes::new("backing up", None));
    io::copy(&mut plain, &mut output).with_context(|| cannot_write(&part))?;
    running.end()?;
    drop((plain, snapshot));
    let (bytes, sha256) = output
        .finish()
        .and_then(Hashed::settle)
        .with_context(|| cannot_write(&part))?;
    let manifest = Manifest {
        taken_at: now,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema,
        postgresql: client.server.clone(),
        recipients: recipients.to_vec(),
        bytes,
        sha256,
        rows,
    };
    // The manifest first: a backup that has its name has one.
    manifest.write(to)?;
    fs::rename(&part, to).with_context(|| cannot_write(to))?;
    settle_name(to)?;
    Ok(manifest)
}

fn cannot_write(path: &Path) -> String {
    format!("{} cannot be written", path.display())
}

/// The file that will become the backup. One that a cut-off backup left is begun anew; one that
/// another process writes is not touched.
fn begin(to: &Path) -> anyhow::Result<(PathBuf, File)> {
    let mut name = to.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let mut options = OpenOptions::new();
    let options = options.write(true).create(true).truncate(false);
    let file = options
        .mode(0o600)
        .open(&part)
        .with_context(|| cannot_write(&part))?;
    if file.try_lock().is_err() {
        bail!("another backup is writing {}", part.display());
    }
    file.set_permissions(Permissions::from_mode(0o600))
        .and_then(|()| file.set_len(0))
        .with_context(|| cannot_write(&part))?;
    Ok((part, file))
}

/// The new name must survive a power cut as well.
fn settle_name(to: &Path) -> anyhow::Result<()> {
    let folder = to
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .with_context(|| cannot_write(to))
}

/// Counts and hashes what goes into the file.
struct Hashed {
    file: BufWriter<File>,
    hash: Context,
    bytes: u64,
}

impl Hashed {
    fn new(file: File) -> Self {
        Self {
            file: BufWriter::with_capacity(1 << 18, file),
            hash: Context::new(&SHA256),
            bytes: 0,
        }
    }

    /// To the disk; answers size and hash.
    fn settle(mut self) -> io::Result<(u64, String)> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        Ok((self.bytes, hex::encode(self.hash.finish().as_ref())))
    }
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.bytes += u64::try_from(written).unwrap_or(0);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
