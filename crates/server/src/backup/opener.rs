//! What opens an archive: an identity, or the escrow key put together from its shares.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use anyhow::{Context as _, bail};
use vault::archive::{ArchiveReader, decrypt, decrypt_with};
use vault::escrow::EscrowKey;
use zeroize::Zeroizing;

use super::manifest::Manifest;
use super::progress::{Bytes, Watched};

/// How the plain bytes of `pg_dump --format=custom` begin.
const DUMP: &[u8] = b"PGDMP";

/// What opens a backup.
pub enum Opener {
    /// The text of an identity, `AGE-SECRET-KEY-1...`.
    Identity(Zeroizing<String>),
    /// The escrow key.
    Escrow(EscrowKey),
}

impl Opener {
    /// Reads the whole backup once, so that nothing is done with one that is damaged, cut short, not
    /// the one of its manifest or not a backup.
    pub(super) fn check(&self, backup: &Path, manifest: Option<&Manifest>) -> anyhow::Result<()> {
        let mut watched = watched(backup, "checking the backup")?;
        let mut plain = self.open(&mut watched)?;
        let mut begin = Vec::new();
        let mut head = plain.by_ref().take(5);
        head.read_to_end(&mut begin)
            .and_then(|_| io::copy(&mut plain, &mut io::sink()))
            .with_context(|| format!("{} cannot be used", backup.display()))?;
        drop(plain);
        if begin != DUMP {
            bail!(
                "{} opens, but holds no dump of a database",
                backup.display()
            );
        }
        io::copy(&mut watched, &mut io::sink())?;
        let sha256 = watched.sha256();
        match manifest {
            Some(manifest) if manifest.sha256 != sha256 => bail!(
                "{} is not the file that {} describes (SHA-256 {sha256})",
                backup.display(),
                Manifest::path(backup).display()
            ),
            Some(_) | None => Ok(()),
        }
    }

    /// The plain bytes of an archive.
    pub(super) fn open<R: Read>(&self, from: R) -> anyhow::Result<ArchiveReader<R>> {
        Ok(match self {
            Self::Identity(identity) => decrypt(identity, from)?,
            Self::Escrow(key) => decrypt_with(key, from)?,
        })
    }
}

/// A backup as bytes, with progress.
pub(super) fn watched(backup: &Path, what: &'static str) -> anyhow::Result<Watched<File>> {
    let cannot = || format!("{} cannot be read", backup.display());
    let file = File::open(backup).with_context(cannot)?;
    let total = file.metadata().with_context(cannot)?.len();
    Ok(Watched::new(file, Bytes::new(what, Some(total))))
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Identity(_) => "Opener(identity)",
            Self::Escrow(_) => "Opener(escrow)",
        })
    }
}
