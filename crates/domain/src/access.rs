//! Who may do what to which case: one table, asked below HTTP.
//!
//! Deny by default. Pages, API and command line all come through [`Actor::may`] and
//! [`Actor::may_on`], so they obey the same [`table`]. What a stranger may not know about is
//! [`Denied::Hidden`] and answers 404. PostgreSQL's row-level security says the same again, written
//! apart from this (migration `access`), so that a mistake in one of them opens nothing.

pub mod action;
pub mod relation;
pub mod table;

use crate::case::Case;
use crate::id::{PersonId, TeamId};

pub use action::Action;
pub use relation::{Protection, Relation, Standing};

coded_enum! {
    /// What a person is here for.
    pub enum Role {
        /// Works on cases.
        Analyst = "analyst",
        /// Leads the watch: also assigns and approves.
        DutyLead = "duty_lead",
        /// Receives referrals at the police.
        PoliceLiaison = "police_liaison",
        /// Reads everything, changes nothing.
        Auditor = "auditor",
        /// Runs the system; sees no case.
        Admin = "admin",
    }
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Anyone at the public door, and a reporter with number and code.
    Reporter,
    /// A logged-in person.
    Person {
        /// Who.
        id: PersonId,
        /// In which role.
        role: Role,
        /// Teams the person belongs to.
        teams: Vec<TeamId>,
    },
    /// The system itself: the worker, a command.
    System,
}

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// The caller may know of it but not do this.
    #[error("this role may not {0}")]
    Forbidden(Action),
    /// The caller may not even know that it exists.
    #[error("hidden from the caller")]
    Hidden,
}

impl Role {
    /// Whether there is any case in any state to which this role may do this.
    #[must_use]
    pub fn allows(self, action: Action) -> bool {
        table::GRANTS
            .iter()
            .any(|grant| grant.roles.contains(&self) && grant.actions.contains(&action))
    }

    /// The table: whether this role may do this to a case so protected, standing so to it.
    #[must_use]
    pub fn allows_on(self, action: Action, protection: Protection, relation: Relation) -> bool {
        table::GRANTS.iter().any(|grant| {
            grant.roles.contains(&self)
                && grant.actions.contains(&action)
                && grant.protections.contains(&protection)
                && grant.relations.contains(&relation)
        })
    }
}

impl Actor {
    /// Whether the role allows the action at all. Asked before anything is looked up: a refusal must
    /// not tell what is there.
    pub fn may(&self, action: Action) -> Result<(), Denied> {
        match self {
            Self::System => Ok(()),
            Self::Person { role, .. } if role.allows(action) => Ok(()),
            Self::Person { .. } | Self::Reporter => Err(Denied::Forbidden(action)),
        }
    }

    /// Whether the actor may do this to this case. Who may not read it is told that it is not there.
    pub fn may_on(&self, action: Action, case: &Case, standing: Standing) -> Result<(), Denied> {
        self.may(action)?;
        let Self::Person { role, .. } = self else {
            return Ok(());
        };
        let protection = case.protection();
        let allows = |action| {
            Relation::ALL.iter().any(|relation| {
                self.stands(*relation, case, standing)
                    && role.allows_on(action, protection, *relation)
            })
        };
        if allows(action) {
            Ok(())
        } else if allows(Action::ReadCase) {
            Err(Denied::Forbidden(action))
        } else {
            Err(Denied::Hidden)
        }
    }

    /// Whether the actor stands so to a case. One can stand in several ways, and any of them may allow
    /// something. To own a case counts only for who can still reach it: whoever left the team has left
    /// its cases.
    #[must_use]
    pub fn stands(&self, relation: Relation, case: &Case, standing: Standing) -> bool {
        let Self::Person { id, teams, .. } = self else {
            return false;
        };
        let team = teams.contains(&case.team);
        match relation {
            Relation::Owner => {
                case.owner == Some(*id) && (team || standing.shared || standing.listed)
            }
            Relation::Listed => standing.listed,
            Relation::Emergency => standing.emergency,
            Relation::Recipient => standing.recipient,
            Relation::Team => team,
            Relation::Shared => standing.shared,
            Relation::Anyone => true,
        }
    }

    /// The person, when it is one.
    #[must_use]
    pub const fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person { id, .. } => Some(*id),
            Self::Reporter | Self::System => None,
        }
    }

    /// A word for logs and for the database's own checks.
    #[must_use]
    pub const fn role_code(&self) -> &'static str {
        match self {
            Self::Reporter => "reporter",
            Self::Person { role, .. } => role.code(),
            Self::System => "system",
        }
    }
}

#[cfg(test)]
#[path = "access/tests.rs"]
mod tests;
