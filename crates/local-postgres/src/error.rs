//! Everything that can go wrong, in sentences for the person at the terminal.

use std::io;
use std::path::{Path, PathBuf};

/// Why the private PostgreSQL is not there.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No directory with `initdb`, `postgres` and `pg_ctl`.
    #[error(
        "PostgreSQL 15 or newer was not found; install it with `apt-get install postgresql` \
         (Debian, Ubuntu) or `brew install postgresql@16` (macOS), or set DATABASE_URL to a \
         running server"
    )]
    NotFound,
    /// Only versions this product does not support.
    #[error(
        "PostgreSQL {found} in {} is too old; install version 15 or newer, or set DATABASE_URL to \
         a running server", .bin_dir.display()
    )]
    TooOld {
        /// The version that was found.
        found: u32,
        /// Where.
        bin_dir: PathBuf,
    },
    /// Only client programs that cannot talk to the server.
    #[error(
        "{name} {found} is older than the server ({at_least}) and cannot read it; install the client programs of \
         version {at_least} or newer (Debian, Ubuntu: postgresql-client-{at_least})"
    )]
    ClientTooOld {
        /// The program.
        name: &'static str,
        /// The newest version that was found.
        found: u32,
        /// The server's version.
        at_least: u32,
    },
    /// The client programs are not installed.
    #[error(
        "{name} was not found; install the client programs of PostgreSQL {at_least} or newer \
         (Debian, Ubuntu: postgresql-client-{at_least})"
    )]
    ClientMissing {
        /// The program.
        name: &'static str,
        /// The server's version.
        at_least: u32,
    },
    /// The data was written by another major version than any that is installed.
    #[error(
        "the database in {} was made by PostgreSQL {cluster}, which is not installed here; install \
         that version, or move the directory away to begin with an empty database", .path.display()
    )]
    WrongVersion {
        /// The cluster directory.
        path: PathBuf,
        /// Its major version.
        cluster: u32,
    },
    /// PostgreSQL's configuration file cannot name this path.
    #[error(
        "the data directory {path:?} cannot be used: its name must be UTF-8 without control characters"
    )]
    UnusablePath {
        /// The path as given.
        path: PathBuf,
    },
    /// Running as root, and the user PostgreSQL runs as cannot get to its files.
    #[error("{user}, who runs PostgreSQL for root, may not enter {}; make its parent directories searchable", .path.display())]
    Unreachable {
        /// The directory.
        path: PathBuf,
        /// The unprivileged user.
        user: String,
    },
    /// A directory or file that must be private is not.
    #[error("{} cannot be trusted: it {why}; remove it and try again", .path.display())]
    Unsafe {
        /// The directory or file.
        path: PathBuf,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The cluster belongs to somebody else.
    #[error("the database in {} belongs to another user (uid {owner}); start as that user or as root", .path.display())]
    ForeignOwner {
        /// The cluster directory.
        path: PathBuf,
        /// Its owner.
        owner: u32,
    },
    /// Running as root, with no `postgres` and no `nobody` to run PostgreSQL as.
    #[error("PostgreSQL does not run as root, and /etc/passwd has neither `postgres` nor `nobody`")]
    NoUnprivilegedUser,
    /// An extra setting that is no setting, or that this crate must decide itself.
    #[error("`{name}` cannot be set for the private PostgreSQL")]
    InvalidSetting {
        /// Its name.
        name: String,
    },
    /// Another process holds the start lock.
    #[error("another process has been starting or stopping PostgreSQL for too long (lock file {})", .path.display())]
    Busy {
        /// The lock file.
        path: PathBuf,
    },
    /// `initdb` said no.
    #[error("initdb could not make a new database:\n{output}")]
    InitdbFailed {
        /// What it printed.
        output: String,
    },
    /// The postmaster ended instead of accepting connections.
    #[error("PostgreSQL did not start; the end of {} says:\n{log_tail}", .log.display())]
    StartFailed {
        /// The log file.
        log: PathBuf,
        /// Its last lines.
        log_tail: String,
    },
    /// Alive, but not ready: most likely recovering after a crash. It was left to go on.
    #[error("PostgreSQL is still starting, perhaps recovering after a crash; see {} and try again in a while", .log.display())]
    StillStarting {
        /// The log file.
        log: PathBuf,
    },
    /// Neither a fast nor an immediate shutdown ended the postmaster.
    #[error("PostgreSQL (process {pid}) does not stop")]
    StopFailed {
        /// The postmaster.
        pid: u32,
    },
    /// `psql` said no.
    #[error("psql could not {task}:\n{output}")]
    SqlFailed {
        /// What it was to do.
        task: String,
        /// What it printed.
        output: String,
    },
    /// A program could not be run at all.
    #[error("{} could not be run", .program.display())]
    Run {
        /// The program.
        program: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file system said no.
    #[error("{} could not be read or written", .path.display())]
    File {
        /// The file or directory.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl Error {
    /// For `map_err` on a file operation.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File {
            path: path.to_owned(),
            source,
        }
    }

    /// For `map_err` on starting a program.
    pub(crate) fn run(program: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Run {
            program: program.to_owned(),
            source,
        }
    }
}
