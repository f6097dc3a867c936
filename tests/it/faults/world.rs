//! The program under test with a database of its own, always at the same address.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use smv_cert_tests::TestDatabase;

use super::clients::ask;
use super::http::get;
use crate::outside::{Program, empty_folder, until};
use crate::served;

/// Longer than a start takes on a busy machine.
const START: Duration = Duration::from_mins(1);

/// The program, running or not.
pub(super) struct World {
    database: Option<TestDatabase>,
    pub(super) database_url: String,
    pub(super) data_dir: PathBuf,
    pub(super) address: SocketAddr,
    /// What `FAILPOINTS` says at the next start.
    pub(super) faults: String,
    /// Further settings.
    pub(super) settings: Vec<(&'static str, String)>,
    program: Option<Program>,
}

impl World {
    /// Keys, schema and people are there; nothing runs yet.
    pub(super) fn new(name: &str) -> Self {
        let database = TestDatabase::new();
        let url = database.url.clone();
        let mut world = Self::on(name, url);
        world.database = Some(database);
        world
    }

    /// The same on a database of somebody else.
    pub(super) fn on(name: &str, database_url: String) -> Self {
        let data_dir = empty_folder(&format!("faults-{name}"));
        let (good, said) = served::run(&data_dir, &database_url, &["demo", "--cases", "0"]);
        assert!(good, "{said}");
        // Given back at once: nobody else asks for ports here as fast.
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        Self {
            database: None,
            database_url,
            data_dir,
            address: free.local_addr().unwrap(),
            faults: String::new(),
            settings: Vec::new(),
            program: None,
        }
    }

    /// The command that serves these roles.
    pub(super) fn command(&self, words: &[&str]) -> Command {
        let mut command = served::command(&self.data_dir, Some(&self.database_url));
        command
            .env("SMV_CERT_HTTP__LISTEN", self.address.to_string())
            .env("SMV_CERT_LIMITS__CODE_PER_MINUTE", "off")
            .env("SMV_CERT_LIMITS__EXPORT_PER_MINUTE", "off")
            .env("SMV_CERT_FLOOD__REPORTS_PER_MINUTE", "off")
            .env("SMV_CERT_LOG", "error")
            .env("FAILPOINTS", &self.faults)
            .envs(self.settings.iter().map(|(name, value)| (*name, value)))
            .arg("serve")
            .args(words);
        command
    }

    /// Starts what reporters see.
    pub(super) async fn start(&mut self) -> u32 {
        self.begin(&mut self.command(&["--only", "public"])).await
    }

    /// Starts all of it.
    pub(super) async fn start_all(&mut self) -> u32 {
        self.begin(&mut self.command(&[])).await
    }

    /// Starts it by a whole command; its process id when it is ready, or has ended already.
    pub(super) async fn begin(&mut self, command: &mut Command) -> u32 {
        let program = Program::start(command);
        let pid = program.pid();
        self.program = Some(program);
        let (ready, mut connection) = (get("/readyz", "none"), None);
        until(START, "it is ready, or has ended", async || {
            let answer = ask(self.address, &mut connection, &ready).await;
            self.has_ended() || answer.is_some_and(|answer| answer.status == 200)
        })
        .await;
        pid
    }

    /// SIGKILL.
    pub(super) fn kill(&mut self) {
        if let Some(mut program) = self.program.take() {
            program.kill();
        }
    }

    /// Whether it has ended by itself.
    pub(super) fn has_ended(&mut self) -> bool {
        self.program.as_mut().is_none_or(Program::has_ended)
    }

    /// Starts it anew without any fault.
    pub(super) async fn recover(&mut self) {
        self.kill();
        self.faults.clear();
        self.start().await;
    }

    /// Its address as a URL.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The lines of a `SELECT … AS line …`.
    pub(super) fn lines(&self, sql: &str) -> Vec<String> {
        smv_cert_tests::lines(&self.database_url, sql)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.kill();
        drop(self.database.take());
        let _ = std::fs::remove_dir_all(&self.data_dir);
    }
}

/// The peak of a process's memory in MB.
pub(super) fn peak_megabytes(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}
