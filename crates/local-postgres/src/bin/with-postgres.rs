//! `with-postgres [--data-dir DIR] [--durable] COMMAND ARGS...`: runs a command with a PostgreSQL.
//!
//! The command finds the URL of the database `postgres` in `SMV_CERT_TEST_DATABASE_URL`. If that is
//! set already, the command is just run. PostgreSQL is stopped when the command has ended, however
//! it ended. Ctrl-C reaches the command by itself, since it is in our process group; SIGTERM and
//! SIGHUP are passed on to it.

use std::error::Error as StdError;
use std::ffi::OsString;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitCode, ExitStatus};
use std::time::Duration;

use local_postgres::{LocalPostgres, Options};
use tokio::signal::unix::{Signal, SignalKind, signal};

const VARIABLE: &str = "SMV_CERT_TEST_DATABASE_URL";
const USAGE: &str = "usage: with-postgres [--data-dir DIR] [--durable] COMMAND ARGS...";
/// Our own failure, as `env` and `timeout` say it.
const FAILED: u8 = 125;

type AnyError = Box<dyn StdError>;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("with-postgres: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                eprintln!("  because: {error}");
                cause = error.source();
            }
            ExitCode::from(FAILED)
        }
    }
}

fn run() -> Result<ExitCode, AnyError> {
    let (options, program, arguments) = parse(std::env::args_os().skip(1))?;
    if std::env::var_os(VARIABLE).is_some_and(|url| !url.is_empty()) {
        // Comes back only when it fails.
        return Err(Command::new(&program).args(arguments).exec().into());
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        // From here on no signal ends us before PostgreSQL has been stopped.
        let mut signals = Signals::listen()?;
        let postgres = LocalPostgres::start(&options)?;
        if let Some(note) = postgres.note() {
            eprintln!("with-postgres: {note}");
        }
        let ran = if signals.arrived().await {
            Ok(ExitCode::from(FAILED))
        } else {
            let mut command = Command::new(program);
            command
                .args(arguments)
                .env(VARIABLE, postgres.url("postgres"));
            signals.supervise(command).await
        };
        postgres.release()?;
        ran
    })
}

fn parse(
    mut arguments: impl Iterator<Item = OsString>,
) -> Result<(Options, OsString, Vec<OsString>), AnyError> {
    let mut options = Options::throwaway("target/test-postgres");
    loop {
        let argument = arguments.next().ok_or(USAGE)?;
        match argument.to_str() {
            Some("--data-dir") => options.data_dir = arguments.next().ok_or(USAGE)?.into(),
            Some("--durable") => options.durability = local_postgres::Durability::Durable,
            Some("--") => {
                return Ok((options, arguments.next().ok_or(USAGE)?, arguments.collect()));
            }
            Some(option) if option.starts_with('-') => return Err(USAGE.into()),
            Some(_) | None => return Ok((options, argument, arguments.collect())),
        }
    }
}

struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Whether a signal came while PostgreSQL was starting.
    async fn arrived(&mut self) -> bool {
        let any = async {
            tokio::select! {
                _ = self.interrupt.recv() => {}
                _ = self.terminate.recv() => {}
                _ = self.hang_up.recv() => {}
            }
        };
        // The runtime reads pending signals when it waits, be it ever so short.
        tokio::time::timeout(Duration::from_millis(1), any)
            .await
            .is_ok()
    }

    /// Runs the command to its end.
    async fn supervise(&mut self, command: Command) -> Result<ExitCode, AnyError> {
        let named = command.get_program().to_owned();
        let mut child = tokio::process::Command::from(command)
            .spawn()
            .map_err(|source| local_postgres::Error::Run {
                program: named.into(),
                source,
            })?;
        let pid = child.id().map(|pid| pid.to_string());
        let pass_on = |name: &str| {
            let kill = Command::new("sh")
                .args(["-c", "kill -s \"$1\" \"$2\"", "sh", name])
                .args(&pid)
                .status();
            if kill.is_err() {
                eprintln!("with-postgres: could not pass the signal on");
            }
        };
        let mut interrupts = 0_u32;
        loop {
            tokio::select! {
                status = child.wait() => return Ok(exit_code(status?)),
                _ = self.terminate.recv() => pass_on("TERM"),
                _ = self.hang_up.recv() => pass_on("HUP"),
                _ = self.interrupt.recv() => {
                    interrupts += 1;
                    // The terminal told the command too. Someone who insists means it.
                    if interrupts > 1 {
                        pass_on("TERM");
                    }
                }
            }
        }
    }
}

/// As a shell says it: 128 and the signal for a command that was killed.
fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status
        .code()
        .or_else(|| status.signal().map(|signal| 128 + signal))
        .unwrap_or(1);
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}
