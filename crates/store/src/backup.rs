//! What backup and restore need to know of a database and do to it, as the schema's owner.
//!
//! The dump itself is `pg_dump`'s work. Here are the snapshot that it shares with our counts, and
//! the steps around a restore: roles, which no dump holds, and the order of the feed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use diesel::connection::SimpleConnection as _;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};
use domain::id::{CaseId, Id};
use secrecy::SecretString;
use uuid::Uuid;

use crate::db::connect;
use crate::schema::cases;
use crate::{Error, Tx};

/// How many rows each table has.
pub type Rows = BTreeMap<String, i64>;

/// A state of the database that stays as it is, for us and for a `pg_dump` that is told its name.
pub struct Snapshot {
    conn: PgConnection,
    name: String,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

impl Snapshot {
    /// Takes it. It lasts until it is dropped.
    pub fn take(url: &SecretString) -> Result<Self, Error> {
        let mut conn = connect(url)?;
        conn.batch_execute(
            "SET idle_in_transaction_session_timeout = 0; \
             BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        )?;
        let name = word(&mut conn, "SELECT pg_export_snapshot() AS word")?;
        Ok(Self { conn, name })
    }

    /// Its name, for `pg_dump --snapshot`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many rows each table has in it.
    pub fn rows(&mut self) -> Result<Rows, Error> {
        rows_of(&mut self.conn)
    }

    /// The last migration that had run; none: no schema of ours.
    pub fn schema(&mut self) -> Result<Option<String>, Error> {
        let there = "SELECT coalesce(to_regclass('public.__diesel_schema_migrations')::text, '') \
             AS word";
        if word(&mut self.conn, there)?.is_empty() {
            return Ok(None);
        }
        let last = "SELECT coalesce(max(version), '') AS word FROM __diesel_schema_migrations";
        Ok(Some(word(&mut self.conn, last)?).filter(|version| !version.is_empty()))
    }
}

/// Version of the server: major, and in words.
pub fn server_version(url: &SecretString) -> Result<(u32, String), Error> {
    #[derive(QueryableByName)]
    struct Version {
        #[diesel(sql_type = Integer)]
        number: i32,
        #[diesel(sql_type = Text)]
        word: String,
    }
    let version: Version = diesel::sql_query(
        "SELECT current_setting('server_version_num')::int / 10000 AS number, \
         current_setting('server_version') AS word",
    )
    .get_result(&mut connect(url)?)?;
    Ok((u32::try_from(version.number).unwrap_or(0), version.word))
}

/// How many rows each table has.
pub fn rows(url: &SecretString) -> Result<Rows, Error> {
    rows_of(&mut connect(url)?)
}

/// The tables in the schema that a restore fills.
pub fn tables(url: &SecretString) -> Result<Vec<String>, Error> {
    tables_of(&mut connect(url)?)
}

/// Makes the roles that the tables grant rights to, as the first migration does.
pub fn ensure_roles(url: &SecretString) -> Result<(), Error> {
    Ok(connect(url)?.batch_execute(ROLES)?)
}

const ROLES: &str = r"
DO $$
DECLARE wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['smv_public', 'smv_staff', 'smv_worker'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END;
        BEGIN
            IF NOT pg_has_role(current_user, wanted, 'MEMBER') THEN
                EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
            END IF;
        EXCEPTION WHEN unique_violation OR internal_error THEN NULL;
        END;
    END LOOP;
END $$";

/// The transaction id of every restored row.
pub const RESTORED: i64 = 3;
/// The same for rows that the chain had not sealed: the sealing job goes on with them.
pub const RESTORED_UNSEALED: i64 = 4;

/// Gives every event and audit row the same transaction id, lower than any that a cluster gives: ids
/// of another cluster say nothing here. The feed then runs through them by their own ids, and what is
/// new comes after them. Rewrites the tables at once: an `UPDATE` would leave them twice as large.
pub fn repair_feed(url: &SecretString) -> Result<(), Error> {
    let mut conn = connect(url)?;
    let tables = tables_of(&mut conn)?;
    // A backup of an older program has no audit trail yet.
    let audited = tables.iter().any(|table| table == "audit_cursor");
    let rewrite = |table: &str, xid: i64| {
        format!("ALTER TABLE {table} ALTER COLUMN xid TYPE xid8 USING '{xid}'::xid8;")
    };
    if !audited {
        return Ok(conn.batch_execute(&rewrite("events", RESTORED))?);
    }
    let sealed: Number = diesel::sql_query(
        "SELECT count(*) AS number FROM (SELECT FROM audit_chain LIMIT 1) AS any_row",
    )
    .get_result(&mut conn)?;
    let xid = if sealed.number > 0 {
        RESTORED
    } else {
        RESTORED_UNSEALED
    };
    // A view stands in the way of a column that changes; its text is the migration's.
    let view = word(
        &mut conn,
        "SELECT pg_get_viewdef('audit_events'::regclass) AS word",
    )?;
    let mut sql = format!(
        "BEGIN; DROP VIEW audit_events; {} {} CREATE VIEW audit_events AS {view}; \
         GRANT SELECT ON audit_events TO smv_worker;",
        rewrite("events", xid),
        rewrite("audit", xid)
    );
    for (source, table) in [("event", "events"), ("audit", "audit")] {
        let _ = write!(
            sql,
            "UPDATE {table} t SET xid = '{RESTORED_UNSEALED}' WHERE xid = '{RESTORED}' \
                AND NOT EXISTS (SELECT FROM audit_chain c \
                    WHERE c.source = '{source}' AND c.row_id = t.id); \
             UPDATE audit_cursor SET xid = '{RESTORED}', row_id = {most} \
                WHERE source = '{source}';",
            most = i64::MAX
        );
    }
    sql.push_str("COMMIT");
    Ok(conn.batch_execute(&sql)?)
}

/// Lets the planner know what is there: a dump holds no statistics.
pub fn analyze(url: &SecretString) -> Result<(), Error> {
    let mut conn = connect(url)?;
    for table in tables_of(&mut conn)? {
        conn.batch_execute(&format!("ANALYZE public.{table}"))?;
    }
    Ok(())
}

/// The newest cases, or all.
pub fn case_ids(tx: &mut Tx<'_>, most: Option<u32>) -> Result<Vec<CaseId>, Error> {
    let mut query = cases::table
        .select(cases::id)
        .order(cases::id.desc())
        .into_boxed();
    if let Some(most) = most {
        query = query.limit(i64::from(most));
    }
    let ids: Vec<Uuid> = query.load(tx.conn)?;
    Ok(ids.into_iter().map(Id::from_uuid).collect())
}

fn word(conn: &mut PgConnection, sql: &str) -> Result<String, Error> {
    Ok(diesel::sql_query(sql).get_result::<Word>(conn)?.word)
}

/// Names as they stand in a statement.
fn tables_of(conn: &mut PgConnection) -> Result<Vec<String>, Error> {
    let found: Vec<Word> = diesel::sql_query(
        "SELECT format('%I', c.relname) AS word FROM pg_class c \
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1",
    )
    .load(conn)?;
    Ok(found.into_iter().map(|found| found.word).collect())
}

fn rows_of(conn: &mut PgConnection) -> Result<Rows, Error> {
    let mut rows = Rows::new();
    for table in tables_of(conn)? {
        let sql = format!("SELECT count(*) AS number FROM public.{table}");
        let found: Number = diesel::sql_query(sql).get_result(conn)?;
        rows.insert(table, found.number);
    }
    Ok(rows)
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Snapshot({})", self.name)
    }
}
