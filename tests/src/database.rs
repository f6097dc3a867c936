//! A database per test, made from a template that is migrated once.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use local_postgres::{LocalPostgres, Options};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A database that is dropped with its test.
pub struct TestDatabase {
    /// libpq URL.
    pub url: String,
    name: String,
}

impl TestDatabase {
    /// A fresh copy of the template.
    #[must_use]
    pub fn new() -> Self {
        Self::made(&format!(" TEMPLATE {}", template()))
    }

    /// One without any tables.
    #[must_use]
    pub fn empty() -> Self {
        Self::made("")
    }

    fn made(how: &str) -> Self {
        let name = format!(
            "t_{}_{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        execute(server(), &format!("CREATE DATABASE {name}{how}"));
        Self {
            url: url_of(&name),
            name,
        }
    }

    /// Runs SQL as the owner.
    pub fn execute(&self, sql: &str) {
        execute(&self.url, sql);
    }

    /// The texts that a `SELECT … AS line …` gives.
    #[must_use]
    pub fn lines(&self, sql: &str) -> Vec<String> {
        lines(&self.url, sql)
    }

    /// Cuts every connection and lets nobody in: the database is gone.
    pub fn go_away(&self) {
        execute(
            server(),
            &format!("ALTER DATABASE {} ALLOW_CONNECTIONS false", self.name),
        );
        execute(
            server(),
            &format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'",
                self.name
            ),
        );
    }

    /// Lets connections in again.
    pub fn come_back(&self) {
        execute(
            server(),
            &format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", self.name),
        );
    }
}

impl Default for TestDatabase {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Ok(mut conn) = PgConnection::establish(server()) {
            let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
            let _ = diesel::sql_query(drop).execute(&mut conn);
        }
    }
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// The texts that a `SELECT … AS line …` gives.
#[must_use]
#[expect(clippy::expect_used, reason = "a test without a database cannot go on")]
pub fn lines(url: &str, sql: &str) -> Vec<String> {
    let mut conn = PgConnection::establish(url).expect("the database answers");
    diesel::sql_query(sql)
        .load::<Line>(&mut conn)
        .expect("the statement runs")
        .into_iter()
        .map(|line| line.line)
        .collect()
}

/// The number that a `SELECT count(*) AS count …` gives.
#[must_use]
#[expect(clippy::expect_used, reason = "a test without a database cannot go on")]
pub fn count(url: &str, sql: &str) -> i64 {
    let mut conn = PgConnection::establish(url).expect("the database answers");
    diesel::sql_query(sql)
        .get_result::<Count>(&mut conn)
        .expect("the statement runs")
        .count
}

/// Runs SQL.
#[expect(clippy::expect_used, reason = "a test without a database cannot go on")]
pub fn execute(url: &str, sql: &str) {
    let mut conn = PgConnection::establish(url).expect("the database answers");
    diesel::sql_query(sql)
        .execute(&mut conn)
        .expect("the statement runs");
}

/// URL of the server's own database `postgres`.
#[expect(clippy::expect_used, reason = "a test without a database cannot go on")]
#[expect(
    clippy::disallowed_methods,
    reason = "the harness is configured by the one who starts it"
)]
fn server() -> &'static str {
    static SERVER: OnceLock<String> = OnceLock::new();
    SERVER.get_or_init(|| {
        if let Ok(url) = std::env::var("SMV_CERT_TEST_DATABASE_URL") {
            return url;
        }
        let folder = PathBuf::from(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../target/test-postgres"
        ));
        let mut postgres = LocalPostgres::start(&Options::throwaway(folder))
            .expect("PostgreSQL starts; `make test` installs it");
        postgres.leave_running();
        postgres.url("postgres")
    })
}

fn url_of(database: &str) -> String {
    let (base, _) = server().rsplit_once('/').unwrap_or((server(), ""));
    format!("{base}/{database}")
}

/// The migrated template of this process.
#[expect(clippy::expect_used, reason = "a test without a schema cannot go on")]
fn template() -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let name = format!("template_{}", std::process::id());
        execute(
            server(),
            &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        );
        execute(server(), &format!("CREATE DATABASE {name}"));
        store::migrations::migrate(&url_of(&name).into()).expect("the migrations run");
        name
    })
}
