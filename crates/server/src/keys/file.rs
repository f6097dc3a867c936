//! Files that only their owner may read.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

/// Where systemd puts the credentials of a service.
const CREDENTIALS: &str = "/run/credentials";

/// Makes the folder, closed to others, unless it is there. The data directory around it stays open:
/// the private PostgreSQL of root runs as somebody else and must get through.
pub(super) fn make_folder(path: &Path) -> anyhow::Result<()> {
    path.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| DirBuilder::new().recursive(true).mode(0o700).create(path))
        .with_context(|| format!("the folder {} cannot be made", path.display()))
}

/// Writes a new file. False: there is one already, and it stays.
pub(super) fn write_new(path: &Path, content: &[u8]) -> anyhow::Result<bool> {
    let cannot = || format!("{} cannot be written", path.display());
    let mut options = OpenOptions::new();
    match options.write(true).create_new(true).mode(0o600).open(path) {
        Ok(mut file) => {
            file.write_all(content).with_context(cannot)?;
            file.sync_all().with_context(cannot)?;
            Ok(true)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error).with_context(cannot),
    }
}

/// Writes a file anew, whole or not at all.
pub(super) fn replace(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    let cannot = || format!("{} cannot be written", path.display());
    let beside = path.with_extension("new");
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(error).with_context(cannot);
        }
        _ => {}
    }
    if !write_new(&beside, content)? {
        bail!("{} is being written by somebody else", beside.display());
    }
    fs::rename(&beside, path).with_context(cannot)
}

/// Waits for the lock of a folder.
pub(super) fn lock(path: &Path) -> anyhow::Result<fs::File> {
    let cannot = || format!("{} cannot be locked", path.display());
    let mut options = OpenOptions::new();
    let options = options.write(true).create(true).truncate(false).mode(0o600);
    let file = options.open(path).with_context(cannot)?;
    file.lock().with_context(cannot)?;
    Ok(file)
}

/// Fails when the file is missing or somebody else may read it.
pub(super) fn check_private(path: &Path) -> anyhow::Result<()> {
    let found = match fs::metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!(
                "{} is missing: `smv-cert keys generate` makes it",
                path.display()
            )
        }
        Err(error) => {
            return Err(error).with_context(|| format!("{} cannot be read", path.display()));
        }
    };
    // Credentials of systemd are closed by their folder; an access list shows as rights of the group.
    if !path.starts_with(CREDENTIALS) && found.mode() & 0o077 != 0 {
        bail!(
            "{} may be read or written by others (mode {:03o}): chmod 600 it, and make a new key \
             if somebody could have read it",
            path.display(),
            found.mode() & 0o777
        );
    }
    Ok(())
}

/// Fails when somebody else may put files into the folder: a key of their choice, for instance.
pub(super) fn check_folder(path: &Path) -> anyhow::Result<()> {
    let Ok(found) = fs::metadata(path) else {
        // Then the keys are missing, which is said of each.
        return Ok(());
    };
    if !path.starts_with(CREDENTIALS) && found.mode() & 0o022 != 0 {
        bail!(
            "keys_dir: others may put keys into {} (mode {:03o}): chmod 700 it, and compare the keys \
             with `smv-cert keys list`",
            path.display(),
            found.mode() & 0o777
        );
    }
    Ok(())
}

pub(super) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// The files whose names end like this, sorted. No folder, no files.
pub(super) fn with_suffix(folder: &Path, suffix: &str) -> anyhow::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            return Err(error).with_context(|| format!("{} cannot be read", folder.display()));
        }
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_name().to_string_lossy().ends_with(suffix) {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}
