//! What stands beside a backup, readable without any key: when, of what, and how much.
//!
//! It finds accidents (another file, a copy cut short, rows that went missing). It is not signed: who
//! can replace the backup can replace it too.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::backup::Rows;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// When its snapshot was taken.
    pub taken_at: DateTime<Utc>,
    /// Version of the program.
    pub program: String,
    /// The last migration that had run.
    pub schema: String,
    /// Version of the server.
    pub postgresql: String,
    /// Who can open it, `age1...`.
    pub recipients: Vec<String>,
    /// Size of the file.
    pub bytes: u64,
    /// SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
    /// How many rows each table has.
    pub rows: Rows,
}

impl Manifest {
    /// Where the manifest of a backup is.
    #[must_use]
    pub fn path(backup: &Path) -> PathBuf {
        let mut name = backup.as_os_str().to_owned();
        name.push(".json");
        PathBuf::from(name)
    }

    /// The one beside a backup, if there is one.
    pub fn beside(backup: &Path) -> anyhow::Result<Option<Self>> {
        let path = Self::path(backup);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(error).with_context(|| format!("{} cannot be read", path.display()));
            }
        };
        let manifest = serde_json::from_slice(&text)
            .with_context(|| format!("{} is not the manifest of a backup", path.display()))?;
        Ok(Some(manifest))
    }

    /// Writes it beside a backup.
    pub(super) fn write(&self, backup: &Path) -> anyhow::Result<()> {
        let path = Self::path(backup);
        let cannot = || format!("{} cannot be written", path.display());
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&path)
            .with_context(cannot)?;
        let text = serde_json::to_string_pretty(self)?;
        writeln!(file, "{text}").with_context(cannot)?;
        file.sync_all().with_context(cannot)
    }

    /// Fails when a restored database holds other rows, naming the tables.
    pub(super) fn compare(&self, restored: &Rows) -> anyhow::Result<()> {
        let mut wrong = Vec::new();
        for (table, wanted) in &self.rows {
            match restored.get(table) {
                Some(found) if found == wanted => {}
                Some(found) => wrong.push(format!("{table}: {found} rows instead of {wanted}")),
                None => wrong.push(format!("{table}: missing")),
            }
        }
        if !wrong.is_empty() {
            bail!(
                "what was restored is not what the manifest says:\n  {}",
                wrong.join("\n  ")
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Manifest, Rows};

    #[test]
    fn a_row_that_is_missing_is_named_by_its_table() {
        let rows = |cases| Rows::from([("cases".to_owned(), cases), ("events".to_owned(), 5)]);
        let manifest = Manifest {
            taken_at: chrono::DateTime::UNIX_EPOCH,
            program: String::new(),
            schema: String::new(),
            postgresql: String::new(),
            recipients: Vec::new(),
            bytes: 0,
            sha256: String::new(),
            rows: rows(3),
        };

        assert!(manifest.compare(&rows(3)).is_ok());
        let wrong = manifest.compare(&rows(2)).unwrap_err().to_string();

        assert!(wrong.contains("cases: 2 rows instead of 3"), "{wrong}");
        assert!(!wrong.contains("events"), "{wrong}");
    }
}
