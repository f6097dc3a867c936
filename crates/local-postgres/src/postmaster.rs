//! The running server: adopting one, starting one, stopping one.
//!
//! The postmaster is our direct child in a process group of its own, so that Ctrl-C does not reach
//! it and it outlives a crash of ours. A thread waits for it, so that it never stays a zombie.
//! Callers hold the start lock.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::find::Binaries;
use crate::home::Home;
use crate::log::Log;
use crate::pid_file::{self, PidFile, Status};
use crate::process::Process;
use crate::{Error, config, private, wait};

const ANSWER_LIMIT: Duration = Duration::from_secs(30);
const START_LIMIT: Duration = Duration::from_mins(1);
const RETRY_LIMIT: Duration = Duration::from_secs(10);
const RETRY_PAUSE: Duration = Duration::from_millis(100);
const FAST_STOP_LIMIT: Duration = Duration::from_secs(30);
const IMMEDIATE_STOP_LIMIT: Duration = Duration::from_secs(10);
/// A request for TLS; the answer is one byte, and proves that somebody is at work.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// A postmaster that accepts connections.
#[derive(Clone, Debug)]
pub(crate) struct Postmaster {
    pub(crate) pid: u32,
    pub(crate) port: u16,
    pub(crate) socket_dir: PathBuf,
}

enum Sight {
    Nothing,
    Serving(Postmaster),
    Starting,
    Silent(u32),
}

/// The postmaster that already serves this cluster, if any. One that does not answer is stopped.
pub(crate) fn running(home: &Home, binaries: &Binaries) -> Result<Option<Postmaster>, Error> {
    let settled = wait::until(ANSWER_LIMIT, || match look(home) {
        Sight::Starting | Sight::Silent(_) => None,
        settled @ (Sight::Nothing | Sight::Serving(_)) => Some(settled),
    });
    match settled.unwrap_or_else(|| look(home)) {
        // Here, before a postmaster is started, and never while one comes up: to write then could put the old
        // text over the file that it has just made.
        Sight::Nothing => disown_a_strangers(home).map(|()| None),
        Sight::Serving(postmaster) => Ok(Some(postmaster)),
        // Recovery would begin anew if we cut it off.
        Sight::Starting => Err(Error::StillStarting { log: home.log() }),
        Sight::Silent(pid) => {
            signal(home, binaries, "immediate")?;
            ended(home, pid, IMMEDIATE_STOP_LIMIT).map(|()| None)
        }
    }
}

fn disown_a_strangers(home: &Home) -> Result<(), Error> {
    let cluster = home.cluster();
    match PidFile::read(&cluster) {
        Some(found) if Process::look(found.pid, &cluster) == Process::Stranger => {
            pid_file::disown(home)
        }
        Some(_) | None => Ok(()),
    }
}

fn look(home: &Home) -> Sight {
    let cluster = home.cluster();
    let Some(found) = PidFile::read(&cluster) else {
        return Sight::Nothing;
    };
    match Process::look(found.pid, &cluster) {
        Process::Gone | Process::Stranger => return Sight::Nothing,
        Process::Postmaster => {}
    }
    match found.status {
        Status::Starting => Sight::Starting,
        Status::Ready if answers(&found) => Sight::Serving(Postmaster {
            pid: found.pid,
            port: found.port,
            socket_dir: found.socket_dir,
        }),
        Status::Ready | Status::Stopping => Sight::Silent(found.pid),
    }
}

fn answers(found: &PidFile) -> bool {
    let ask = || -> std::io::Result<()> {
        let limit = Some(Duration::from_secs(2));
        let path = found.socket_dir.join(format!(".s.PGSQL.{}", found.port));
        let mut stream = UnixStream::connect(path)?;
        stream.set_read_timeout(limit)?;
        stream.set_write_timeout(limit)?;
        stream.write_all(&SSL_REQUEST)?;
        stream.read_exact(&mut [0])
    };
    ask().is_ok()
}

