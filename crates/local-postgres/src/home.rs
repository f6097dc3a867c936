//! Where everything of one cluster lives, and which account it belongs to.
//!
//! Normally the data directory itself. When root's stand-in cannot get there (`/root` is closed to
//! others), a directory below `/var/lib` or `/tmp` named by a hash of the data directory.

use std::fs::{self, DirBuilder, Permissions};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::user::Account;
use crate::{Error, private};

/// `sun_path` is 104 bytes on macOS and 108 on Linux, with the final zero.
const SOCKET_PATH_LIMIT: usize = 103;
const LONGEST_SOCKET_NAME: &str = "/.s.PGSQL.65535";

#[derive(Clone, Debug)]
pub(crate) struct Home {
    pub(crate) dir: PathBuf,
    pub(crate) account: Account,
    pub(crate) note: Option<String>,
}

impl Home {
    /// Makes the data directory if needed and finds a place the account can work in.
    pub(crate) fn locate(data_dir: &Path) -> Result<Self, Error> {
        fs::create_dir_all(data_dir).map_err(Error::file(data_dir))?;
        let dir = fs::canonicalize(data_dir).map_err(Error::file(data_dir))?;
        if dir
            .to_str()
            .is_none_or(|text| text.chars().any(char::is_control))
        {
            return Err(Error::UnusablePath { path: dir });
        }
        let home = Self {
            account: Account::choose(&dir.join("postgres"))?,
            dir,
            note: None,
        };
        if home.account.can_enter(&home.dir) {
            return Ok(home);
        }
        if home.cluster().exists() {
            return Err(home.unreachable());
        }
        home.elsewhere()
    }

    fn elsewhere(&self) -> Result<Self, Error> {
        let name = self.hash();
        let shared = Path::new("/var/lib/smv-cert-postgres");
        let dir = searchable(shared)
            .and_then(|()| searchable(&shared.join(&name)).map(|()| shared.join(&name)))
            .or_else(|_| {
                let dir = PathBuf::from(format!("/tmp/smv-cert-postgres-{name}"));
                searchable(&dir).map(|()| dir)
            })?;
        let account = Account::choose(&dir.join("postgres"))?;
        let note = format!(
            "{} may not enter {}, so the database is in {}",
            account.name,
            self.dir.display(),
            dir.display()
        );
        let home = Self {
            dir,
            account,
            note: Some(note),
        };
        if home.account.can_enter(&home.dir) {
            Ok(home)
        } else {
            Err(home.unreachable())
        }
    }

    fn unreachable(&self) -> Error {
        Error::Unreachable {
            path: self.dir.clone(),
            user: self.account.name.clone(),
        }
    }

    pub(crate) fn cluster(&self) -> PathBuf {
        self.dir.join("postgres")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.dir.join("postgres.log")
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.dir.join("postgres.conf")
    }

    pub(crate) fn password(&self) -> PathBuf {
        self.dir.join("postgres-password")
    }

    /// The private directory of the Unix socket; made or checked.
    pub(crate) fn socket_dir(&self) -> Result<PathBuf, Error> {
        let near = self.dir.join("postgres-socket");
        let text = near.to_string_lossy();
        let fits = text.len() + LONGEST_SOCKET_NAME.len() <= SOCKET_PATH_LIMIT;
        // A comma or a quote would end the name inside `unix_socket_directories`.
        let dir = if fits && !text.contains([',', '"']) {
            near
        } else {
            PathBuf::from(format!("/tmp/smv-cert-pg-{}", self.hash()))
        };
        private::directory(&dir, &self.account)?;
        Ok(dir)
    }

    pub(crate) fn add_note(&mut self, text: &str) {
        self.note = Some(match self.note.take() {
            Some(note) => format!("{note}; {text}"),
            None => text.to_owned(),
        });
    }

    /// FNV-1a of the path. The name must be the same with every compiler, so not std's hasher.
    fn hash(&self) -> String {
        let hash = self
            .dir
            .as_os_str()
            .as_encoded_bytes()
            .iter()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
            });
        format!("{hash:016x}")
    }
}

/// Makes a directory of root's that others may pass through, or checks the one that is there.
fn searchable(dir: &Path) -> Result<(), Error> {
    let made = DirBuilder::new().mode(0o711).create(dir);
    let found = fs::symlink_metadata(dir).map_err(Error::file(dir))?;
    let refuse = |why| {
        Err(Error::Unsafe {
            path: dir.to_owned(),
            why,
        })
    };
    if !found.is_dir() {
        return refuse("is not a directory");
    }
    if found.uid() != 0 {
        return refuse("does not belong to root");
    }
    if found.mode() & 0o022 != 0 {
        return refuse("can be written by other users");
    }
    if made.is_ok() {
        // The umask may have closed it.
        fs::set_permissions(dir, Permissions::from_mode(0o711)).map_err(Error::file(dir))?;
    }
    Ok(())
}
