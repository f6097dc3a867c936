//! What can go wrong with the database, sorted by what a caller can do about it.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

type Source = Box<dyn std::error::Error + Send + Sync>;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such row, or none that the actor may see.
    #[error("not found")]
    NotFound,
    /// Somebody else changed the row first.
    #[error("changed by somebody else")]
    Stale,
    /// A unique constraint refused the row.
    #[error("already there: {constraint}")]
    Duplicate {
        /// Name of the constraint.
        constraint: String,
    },
    /// The database cannot be reached, did not answer in time, or has no room left. The same request may succeed
    /// later; whether this one was committed is not known.
    #[error("the database is not available")]
    Unavailable(#[source] Source),
    /// The database refused: a bug.
    #[error("the database refused a statement")]
    Database(#[source] Source),
    /// A stored value that the domain does not know.
    #[error("table {table}, column {column}, row {id}: not a value the domain knows")]
    Corrupt {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// Key of the row.
        id: String,
    },
    /// The work inside a transaction panicked; the transaction was rolled back.
    #[error("the work inside a transaction panicked")]
    Panicked(#[source] Source),
}

impl Error {
    /// Whether others stood in the way, and not the database: the same again may succeed at once.
    #[must_use]
    pub fn is_contention(&self) -> bool {
        let Self::Unavailable(source) = self else {
            return false;
        };
        let message = source.to_string();
        ["deadlock detected", "due to lock timeout"]
            .iter()
            .any(|sign| message.contains(sign))
    }
}

impl From<DieselError> for Error {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "diesel's list is open; the rest are bugs"
    )]
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::NotFound => Self::NotFound,
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, ref info) => {
                Self::Duplicate {
                    constraint: info.constraint_name().unwrap_or_default().to_owned(),
                }
            }
            DieselError::DatabaseError(
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
                _,
            )
            | DieselError::BrokenTransactionManager => Self::Unavailable(Box::new(error)),
            DieselError::DatabaseError(_, ref info) if is_connection_trouble(info.message()) => {
                Self::Unavailable(Box::new(error))
            }
            other => Self::Database(Box::new(other)),
        }
    }
}

/// libpq tells some of these only in words; the server's own (class 57P) come as `Unknown`.
fn is_connection_trouble(message: &str) -> bool {
    [
        "server closed the connection",
        "terminating connection",
        "the database system is",
        "connection to server",
        "no connection to the server",
        "could not receive data from server",
        "could not send data to server",
        "SSL connection has been closed",
        "canceling statement due to lock timeout",
        "deadlock detected",
        "canceling statement due to statement timeout",
        "cannot execute",
        // A full disk of the database, SQLSTATE 53100.
        "No space left on device",
    ]
    .iter()
    .any(|sign| message.contains(sign))
}
