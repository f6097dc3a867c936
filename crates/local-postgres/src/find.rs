//! Where PostgreSQL's programs are.
//!
//! Debian keeps `initdb` out of PATH and Homebrew has a directory per version, so several places
//! are asked in order. A cluster that exists already decides the major version.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Error;

const OLDEST: u32 = 15;
const PROGRAMS: [&str; 3] = ["initdb", "postgres", "pg_ctl"];
/// Directories of installations, and how an installation's name begins before its version.
const ROOTS: [(&str, &str); 4] = [
    ("/usr/lib/postgresql", ""),
    ("/usr", "pgsql-"),
    ("/opt/homebrew/opt", "postgresql"),
    ("/usr/local/opt", "postgresql"),
];

/// A usable PostgreSQL installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binaries {
    bin_dir: PathBuf,
    major: u32,
}

impl Binaries {
    /// The directory with `initdb`, `postgres` and `pg_ctl`.
    #[must_use]
    pub fn bin_dir(&self) -> &Path {
        &self.bin_dir
    }

    /// The major version, 15 or more.
    #[must_use]
    pub fn major(&self) -> u32 {
        self.major
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.bin_dir.join(name)
    }
}

/// The installation a new cluster would use: what `pg_config` names, then PATH, then the usual
/// places with the highest version first.
pub fn find_binaries() -> Result<Binaries, Error> {
    choose(None)
}

/// The installation for a cluster of this major version, or for a new cluster.
pub(crate) fn choose(major: Option<u32>) -> Result<Binaries, Error> {
    let mut too_old = None;
    for bin_dir in candidates() {
        if !PROGRAMS
            .iter()
            .all(|program| bin_dir.join(program).is_file())
        {
            continue;
        }
        let Some(found) = version(&bin_dir) else {
            continue;
        };
        if found < OLDEST {
            too_old.get_or_insert(Error::TooOld { found, bin_dir });
        } else if major.is_none_or(|major| major == found) {
            return Ok(Binaries {
                bin_dir,
                major: found,
            });
        }
    }
    Err(too_old.unwrap_or(Error::NotFound))
}

/// A client program such as `pg_dump`, of this major version or the nearest newer one.
///
/// The client programs can be installed without a server, so the directory need not hold one.
///
/// # Errors
/// [`Error::ClientTooOld`] when only older ones are here, [`Error::ClientMissing`] when none is.
pub fn find_client(name: &'static str, at_least: u32) -> Result<PathBuf, Error> {
    let (mut best, mut newest_old): (Option<(u32, PathBuf)>, Option<u32>) = (None, None);
    for bin_dir in candidates() {
        let program = bin_dir.join(name);
        if !program.is_file() {
            continue;
        }
        match version_of(&program) {
            Some(found) if found == at_least => return Ok(program),
            Some(found) if found < at_least => newest_old = newest_old.max(Some(found)),
            Some(found) if best.as_ref().is_none_or(|(known, _)| found < *known) => {
                best = Some((found, program));
            }
            Some(_) | None => {}
        }
    }
    match (best, newest_old) {
        (Some((_, program)), _) => Ok(program),
        (None, Some(found)) => Err(Error::ClientTooOld {
            name,
            found,
            at_least,
        }),
        (None, None) => Err(Error::ClientMissing { name, at_least }),
    }
}

fn candidates() -> impl Iterator<Item = PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path: Vec<_> = std::env::split_paths(&path)
        .filter(|dir| dir.is_absolute())
        .collect();
    std::iter::once_with(named_by_pg_config)
        .flatten()
        .chain(in_path)
        .chain(std::iter::once_with(usual_places).flatten())
}

fn named_by_pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config")
        .arg("--bindir")
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(text.trim())).filter(|dir| dir.is_absolute())
}

fn usual_places() -> Vec<PathBuf> {
    let mut places = Vec::new();
    for (root, prefix) in ROOTS {
        for entry in fs::read_dir(root).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some(rest) = name.to_str().and_then(|name| name.strip_prefix(prefix)) else {
                continue;
            };
            let number = leading_number(rest.trim_start_matches('@')).unwrap_or(0);
            places.push((number, entry.path().join("bin")));
        }
    }
    places.push((0, PathBuf::from("/usr/local/pgsql/bin")));
    places.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    places.into_iter().map(|(_, dir)| dir).collect()
}

/// The major version according to `postgres --version`, which also root may run.
fn version(bin_dir: &Path) -> Option<u32> {
    version_of(&bin_dir.join("postgres"))
}

fn version_of(program: &Path) -> Option<u32> {
    let output = Command::new(program)
        .arg("--version")
        .stderr(Stdio::null())
        .output()
        .ok()?;
    parse_version(&String::from_utf8_lossy(&output.stdout))
}

fn parse_version(text: &str) -> Option<u32> {
    leading_number(text.split_once("(PostgreSQL) ")?.1)
}

fn leading_number(text: &str) -> Option<u32> {
    text.split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_distributions_and_betas_are_understood() {
        let debian = "postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)\n";

        assert_eq!(parse_version(debian), Some(15));
        assert_eq!(parse_version("postgres (PostgreSQL) 19beta1"), Some(19));
        assert_eq!(parse_version("something else"), None);
    }

    #[test]
    fn a_client_is_found_and_one_that_is_too_old_is_named() {
        let newest = find_binaries().unwrap().major();

        let found = find_client("pg_dump", newest).unwrap();
        let too_old = find_client("pg_dump", 9_999).unwrap_err();

        assert_eq!(version_of(&found), Some(newest));
        assert!(
            too_old.to_string().contains("older than the server"),
            "{too_old}"
        );
        assert!(matches!(
            find_client("pg_nothing", 15),
            Err(Error::ClientMissing { .. })
        ));
    }

    #[test]
    fn a_version_nobody_has_is_not_found() {
        assert!(matches!(
            choose(Some(9_999)),
            Err(Error::NotFound | Error::TooOld { .. })
        ));
    }
}
