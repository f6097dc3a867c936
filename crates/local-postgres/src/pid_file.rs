//! `postmaster.pid`: what a running postmaster says about itself.

use std::fs;
use std::path::{Path, PathBuf};

use crate::home::Home;
use crate::{Error, private};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Starting,
    Ready,
    Stopping,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PidFile {
    pub(crate) pid: u32,
    pub(crate) port: u16,
    pub(crate) socket_dir: PathBuf,
    pub(crate) status: Status,
}

impl PidFile {
    /// `None` when there is no file, or nothing in it yet.
    pub(crate) fn read(cluster: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(path(cluster)).ok()?)
    }

    /// Lines: pid, data directory, start time, port, socket directory, listen address, shared
    /// memory, status. The later ones appear while the postmaster starts.
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(str::trim);
        let pid = lines.next()?.parse().ok()?;
        let port = lines.nth(2).and_then(|port| port.parse().ok()).unwrap_or(0);
        let socket_dir = lines.next().map(PathBuf::from).unwrap_or_default();
        let status = match lines.nth(2) {
            Some("ready") => Status::Ready,
            Some("stopping") => Status::Stopping,
            Some(_) | None => Status::Starting,
        };
        Some(Self {
            pid,
            port,
            socket_dir,
            status,
        })
    }
}

/// Marks the file as left behind by a process that is no postmaster any more.
///
/// PostgreSQL refuses to start while the process in the file lives, even as a zombie or as another
/// program that got the same number, but trusts its own parent not to be a rival. So we write our
/// own number; the line on shared memory stays, and with it PostgreSQL's check for orphans.
pub(crate) fn disown(home: &Home) -> Result<(), Error> {
    let path = path(&home.cluster());
    let text = fs::read_to_string(&path).map_err(Error::file(&path))?;
    let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
    private::write(
        &path,
        &format!("{}\n{rest}", std::process::id()),
        &home.account,
    )
}

fn path(cluster: &Path) -> PathBuf {
    cluster.join("postmaster.pid")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_a_ready_postmaster_is_understood() {
        let text =
            "4711\n/data/postgres\n1700000000\n40001\n/data/socket\n127.0.0.1\n  1 2\nready   \n";

        let expected = PidFile {
            pid: 4711,
            port: 40_001,
            socket_dir: PathBuf::from("/data/socket"),
            status: Status::Ready,
        };
        assert_eq!(PidFile::parse(text), Some(expected));
    }

    #[test]
    fn a_file_still_being_written_means_starting() {
        assert_eq!(
            PidFile::parse("4711\n/data\n").map(|file| file.status),
            Some(Status::Starting)
        );
        assert_eq!(PidFile::parse(""), None);
    }
}