/// Starts a postmaster and waits until it serves.
///
/// Another program may take the port at the last moment, and backends of a killed postmaster need
/// a moment to notice: both are tried again.
pub(crate) fn start(
    home: &Home,
    binaries: &Binaries,
    rendered: &str,
    socket_dir: &Path,
) -> Result<Postmaster, Error> {
    let begun = Instant::now();
    let mut preferred = config::last(home).map(|(_, port)| port);
    remove_stale_sockets(socket_dir);
    loop {
        let port = config::free_port(preferred)?;
        private::write(
            &home.config(),
            &config::with_port(rendered, port),
            &home.account,
        )?;
        let log = Log::open(&home.log(), &home.account)?;
        let (pid, waiter) = spawn(home, binaries, &log)?;
        let settled = wait::until(START_LIMIT, || {
            if waiter.is_finished() {
                return Some(None);
            }
            match look(home) {
                Sight::Serving(found) if found.pid == pid => Some(Some(found)),
                Sight::Nothing | Sight::Serving(_) | Sight::Starting | Sight::Silent(_) => None,
            }
        });
        match settled {
            Some(Some(postmaster)) => return Ok(postmaster),
            None => return Err(Error::StillStarting { log: home.log() }),
            Some(None) => {}
        }
        let log_tail = log.tail();
        let port_taken = log_tail.contains("could not create any TCP/IP sockets");
        let orphans = log_tail.contains("is still in use");
        if !(port_taken || orphans) || begun.elapsed() > RETRY_LIMIT {
            return Err(Error::StartFailed {
                log: home.log(),
                log_tail,
            });
        }
        preferred = preferred.filter(|_| !port_taken);
        let _: Option<()> = wait::until(RETRY_PAUSE, || None);
    }
}

fn spawn(home: &Home, binaries: &Binaries, log: &Log) -> Result<(u32, JoinHandle<()>), Error> {
    let program = binaries.program("postgres");
    let mut config_file = std::ffi::OsString::from("config_file=");
    config_file.push(home.config());
    let mut child = home
        .account
        .command(&program)
        .arg("-D")
        .arg(home.cluster())
        .arg("-c")
        .arg(config_file)
        .stdout(log.writer()?)
        .stderr(log.writer()?)
        .process_group(0)
        .spawn()
        .map_err(Error::run(&program))?;
    let pid = child.id();
    let waiter = thread::Builder::new()
        .name("postmaster".to_owned())
        .spawn(move || drop(child.wait()))
        .map_err(Error::run(&program))?;
    Ok((pid, waiter))
}

/// No postmaster lives, so the sockets and their locks are from one that was killed.
fn remove_stale_sockets(socket_dir: &Path) {
    for entry in fs::read_dir(socket_dir).into_iter().flatten().flatten() {
        if entry
            .file_name()
            .as_encoded_bytes()
            .starts_with(b".s.PGSQL.")
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Stops the postmaster of this cluster: fast, and if that takes too long, at once. None is fine.
pub(crate) fn stop(home: &Home, binaries: &Binaries, known: &Postmaster) -> Result<(), Error> {
    let cluster = home.cluster();
    if let Some(PidFile { pid, .. }) = PidFile::read(&cluster)
        && Process::look(pid, &cluster) == Process::Postmaster
    {
        signal(home, binaries, "fast")?;
        ended(home, pid, FAST_STOP_LIMIT).or_else(|_| {
            signal(home, binaries, "immediate")?;
            ended(home, pid, IMMEDIATE_STOP_LIMIT)
        })?;
    }
    // Its last act before it ends is to remove the pid file.
    ended(home, known.pid, IMMEDIATE_STOP_LIMIT)
}

/// Its own word for failure ("no such process") is not interesting: [`ended`] decides.
fn signal(home: &Home, binaries: &Binaries, mode: &str) -> Result<(), Error> {
    let program = binaries.program("pg_ctl");
    let mut command = home.account.command(&program);
    command
        .args(["stop", "-W", "-s", "-m", mode, "-D"])
        .arg(home.cluster());
    command.output().map(drop).map_err(Error::run(&program))
}

fn ended(home: &Home, pid: u32, limit: Duration) -> Result<(), Error> {
    let cluster = home.cluster();
    wait::until(limit, || {
        (Process::look(pid, &cluster) != Process::Postmaster).then_some(())
    })
    .ok_or(Error::StopFailed { pid })
}
