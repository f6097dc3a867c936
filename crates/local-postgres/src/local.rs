//! The handle: start, URLs, databases, stop.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::find::{self, Binaries};
use crate::home::Home;
use crate::lock::{Ownership, StartLock};
use crate::options::Options;
use crate::postmaster::{self, Postmaster};
use crate::psql::Psql;
use crate::{Error, SUPERUSER, cluster, config, private};

/// A private PostgreSQL that accepts connections.
///
/// Several handles, also in several processes, can share one data directory. Dropping a handle
/// stops the server unless another handle is alive or [`LocalPostgres::leave_running`] was called.
pub struct LocalPostgres {
    home: Home,
    binaries: Binaries,
    postmaster: Postmaster,
    password: String,
    ownership: Option<Ownership>,
}

impl LocalPostgres {
    /// Makes the cluster if there is none, adopts the postmaster that serves it or starts one, and
    /// returns when it accepts connections. Blocks; every wait in it has a limit.
    pub fn start(options: &Options) -> Result<Self, Error> {
        let mut home = Home::locate(&options.data_dir)?;
        let lock = StartLock::take(&home)?;
        let path = home.cluster();
        let version = cluster::version(&path);
        let binaries = find::choose(version).map_err(|error| match version {
            Some(cluster) if find::find_binaries().is_ok() => Error::WrongVersion { path, cluster },
            Some(_) | None => error,
        })?;
        cluster::ensure(&mut home, &binaries, options.durability)?;
        let socket_dir = home.socket_dir()?;
        let rendered = config::render(&home, options, &socket_dir)?;
        let postmaster = match postmaster::running(&home, &binaries)? {
            Some(found) if config::last(&home).is_some_and(|(last, _)| last == rendered) => found,
            Some(other) => {
                postmaster::stop(&home, &binaries, &other)?;
                postmaster::start(&home, &binaries, &rendered, &socket_dir)?
            }
            None => postmaster::start(&home, &binaries, &rendered, &socket_dir)?,
        };
        let ownership = Some(Ownership::take(&home, &lock)?);
        let mut started = Self {
            home,
            binaries,
            postmaster,
            password: String::new(),
            ownership,
        };
        drop(lock);
        started.password = started.read_password()?;
        Ok(started)
    }

    /// A libpq URL over the Unix socket. No password: only we and root can reach the socket.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let socket_dir = encoded(&self.socket_dir().to_string_lossy());
        format!(
            "postgresql://{SUPERUSER}@{socket_dir}:{}/{}",
            self.tcp_port(),
            encoded(database)
        )
    }

    /// A URL over loopback TCP, with the password, for tools that cannot use a Unix socket.
    #[must_use]
    pub fn tcp_url(&self, database: &str) -> String {
        let (password, port) = (&self.password, self.tcp_port());
        format!(
            "postgresql://{SUPERUSER}:{password}@127.0.0.1:{port}/{}",
            encoded(database)
        )
    }

    /// The port on 127.0.0.1; it is also part of the socket's name.
    #[must_use]
    pub fn tcp_port(&self) -> u16 {
        self.postmaster.port
    }

    /// The directory of the Unix socket.
    #[must_use]
    pub fn socket_dir(&self) -> &Path {
        &self.postmaster.socket_dir
    }

    /// Where `psql`, `pg_dump` and the like of this version are.
    #[must_use]
    pub fn bin_dir(&self) -> &Path {
        self.binaries.bin_dir()
    }

    /// The process number of the postmaster.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.postmaster.pid
    }

    /// The postmaster's log file.
    #[must_use]
    pub fn log_file(&self) -> PathBuf {
        self.home.log()
    }

    /// Something the person at the terminal should know, such as another place for the data.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.home.note.as_deref()
    }

    /// Creates a database unless it is there.
    pub fn ensure_database(&self, name: &str) -> Result<(), Error> {
        self.psql().ensure_database(name)
    }

    /// Lets the server go on when this handle is dropped; the next start adopts it.
    pub fn leave_running(&mut self) {
        self.ownership = None;
    }

    /// Fast shutdown, whoever else is using the server. Returns when it has ended.
    pub fn stop(mut self) -> Result<(), Error> {
        self.ownership = None;
        let _lock = StartLock::take(&self.home)?;
        postmaster::stop(&self.home, &self.binaries, &self.postmaster)
    }

    /// Like dropping the handle, but says what went wrong.
    pub fn release(mut self) -> Result<(), Error> {
        self.give_up()
    }

    fn give_up(&mut self) -> Result<(), Error> {
        let Some(ownership) = self.ownership.take() else {
            return Ok(());
        };
        let lock = StartLock::take(&self.home)?;
        if ownership.gives_up_last(&lock) {
            postmaster::stop(&self.home, &self.binaries, &self.postmaster)?;
        }
        Ok(())
    }

    fn psql(&self) -> Psql<'_> {
        Psql {
            account: &self.home.account,
            program: self.binaries.program("psql"),
            url: self.url("postgres"),
        }
    }

    /// A lost password file is replaced: over the socket we need no password to set one.
    fn read_password(&self) -> Result<String, Error> {
        let path = self.home.password();
        if let Ok(password) = fs::read_to_string(&path)
            && !password.trim().is_empty()
        {
            return Ok(password.trim().to_owned());
        }
        let password = private::random_hex()?;
        self.psql().set_password(&password)?;
        private::write(&path, &password, &self.home.account)?;
        Ok(password)
    }
}

impl Drop for LocalPostgres {
    fn drop(&mut self) {
        let _ = self.give_up();
    }
}

impl fmt::Debug for LocalPostgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalPostgres")
            .field("postmaster", &self.postmaster)
            .finish_non_exhaustive()
    }
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded + char::from(byte).encode_utf8(&mut [0; 4])
        } else {
            encoded + &format!("%{byte:02X}")
        }
    })
}
