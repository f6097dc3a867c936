//! Connections, roles and transactions.
//!
//! One blocking closure per transaction: nobody can wait on the network while holding row locks,
//! and a client that goes away cannot cut a transaction in half. A pool belongs to one database
//! role.

use std::fmt::Write as _;
use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::pg::PgConnection;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool, PooledConnection};
use diesel::{Connection, RunQueryDsl};
use domain::access::Actor;
use domain::now::Clock;
use secrecy::{ExposeSecret, SecretString};

use crate::Error;
use crate::origin::{self, Origin};

/// The database role a pool works as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DbRole {
    /// Intake and follow pages: inserts, and reads only through doors that demand a code's hash.
    Public,
    /// Console, staff and police API.
    Staff,
    /// Mail, clocks, pruning.
    Worker,
    /// The owner of the schema: commands that set people, keys and demo cases up.
    Owner,
}

impl DbRole {
    /// Name of the role in PostgreSQL.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "smv_public",
            Self::Staff => "smv_staff",
            Self::Worker => "smv_worker",
            Self::Owner => "owner",
        }
    }

    /// Session settings. The public role has no statement timeout: a cancelled wait for a standby
    /// would report success for a row that can still be lost. It waits for a lock well below its deadline,
    /// so that a report behind a locked row is told from a database that does not answer.
    const fn session(self) -> &'static str {
        match self {
            Self::Public => "SET ROLE smv_public; SET lock_timeout = '1s'",
            Self::Staff => {
                "SET ROLE smv_staff; SET lock_timeout = '5s'; SET statement_timeout = '15s'; \
                 SET idle_in_transaction_session_timeout = '30s'"
            }
            Self::Worker => {
                "SET ROLE smv_worker; SET lock_timeout = '5s'; SET statement_timeout = '30s'; \
                 SET idle_in_transaction_session_timeout = '30s'"
            }
            Self::Owner => "SET lock_timeout = '5s'",
        }
    }
}

/// How a pool is made.
#[derive(Debug, Clone)]
pub struct Settings {
    /// libpq connection URL.
    pub url: SecretString,
    /// Most connections.
    pub connections: u32,
    /// How long a caller waits for the answer of a transaction.
    pub deadline: Duration,
}

/// A pool of connections of one role. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pool: Pool<ConnectionManager<PgConnection>>,
    role: DbRole,
    deadline: Duration,
    /// Without one, the database's own clock says whether a right has run out.
    clock: Option<Clock>,
}

/// Proof of being inside a transaction: only [`Db::transact`] makes one.
pub struct Tx<'c> {
    pub(crate) conn: &'c mut PgConnection,
    pub(crate) origin: Origin,
}

#[derive(Debug)]
struct TakeRole(DbRole);

impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for TakeRole {
    fn on_acquire(&self, conn: &mut PgConnection) -> Result<(), diesel::r2d2::Error> {
        use diesel::connection::SimpleConnection as _;
        conn.batch_execute(self.0.session())
            .map_err(diesel::r2d2::Error::QueryError)
    }
}

impl Db {
    /// Makes the pool. Connects lazily: a database that is not there yet is no reason to stop.
    #[must_use]
    pub fn new(role: DbRole, settings: &Settings) -> Self {
        let manager = ConnectionManager::new(settings.url.expose_secret());
        let pool = Pool::builder()
            .max_size(settings.connections)
            .min_idle(Some(1))
            // A dead connection is found at BEGIN and replaced there, without a query per use.
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(2))
            .error_handler(Box::new(QuietPool))
            .connection_customizer(Box::new(TakeRole(role)))
            .build_unchecked(manager);
        Self {
            pool,
            role,
            deadline: settings.deadline,
            clock: None,
        }
    }

    /// The same pool with another clock: whether a right has run out is asked by it.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self {
            clock: Some(clock),
            ..self
        }
    }

    /// Runs `work` in one transaction as `actor` and commits it when it answers `Ok`.
    ///
    /// Fails with [`Error::Unavailable`] when there is no connection or no answer within the
    /// deadline. The work goes on then: it may still commit, and an idempotent retry finds it.
    pub async fn transact<T, E, F>(&self, actor: &Actor, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.wait_for(self.begin_sql(actor), work).await
    }

    /// The same for reading, when the only rows written are those of the audit trail that say so.
    ///
    /// The commit does not wait for the disk: if PostgreSQL or its machine stops, the last half second
    /// of such rows can be gone. A row that the chain has sealed is on the disk.
    pub async fn transact_reading<T, E, F>(&self, actor: &Actor, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let begin = self.begin_sql(actor) + "; SET LOCAL synchronous_commit = off";
        self.wait_for(begin, work).await
    }

    async fn wait_for<T, E, F>(&self, begin: String, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (pool, role, span) = (self.pool.clone(), self.role, tracing::Span::current());
        let origin = origin::current();
        let running = tokio::task::spawn_blocking(move || {
            span.in_scope(|| run(&pool, role, &begin, origin, work))
        });
        match tokio::time::timeout(self.deadline, running).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(panicked)) => Err(Error::Panicked(Box::new(panicked)).into()),
            Err(elapsed) => Err(Error::Unavailable(Box::new(elapsed)).into()),
        }
    }

    /// The same without async, for commands and tests.
    pub fn transact_blocking<T, E, F>(&self, actor: &Actor, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E>,
        E: From<Error>,
    {
        run(
            &self.pool,
            self.role,
            &self.begin_sql(actor),
            Origin::default(),
            work,
        )
    }

    /// BEGIN, the actor and the time in one round trip. Row-level security reads the settings.
    fn begin_sql(&self, actor: &Actor) -> String {
        let mut sql = String::from("BEGIN");
        if self.role == DbRole::Staff {
            let teams: Vec<String> = match actor {
                Actor::Person { teams, .. } => teams.iter().map(ToString::to_string).collect(),
                Actor::Reporter | Actor::System => Vec::new(),
            };
            let person = actor.person().map(|id| id.to_string()).unwrap_or_default();
            // Role codes, UUIDs and a time only: nothing here can hold a quote.
            let _ = write!(
                sql,
                "; SET LOCAL smv.role = '{}'; SET LOCAL smv.actor = '{person}'; \
                 SET LOCAL smv.teams = '{}'",
                actor.role_code(),
                teams.join(",")
            );
            if let Some(clock) = &self.clock {
                let _ = write!(sql, "; SET LOCAL smv.now = '{}'", clock.now().to_rfc3339());
            }
        }
        sql
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), Error> {
        self.transact(&Actor::System, |tx| {
            diesel::sql_query("SELECT 1").execute(tx.conn)?;
            Ok(())
        })
        .await
    }
}

