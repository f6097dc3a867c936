//! The system in this process, on a database and a data folder of its own.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use chrono::{DateTime, Duration, Utc};
use domain::now::Clock;
use serde_json::{Value, json};
use server::{Background, Config, Roles, Running};

use crate::{Caller, TestDatabase};

/// The password of all demo people in tests.
pub const PASSWORD: &str = "demo password of the tests";

static NEXT: AtomicU64 = AtomicU64::new(0);

/// The running system.
pub struct TestApp {
    /// The server.
    pub running: Running,
    /// Its database.
    pub database: TestDatabase,
    /// Its data folder.
    pub data_dir: PathBuf,
    shift_seconds: Arc<AtomicI64>,
}

impl TestApp {
    /// Starts it with the worker on demand.
    pub async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    /// The same, with another configuration.
    #[expect(clippy::expect_used, reason = "a test without a server cannot go on")]
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let database = TestDatabase::new();
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let data_dir =
            std::env::temp_dir().join(format!("smv-cert-test-{}-{number}", std::process::id()));
        let mut config = Config::for_tests(&database.url, &data_dir);
        change(&mut config);
        let shift_seconds = Arc::new(AtomicI64::new(0));
        let shift = shift_seconds.clone();
        let system = server::system_clock();
        let clock =
            Clock::new(move || system.now() + Duration::seconds(shift.load(Ordering::Relaxed)));
        let running = server::start(config, clock, Roles::All, Background::OnDemand)
            .await
            .expect("the server starts");
        Self {
            running,
            database,
            data_dir,
            shift_seconds,
        }
    }

    /// Moves the server's clock forward.
    pub fn advance(&self, by: Duration) {
        self.shift_seconds
            .fetch_add(by.num_seconds(), Ordering::Relaxed);
    }

    /// The server's time.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        server::system_clock().now() + Duration::seconds(self.shift_seconds.load(Ordering::Relaxed))
    }

    /// Somebody without anything.
    #[must_use]
    pub fn anyone(&self) -> Caller {
        Caller::new(&self.running.public_url)
    }

    /// A logged-in demo person, by the part of the address before `@`.
    pub async fn person(&self, name: &str) -> Caller {
        let body = json!({"email": format!("{name}@demo.example"), "password": PASSWORD});
        let staff = Caller::new(&self.running.staff_url);
        let tokens = staff.post("/api/v1/auth/login", &body).await.expect(200);
        staff.with(text(&tokens, "access_token"))
    }

    /// Files a report with a key of its own; the receipt.
    pub async fn file(&self, report: &Value) -> Value {
        let key = format!("test-key-{:016}", NEXT.fetch_add(1, Ordering::Relaxed));
        self.anyone()
            .post_once("/api/v1/reports", &key, report)
            .await
            .expect(201)
    }

    /// The reporter of a receipt.
    #[must_use]
    pub fn reporter(&self, receipt: &Value) -> Caller {
        self.anyone().with(text(receipt, "access_code"))
    }

    /// Lets the staff role catch up: what was written can be searched for from now on.
    #[expect(clippy::expect_used, reason = "a test without an index cannot go on")]
    pub async fn upkeep(&self) {
        while self
            .running
            .run_upkeep_once()
            .await
            .expect("the index is kept up to date")
            > 0
        {}
    }

    /// Runs the worker once and gives every mail that lies in the folder, oldest first.
    #[expect(clippy::expect_used, reason = "a test without mails cannot go on")]
    pub async fn mails(&self) -> Vec<String> {
        self.running
            .run_outbox_once()
            .await
            .expect("the worker runs");
        let mut files: Vec<PathBuf> = std::fs::read_dir(self.data_dir.join("mail"))
            .map(|folder| {
                folder
                    .filter_map(Result::ok)
                    .map(|file| file.path())
                    .collect()
            })
            .unwrap_or_default();
        files.retain(|file| file.extension().is_some_and(|end| end == "eml"));
        files.sort();
        files
            .iter()
            .map(|file| std::fs::read_to_string(file).unwrap_or_default())
            .collect()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.running.stop_token().cancel();
        let _ = std::fs::remove_dir_all(&self.data_dir);
    }
}

/// A text field of an answer.
#[must_use]
pub fn text(value: &Value, field: &str) -> String {
    value
        .get(field)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}
