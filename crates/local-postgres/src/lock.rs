//! Two lock files: who may start or stop the postmaster now, and who is still using it.
//!
//! The system drops both kinds when their process dies, however it dies.

use std::fs::File;
use std::path::PathBuf;
use std::time::Duration;

use crate::home::Home;
use crate::user::Account;
use crate::{Error, private, wait};

/// Longer than a slow `initdb` followed by a slow start.
const LIMIT: Duration = Duration::from_mins(2);

/// Held while starting or stopping: one at a time per data directory.
pub(crate) struct StartLock {
    _file: File,
}

impl StartLock {
    pub(crate) fn take(home: &Home) -> Result<Self, Error> {
        let path = home.dir.join("postgres.lock");
        let file = private::open(&path, &home.account)?;
        wait::until(LIMIT, || file.try_lock().ok()).ok_or(Error::Busy { path })?;
        Ok(Self { _file: file })
    }
}

/// Held by every handle on a running postmaster; shared.
pub(crate) struct Ownership {
    path: PathBuf,
    account: Account,
    file: File,
}

impl Ownership {
    /// Must be called with the start lock held, as must [`Ownership::gives_up_last`].
    pub(crate) fn take(home: &Home, _held: &StartLock) -> Result<Self, Error> {
        let path = home.dir.join("postgres.owners");
        let file = private::open(&path, &home.account)?;
        file.try_lock_shared()
            .map_err(|error| Error::file(&path)(error.into()))?;
        Ok(Self {
            path,
            account: home.account.clone(),
            file,
        })
    }

    /// Gives ownership up and tells whether nobody has any now.
    pub(crate) fn gives_up_last(self, _held: &StartLock) -> bool {
        drop(self.file);
        private::open(&self.path, &self.account).is_ok_and(|file| file.try_lock().is_ok())
    }
}
