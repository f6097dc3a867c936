//! Files and directories nobody else may read or replace.
//!
//! We may be root writing next to files of an unprivileged user, so nothing here follows a link
//! that user could have planted: new files are created exclusively and renamed into place.

use std::fmt::Write as _;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, fchown, lchown};
use std::path::Path;

use crate::Error;
use crate::user::Account;

/// Makes a directory of mode 0700 for the account, or checks the one that is there.
pub(crate) fn directory(path: &Path, account: &Account) -> Result<(), Error> {
    match DirBuilder::new().mode(0o700).create(path) {
        Err(source) if source.kind() != ErrorKind::AlreadyExists => {
            return Err(Error::file(path)(source));
        }
        Ok(()) | Err(_) => {}
    }
    let found = fs::symlink_metadata(path).map_err(Error::file(path))?;
    let refuse = |why| {
        Err(Error::Unsafe {
            path: path.to_owned(),
            why,
        })
    };
    if !found.is_dir() {
        return refuse("is not a directory");
    }
    if !account.trusts(found.uid()) {
        return refuse("belongs to another user");
    }
    if found.mode() & 0o077 != 0 {
        return refuse("is open to other users");
    }
    own(path, account)
}

/// Writes a file of mode 0600 that belongs to the account. Readers see the old or the new text.
pub(crate) fn write(path: &Path, text: &str, account: &Account) -> Result<(), Error> {
    let new = path.with_extension(format!("new-{}", random_hex()?));
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&new)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            if file.metadata()?.uid() != account.uid {
                fchown(&file, Some(account.uid), Some(account.gid))?;
            }
            file.sync_all()?;
            fs::rename(&new, path)
        });
    written.map_err(|source| {
        let _ = fs::remove_file(&new);
        Error::file(path)(source)
    })
}

/// Opens a file for appending, making it with mode 0600, and gives it to the account.
pub(crate) fn open(path: &Path, account: &Account) -> Result<File, Error> {
    let file = OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)
        .map_err(Error::file(path))?;
    let opened = file.metadata().map_err(Error::file(path))?;
    let named = fs::symlink_metadata(path).map_err(Error::file(path))?;
    let refuse = |why| {
        Err(Error::Unsafe {
            path: path.to_owned(),
            why,
        })
    };
    if (opened.dev(), opened.ino(), opened.nlink()) != (named.dev(), named.ino(), 1) {
        return refuse("is a link");
    }
    if !account.trusts(opened.uid()) {
        return refuse("belongs to another user");
    }
    if opened.uid() != account.uid {
        fchown(&file, Some(account.uid), Some(account.gid)).map_err(Error::file(path))?;
    }
    Ok(file)
}

/// Gives a directory and all below it to the account, when it is not the owner already.
pub(crate) fn own(path: &Path, account: &Account) -> Result<(), Error> {
    let found = fs::symlink_metadata(path).map_err(Error::file(path))?;
    if found.uid() == account.uid {
        return Ok(());
    }
    if found.is_dir() {
        for entry in fs::read_dir(path).map_err(Error::file(path))? {
            own(&entry.map_err(Error::file(path))?.path(), account)?;
        }
    }
    lchown(path, Some(account.uid), Some(account.gid)).map_err(Error::file(path))
}

/// 192 random bits.
pub(crate) fn random_hex() -> Result<String, Error> {
    let source = Path::new("/dev/urandom");
    let mut bytes = [0_u8; 24];
    File::open(source)
        .and_then(|mut file| file.read_exact(&mut bytes))
        .map_err(Error::file(source))?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
