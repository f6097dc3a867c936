//! The schema's history, compiled in, and which part of it this program can work with.

use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use secrecy::SecretString;

use crate::Error;
use crate::db::connect;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// The oldest schema this program can work with. A contracting migration raises it.
pub const OLDEST: &str = "20261129120000";

/// Where a database stands compared with this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Exactly what this program brings.
    UpToDate,
    /// Usable; these migrations are still to run.
    Behind(Vec<String>),
    /// Too old to serve: these migrations must run first.
    TooOld(Vec<String>),
    /// Usable; a newer program has already added these.
    Ahead(Vec<String>),
}

impl Standing {
    /// Whether `serve` may start on it.
    #[must_use]
    pub const fn is_usable(&self) -> bool {
        !matches!(self, Self::TooOld(_))
    }
}

/// Runs what is missing. Two at once are serialised by an advisory lock. Answers their names.
pub fn migrate(url: &SecretString) -> Result<Vec<String>, Error> {
    use diesel::connection::SimpleConnection as _;
    let mut conn = connect(url)?;
    conn.batch_execute("SELECT pg_advisory_lock(7253114)")?;
    let ran = conn
        .run_pending_migrations(MIGRATIONS)
        .map(|names| names.iter().map(ToString::to_string).collect())
        .map_err(Error::Database)?;
    conn.batch_execute("SELECT pg_advisory_unlock(7253114)")?;
    Ok(ran)
}

/// Undoes all migrations; for the test that every one has a way back.
pub fn revert_all(url: &SecretString) -> Result<(), Error> {
    let mut conn = connect(url)?;
    conn.revert_all_migrations(MIGRATIONS)
        .map(drop)
        .map_err(Error::Database)
}

/// Compares the database with this program.
pub fn standing(url: &SecretString) -> Result<Standing, Error> {
    let mut conn = connect(url)?;
    let known: Vec<String> = MigrationSource::<Pg>::migrations(&MIGRATIONS)
        .map_err(Error::Database)?
        .iter()
        .map(|migration| {
            Migration::<Pg>::name(migration.as_ref())
                .version()
                .to_string()
        })
        .collect();
    let applied = applied(&mut conn)?;
    let missing: Vec<String> = known
        .iter()
        .filter(|v| !applied.contains(v))
        .cloned()
        .collect();
    let extra: Vec<String> = applied
        .iter()
        .filter(|v| !known.contains(v))
        .cloned()
        .collect();
    if missing.iter().any(|version| version.as_str() <= OLDEST) {
        return Ok(Standing::TooOld(missing));
    }
    Ok(match (missing.is_empty(), extra.is_empty()) {
        (true, true) => Standing::UpToDate,
        (false, _) => Standing::Behind(missing),
        (true, false) => Standing::Ahead(extra),
    })
}

/// The versions that have run, read without the right to create diesel's table. None yet: empty.
fn applied(conn: &mut PgConnection) -> Result<Vec<String>, Error> {
    #[derive(QueryableByName)]
    struct Version {
        #[diesel(sql_type = diesel::sql_types::Text)]
        version: String,
    }
    #[derive(QueryableByName)]
    struct There {
        #[diesel(sql_type = diesel::sql_types::Bool)]
        there: bool,
    }
    let there: There = diesel::sql_query(
        "SELECT to_regclass('public.__diesel_schema_migrations') IS NOT NULL AS there",
    )
    .get_result(conn)?;
    if !there.there {
        return Ok(Vec::new());
    }
    let rows: Vec<Version> =
        diesel::sql_query("SELECT version FROM public.__diesel_schema_migrations").load(conn)?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}
