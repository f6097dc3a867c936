//! The three roles of the one binary.

use std::fmt;

/// What a process can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Role {
    /// Form, reports API, follow pages.
    Public,
    /// Console, staff and police API.
    Staff,
    /// Mail and pruning.
    Worker,
}

/// Which roles this process has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roles {
    /// All three: demonstrations and small sites.
    All,
    /// One: production.
    Only(Role),
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Public, Self::Staff, Self::Worker];

    /// The database role it works as.
    #[must_use]
    pub const fn database(self) -> store::DbRole {
        match self {
            Self::Public => store::DbRole::Public,
            Self::Staff => store::DbRole::Staff,
            Self::Worker => store::DbRole::Worker,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Public => "public",
            Self::Staff => "staff",
            Self::Worker => "worker",
        })
    }
}

impl Roles {
    /// Whether this process has the role.
    #[must_use]
    pub fn has(self, role: Role) -> bool {
        match self {
            Self::All => true,
            Self::Only(only) => only == role,
        }
    }

    /// The roles of this process.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.has(*role))
    }
}
