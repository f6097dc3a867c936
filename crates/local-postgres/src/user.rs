//! Who runs PostgreSQL: ourselves, or an unprivileged user when we are root.
//!
//! Every child process of this crate is made by [`Account::command`], so none inherits root, a
//! working directory its user may not read, or somebody's `PGHOST`.

use std::ffi::OsStr;
use std::fs::{self, OpenOptions};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Error, private};

const ROOT: u32 = 0;

/// The user PostgreSQL runs as.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    /// True when we are root and the children must not be.
    switched: bool,
}

impl Account {
    /// The account for this cluster directory. Root runs an existing cluster as its owner.
    pub(crate) fn choose(cluster: &Path) -> Result<Self, Error> {
        let (uid, gid) = effective_ids()?;
        let owner = fs::metadata(cluster)
            .ok()
            .map(|found| (found.uid(), found.gid()));
        if uid == ROOT {
            return match owner {
                Some((uid, gid)) if uid != ROOT => Ok(Self {
                    name: format!("uid {uid}"),
                    uid,
                    gid,
                    switched: true,
                }),
                Some(_) | None => {
                    unprivileged(&fs::read_to_string("/etc/passwd").unwrap_or_default())
                }
            };
        }
        match owner {
            Some((owner, _)) if owner != uid => Err(Error::ForeignOwner {
                path: cluster.to_owned(),
                owner,
            }),
            Some(_) | None => Ok(Self {
                name: format!("uid {uid}"),
                uid,
                gid,
                switched: false,
            }),
        }
    }

    /// Ourselves or root, whose files this account may use.
    pub(crate) fn trusts(&self, uid: u32) -> bool {
        uid == self.uid || (self.switched && uid == ROOT)
    }

    /// A command run as this account, in `/`, in English, without `PG*` variables.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            if name.as_encoded_bytes().starts_with(b"PG") {
                command.env_remove(name);
            }
        }
        command
            .current_dir("/")
            .env("LC_ALL", "C")
            .stdin(Stdio::null());
        if self.switched {
            command.uid(self.uid).gid(self.gid).env("HOME", "/");
        }
        command
    }

    /// Whether this account gets into a directory: the child changes to it after dropping root.
    pub(crate) fn can_enter(&self, dir: &Path) -> bool {
        !self.switched
            || self
                .command("/bin/sh")
                .args(["-c", ":"])
                .current_dir(dir)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|status| status.success())
    }
}

/// Effective user and group, read off a file we make: std has no `geteuid`, and this is portable.
fn effective_ids() -> Result<(u32, u32), Error> {
    let path = std::env::temp_dir().join(format!("smv-cert-owner-{}", private::random_hex()?));
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .map_err(Error::file(&path))?;
    let found = file.metadata();
    fs::remove_file(&path).map_err(Error::file(&path))?;
    let found = found.map_err(Error::file(&path))?;
    Ok((found.uid(), found.gid()))
}

fn unprivileged(passwd: &str) -> Result<Account, Error> {
    ["postgres", "_postgres", "nobody"]
        .into_iter()
        .find_map(|name| {
            passwd.lines().find_map(|line| {
                let mut fields = line.split(':');
                let (found, _password) = (fields.next()?, fields.next()?);
                let (uid, gid) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
                (found == name && uid != ROOT).then(|| Account {
                    name: name.to_owned(),
                    uid,
                    gid,
                    switched: true,
                })
            })
        })
        .ok_or(Error::NoUnprivilegedUser)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_prefers_postgres_over_nobody() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n\
                      postgres:x:103:106::/var/lib/postgresql:/bin/sh\n";

        let account = unprivileged(passwd).unwrap();

        assert_eq!(
            (account.name.as_str(), account.uid, account.gid),
            ("postgres", 103, 106)
        );
        assert!(matches!(
            unprivileged("root:x:0:0::/:/bin/sh"),
            Err(Error::NoUnprivilegedUser)
        ));
    }
}
