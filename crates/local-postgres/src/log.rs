//! The postmaster's log file: appended to, emptied when it has grown large.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::user::Account;
use crate::{Error, private};

const LARGEST: u64 = 10 * 1024 * 1024;
const TAIL_LINES: usize = 20;

pub(crate) struct Log {
    path: PathBuf,
    file: File,
    /// Where this start's lines begin.
    begin: u64,
}

impl Log {
    pub(crate) fn open(path: &Path, account: &Account) -> Result<Self, Error> {
        let file = private::open(path, account)?;
        let mut begin = file.metadata().map_err(Error::file(path))?.len();
        if begin > LARGEST {
            file.set_len(0).map_err(Error::file(path))?;
            begin = 0;
        }
        Ok(Self {
            path: path.to_owned(),
            file,
            begin,
        })
    }

    /// For the child's output.
    pub(crate) fn writer(&self) -> Result<File, Error> {
        self.file.try_clone().map_err(Error::file(&self.path))
    }

    /// The last lines since the file was opened.
    pub(crate) fn tail(&self) -> String {
        let mut bytes = Vec::new();
        let _ = File::open(&self.path).and_then(|mut file| {
            file.seek(SeekFrom::Start(self.begin))?;
            file.read_to_end(&mut bytes)
        });
        let text = String::from_utf8_lossy(&bytes);
        let skipped = text.lines().count().saturating_sub(TAIL_LINES);
        text.lines().skip(skipped).collect::<Vec<_>>().join("\n")
    }
}
