//! The real program, serving a demonstration as a process of its own.

use std::path::Path;
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use smv_cert_tests::Caller;

use crate::outside::{Program, until};

/// A served system.
pub(crate) struct Server {
    program: Program,
    /// Where it is served.
    pub(crate) url: String,
    /// From its start until `/readyz` said yes.
    pub(crate) ready_after: Duration,
}

impl Server {
    /// Starts it on a data directory, with a database or without, at any free port.
    pub(crate) async fn start(data_dir: &Path, database_url: Option<&str>) -> Self {
        Self::start_only(data_dir, database_url, &[]).await
    }

    /// The same with more words on its command line, as in `--only public`.
    pub(crate) async fn start_only(
        data_dir: &Path,
        database_url: Option<&str>,
        words: &[&str],
    ) -> Self {
        Self::begin(command(data_dir, database_url).arg("serve").args(words)).await
    }

    /// The same from a whole command.
    pub(crate) async fn begin(command: &mut Command) -> Self {
        let begun = Instant::now();
        let mut program = Program::start(command);
        let url = program.line(address).await;
        let anyone = Caller::new(&url);
        until(Duration::from_mins(1), "the server is ready", async || {
            anyone.get("/readyz").await.status == 200
        })
        .await;
        Self {
            program,
            url,
            ready_after: begun.elapsed(),
        }
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.program.pid()
    }

    /// Everything it has said so far.
    pub(crate) fn said(&mut self) -> String {
        self.program.said()
    }

    /// SIGKILL.
    pub(crate) fn kill(&mut self) {
        self.program.kill();
    }

    /// SIGTERM, and waits for the end.
    pub(crate) async fn terminate(&mut self) -> (ExitStatus, Duration) {
        let limit = server::lifecycle::GRACE + Duration::from_secs(5);
        self.program.terminate(limit).await
    }
}

/// The program on a data directory and a database, as a demonstration without cases.
pub(crate) fn command(data_dir: &Path, database_url: Option<&str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smv-cert-under-test"));
    command
        .env_clear()
        .envs(std::env::vars_os().filter(|(name, _)| name == "PATH"))
        .env("SMV_CERT_MODE", "demo")
        .env("SMV_CERT_DEMO_CASES", "0")
        .env("SMV_CERT_DEMO_PASSWORD", smv_cert_tests::PASSWORD)
        .env("SMV_CERT_DATA_DIR", data_dir)
        .env("SMV_CERT_HTTP__LISTEN", "127.0.0.1:0")
        .env("SMV_CERT_METRICS__LISTEN", "off")
        .env("SMV_CERT_ATTACHMENTS__LEAST_FREE_PERCENT", "1")
        // Hundreds of reports a second from one machine are no flood here.
        .env("SMV_CERT_FLOOD__REPORTS_PER_MINUTE", "off")
        .envs(database_url.map(|url| ("DATABASE_URL", url)))
        .args(["--config", "/dev/null"]);
    command
}

/// Runs a command of the program to its end; whether it succeeded, and what it said.
pub(crate) fn run(data_dir: &Path, database_url: &str, words: &[&str]) -> (bool, String) {
    let output = command(data_dir, Some(database_url))
        .args(words)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

/// The address of the Danish page in what a demonstration says when it is ready.
pub(crate) fn address(line: &str) -> Option<String> {
    line.split_whitespace()
        .filter(|word| word.starts_with("http://"))
        .find_map(|word| word.strip_suffix("/da"))
        .map(str::to_owned)
}
