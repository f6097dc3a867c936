//! A restore that is only a trial: into a throwaway PostgreSQL, far from the real one.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use local_postgres::{LocalPostgres, Options};
use secrecy::SecretString;
use store::{Db, DbRole, Settings, migrations};

use super::opener::Opener;
use super::recover::recover_keys;
use super::restore::{Restored, restore};
use super::verify::{Opened, open_cases};
use crate::keys::{KeyFolder, Name};
use crate::out;

/// Name of the database.
const TRIAL: &str = "trial";
/// As many as open cases at the same time.
const CONNECTIONS: u32 = 2;

/// How a trial went.
#[derive(Debug, Clone)]
pub struct Trial {
    /// What came back.
    pub restored: Restored,
    /// How long that took.
    pub restoring: Duration,
    /// What opened.
    pub opened: Opened,
    /// Whether the keys came out of the backup itself.
    pub from_escrow: bool,
}

/// Restores a backup into a throwaway PostgreSQL and opens its newest cases, or all, with the keys of
/// the folder, or with those that the escrow in the backup gives when the folder has none.
pub fn try_out(
    backup: &Path,
    opener: &Opener,
    keys: &KeyFolder,
    most: Option<u32>,
) -> anyhow::Result<Trial> {
    let folder = Folder::new()?;
    let private = LocalPostgres::start(&Options::throwaway(&folder.0))
        .context("a throwaway PostgreSQL cannot be started")?;
    let elsewhere = private.log_file().parent().map(Path::to_owned);
    let socket = private.socket_dir().to_owned();
    let tried = private
        .ensure_database(TRIAL)
        .map_err(anyhow::Error::from)
        .and_then(|()| {
            in_database(
                &private.url(TRIAL).into(),
                backup,
                opener,
                keys,
                most,
                &folder,
            )
        });
    let stopped = private.stop();
    // Root's stand-in may not have been able to get into the folder.
    if let Some(elsewhere) = elsewhere.filter(|path| !folder.holds(path)) {
        fs::remove_dir_all(&elsewhere)
            .with_context(|| format!("{} cannot be removed", elsewhere.display()))?;
    }
    if !folder.holds(&socket) {
        // Empty, and gone already with what is around it.
        let _ = fs::remove_dir(&socket);
    }
    let tried = tried?;
    stopped.context("the throwaway PostgreSQL does not stop")?;
    Ok(tried)
}

fn in_database(
    url: &SecretString,
    backup: &Path,
    opener: &Opener,
    keys: &KeyFolder,
    most: Option<u32>,
    folder: &Folder,
) -> anyhow::Result<Trial> {
    let begun = Instant::now();
    let restored = restore(url, backup, opener)?;
    let restoring = begun.elapsed();
    migrations::migrate(url).context("the restored schema cannot be migrated")?;
    let settings = Settings {
        url: url.clone(),
        connections: CONNECTIONS,
        deadline: Duration::from_secs(30),
    };
    let db = Db::new(DbRole::Owner, &settings);
    let has_keys = keys.path(Name::Teams).exists();
    let from_backup = KeyFolder::of(&folder.0);
    let keys = match opener {
        _ if has_keys => keys,
        Opener::Escrow(key) => {
            if recover_keys(&db, key, &from_backup)?.is_empty() {
                bail!(
                    "it can be restored, but nothing opens: there are no key files here ({}), and \
                     those in its escrow are not sealed to these shares",
                    keys.path(Name::Teams).display()
                );
            }
            out::aside("the keys came out of the escrow in the backup");
            &from_backup
        }
        Opener::Identity(_) => bail!(
            "it can be restored, but nothing opens: there are no key files here ({}), and an \
             identity does not open the escrow; give the shares instead",
            keys.path(Name::Teams).display()
        ),
    };
    Ok(Trial {
        opened: open_cases(&db, keys, most)?,
        restored,
        restoring,
        from_escrow: !has_keys,
    })
}

/// A temporary folder that goes when it is dropped. PostgreSQL's own user passes through it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> anyhow::Result<Self> {
        let name = format!("smv-cert-trial-{}", hex::encode(store::random::<4>()));
        let path = std::env::temp_dir().join(name);
        DirBuilder::new()
            .mode(0o711)
            .create(&path)
            .with_context(|| format!("the folder {} cannot be made", path.display()))?;
        Ok(Self(path))
    }

    fn holds(&self, path: &Path) -> bool {
        fs::canonicalize(&self.0).is_ok_and(|folder| path.starts_with(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            out::aside(format_args!(
                "{} cannot be removed: {error}",
                self.0.display()
            ));
        }
    }
}