#[derive(diesel::QueryableByName)]
struct Moment {
    #[diesel(sql_type = diesel::sql_types::Timestamptz)]
    at: DateTime<Utc>,
}

/// The database's own clock, to compare with ours.
pub fn time(tx: &mut Tx<'_>) -> Result<DateTime<Utc>, Error> {
    let moment: Moment = diesel::sql_query("SELECT clock_timestamp() AS at").get_result(tx.conn)?;
    Ok(moment.at)
}

fn run<T, E, F>(
    pool: &Pool<ConnectionManager<PgConnection>>,
    role: DbRole,
    begin: &str,
    origin: Origin,
    work: F,
) -> Result<T, E>
where
    F: FnOnce(&mut Tx<'_>) -> Result<T, E>,
    E: From<Error>,
{
    let mut conn = begin_on_a_live_connection(pool, begin)?;
    tracing::trace!(db.role = role.name(), "transaction begins");
    // A panic in `work` unwinds past here with the transaction open; r2d2 then drops the
    // connection instead of taking it back, and PostgreSQL rolls back.
    let mut tx = Tx {
        conn: &mut conn,
        origin,
    };
    match work(&mut tx) {
        Ok(value) => {
            if fault::broken("commit-in-time") {
                fault::later(move || {
                    let _ = AnsiTransactionManager::commit_transaction(&mut *conn);
                });
                return Ok(value);
            }
            AnsiTransactionManager::commit_transaction(&mut *conn).map_err(Error::from)?;
            Ok(value)
        }
        Err(error) => {
            if let Err(rollback) = AnsiTransactionManager::rollback_transaction(&mut *conn) {
                tracing::warn!(error = %rollback, "a rollback failed; the connection is dropped");
                give_up_on(&mut conn);
            }
            Err(error)
        }
    }
}

/// After a restart of PostgreSQL every pooled connection is dead once: try until one lives.
fn begin_on_a_live_connection(
    pool: &Pool<ConnectionManager<PgConnection>>,
    begin: &str,
) -> Result<PooledConnection<ConnectionManager<PgConnection>>, Error> {
    // All of the pool may be dead; the next one is new.
    let mut left = pool.max_size() + 1;
    loop {
        let mut conn = pool
            .get()
            .map_err(|error| Error::Unavailable(Box::new(error)))?;
        match AnsiTransactionManager::begin_transaction_sql(&mut *conn, begin) {
            Ok(()) => return Ok(conn),
            Err(error) => {
                give_up_on(&mut conn);
                left = left.saturating_sub(1);
                if left == 0 {
                    return Err(error.into());
                }
            }
        }
    }
}

/// Marks a connection so that the pool drops it.
fn give_up_on(conn: &mut PgConnection) {
    AnsiTransactionManager::transaction_manager_status_mut(conn).set_in_error();
}

/// r2d2 would log connection errors with the URL's host on stderr; ours go to the log, briefly.
#[derive(Debug)]
struct QuietPool;

impl diesel::r2d2::HandleError<diesel::r2d2::Error> for QuietPool {
    fn handle_error(&self, error: diesel::r2d2::Error) {
        tracing::debug!(error = %error, "no connection to the database");
    }
}

/// Opens one connection outside any pool, for migrations and doctors.
pub(crate) fn connect(url: &SecretString) -> Result<PgConnection, Error> {
    PgConnection::establish(url.expose_secret())
        .map_err(|error| Error::Unavailable(Box::new(error)))
}
