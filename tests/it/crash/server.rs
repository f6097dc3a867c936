//! The real program, serving a demonstration as a process of its own.

use std::path::Path;
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use smv_cert_tests::Caller;

use crate::outside::{Program, until};

/// A served system.
pub(super) struct Server {
    program: Program,
    /// Where it is served.
    pub(super) url: String,
    /// From its start until `/readyz` said yes.
    pub(super) ready_after: Duration,
}

impl Server {
    /// Starts it on a data directory, with a database or without, at any free port.
    pub(super) async fn start(data_dir: &Path, database_url: Option<&str>) -> Self {
        let begun = Instant::now();
        let mut command = Command::new(env!("CARGO_BIN_EXE_smv-cert-under-test"));
        command
            .env_clear()
            .envs(std::env::vars_os().filter(|(name, _)| name == "PATH"))
            .env("SMV_CERT_MODE", "demo")
            .env("SMV_CERT_DEMO_CASES", "0")
            .env("SMV_CERT_DATA_DIR", data_dir)
            .env("SMV_CERT_HTTP__LISTEN", "127.0.0.1:0")
            .env("SMV_CERT_METRICS__LISTEN", "off")
            .envs(database_url.map(|url| ("DATABASE_URL", url)))
            .args(["--config", "/dev/null", "serve"]);
        let mut program = Program::start(&mut command);
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

    /// SIGKILL.
    pub(super) fn kill(&mut self) {
        self.program.kill();
    }

    /// SIGTERM, and waits for the end.
    pub(super) async fn terminate(&mut self) -> (ExitStatus, Duration) {
        let limit = server::lifecycle::GRACE + Duration::from_secs(5);
        self.program.terminate(limit).await
    }
}

/// The address of the Danish page in what a demonstration says when it is ready.
fn address(line: &str) -> Option<String> {
    line.split_whitespace()
        .filter(|word| word.starts_with("http://"))
        .find_map(|word| word.strip_suffix("/da"))
        .map(str::to_owned)
}
