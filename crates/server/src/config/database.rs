//! Which login each role has, and how many connections.

use std::time::Duration;

use secrecy::SecretString;
use store::{DbRole, Settings};

use super::fields::Fields;

/// Most connections of a command that sets something up.
const OWNER_CONNECTIONS: u32 = 2;

/// The section `database`.
#[derive(Debug, Clone)]
pub struct Database {
    /// For every role that has none of its own.
    pub url: Option<SecretString>,
    /// Login of the public role.
    pub public_url: Option<SecretString>,
    /// Login of the staff role.
    pub staff_url: Option<SecretString>,
    /// Login of the worker.
    pub worker_url: Option<SecretString>,
    /// Login of the schema's owner.
    pub migrate_url: Option<SecretString>,
    /// Connections of the public role.
    pub public_connections: u32,
    /// Connections of the staff role.
    pub staff_connections: u32,
    /// Connections of the worker.
    pub worker_connections: u32,
}

impl Database {
    pub(super) fn from_fields(fields: &mut Fields<'_>) -> Self {
        Self {
            url: url(fields, "database.url"),
            public_url: url(fields, "database.public_url"),
            staff_url: url(fields, "database.staff_url"),
            worker_url: url(fields, "database.worker_url"),
            migrate_url: url(fields, "database.migrate_url"),
            public_connections: fields.number("database.public_connections", 1, 200),
            staff_connections: fields.number("database.staff_connections", 1, 200),
            worker_connections: fields.number("database.worker_connections", 1, 200),
        }
    }

    /// The login that was given to this role alone.
    #[must_use]
    pub const fn own_url(&self, role: DbRole) -> Option<&SecretString> {
        match role {
            DbRole::Public => self.public_url.as_ref(),
            DbRole::Staff => self.staff_url.as_ref(),
            DbRole::Worker => self.worker_url.as_ref(),
            DbRole::Owner => self.migrate_url.as_ref(),
        }
    }

    /// The role's login, else the one for all.
    #[must_use]
    pub fn url_for(&self, role: DbRole) -> Option<&SecretString> {
        self.own_url(role).or(self.url.as_ref())
    }

    /// Whether any login is set.
    #[must_use]
    pub const fn is_set(&self) -> bool {
        self.url.is_some()
            || self.public_url.is_some()
            || self.staff_url.is_some()
            || self.worker_url.is_some()
            || self.migrate_url.is_some()
    }

    /// The settings of a role's pool. A report waits two seconds at most for its commit; then it is
    /// answered 503, and the same key finds it again.
    #[must_use]
    pub fn settings(&self, role: DbRole, url: SecretString) -> Settings {
        let (connections, deadline) = match role {
            DbRole::Public => (self.public_connections, Duration::from_secs(2)),
            DbRole::Staff => (self.staff_connections, Duration::from_secs(15)),
            DbRole::Worker => (self.worker_connections, Duration::from_secs(30)),
            DbRole::Owner => (OWNER_CONNECTIONS, Duration::from_secs(30)),
        };
        Settings {
            url,
            connections,
            deadline,
        }
    }
}

fn url(fields: &mut Fields<'_>, name: &'static str) -> Option<SecretString> {
    let expected = "a PostgreSQL URL, as in postgresql://user:password@host/smv_cert";
    fields.parsed(name, expected, |text| {
        let known = text.starts_with("postgresql://") || text.starts_with("postgres://");
        known.then(|| SecretString::from(text))
    })
}
