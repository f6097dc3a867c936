//! Two lock files: who may start or stop the postmaster now, and who is still using it.
//!
//! The system drops both kinds when their process dies, however it dies.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::home::Home;
use crate::{Error, wait};

/// Longer than a slow `initdb` followed by a slow start.
const LIMIT: Duration = Duration::from_secs(120);

/// Held while starting or stopping: one at a time per data directory.
pub(crate) struct StartLock {
    _file: File,
}

impl StartLock {
    pub(crate) fn take(home: &Home) -> Result<Self, Error> {
        let path = home.dir.join("postgres.lock");
        let file = open(&path)?;
        wait::until(LIMIT, || file.try_lock().ok()).ok_or(Error::Busy { path })?;
        Ok(Self { _file: file })
    }
}

/// Held by every handle on a running postmaster; shared.
pub(crate) struct Ownership {
    path: PathBuf,
    file: File,
}

impl Ownership {
    /// Must be called with the start lock held, as must [`Ownership::is_last`].
    pub(crate) fn take(home: &Home, _held: &StartLock) -> Result<Self, Error> {
        let path = home.dir.join("postgres.owners");
        let file = open(&path)?;
        file.try_lock_shared()
            .map_err(|error| Error::file(&path)(error.into()))?;
        Ok(Self { path, file })
    }

    /// Gives ownership up and tells whether nobody has any now.
    pub(crate) fn is_last(self, _held: &StartLock) -> bool {
        drop(self.file);
        open(&self.path).is_ok_and(|file| file.try_lock().is_ok())
    }
}

fn open(path: &Path) -> Result<File, Error> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .map_err(Error::file(path))
}
