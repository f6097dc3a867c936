//! Who may do what to which case: one table, asked below HTTP.
//!
//! Deny by default. Pages, API and command line all come through [`Actor::may`], so they obey the
//! same rule. What a stranger may not know about is [`Denied::Hidden`] and answers 404.

use crate::id::{PersonId, TeamId};

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

coded_enum! {
    /// What somebody wants to do.
    pub enum Action {
        /// See the queue, lists and cases.
        ReadCase = "read_case",
        /// Take a case from the queue.
        Claim = "claim",
        /// Change the status of a case.
        Transition = "transition",
        /// Write an internal note.
        WriteNote = "write_note",
        /// Write to the reporter.
        WriteMessage = "write_message",
        /// Set classification, severity or TLP.
        Classify = "classify",
        /// Give a case to somebody.
        Assign = "assign",
        /// Replace a lost access code.
        ReplaceCode = "replace_code",
        /// Prepare, submit or withdraw a referral.
        PrepareReferral = "prepare_referral",
        /// Refer without consent, on a legal basis.
        ReferOnLegalBasis = "refer_on_legal_basis",
        /// Approve or reject a referral.
        DecideReferral = "decide_referral",
        /// See referrals from the inside.
        ReadReferral = "read_referral",
        /// See the police inbox and answer.
        AnswerReferral = "answer_referral",
        /// Search the audit trail: the auditor all of it, a duty lead what touches own cases.
        ReadAudit = "read_audit",
        /// Take the audit trail out of the house.
        ExportAudit = "export_audit",
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
    /// The table. A role does what stands in its row and nothing else.
    #[must_use]
    pub const fn allows(self, action: Action) -> bool {
        use Action as A;
        match self {
            Self::Analyst => matches!(
                action,
                A::ReadCase
                    | A::Claim
                    | A::Transition
                    | A::WriteNote
                    | A::WriteMessage
                    | A::Classify
                    | A::Assign
                    | A::ReplaceCode
                    | A::PrepareReferral
                    | A::ReadReferral
            ),
            Self::DutyLead => !matches!(action, A::AnswerReferral | A::ExportAudit),
            Self::Auditor => matches!(
                action,
                A::ReadCase | A::ReadReferral | A::ReadAudit | A::ExportAudit
            ),
            Self::PoliceLiaison => matches!(action, A::AnswerReferral),
            Self::Admin => false,
        }
    }
}

impl Actor {
    /// Whether the role allows the action at all.
    pub fn may(&self, action: Action) -> Result<(), Denied> {
        match self {
            Self::System => Ok(()),
            Self::Person { role, .. } if role.allows(action) => Ok(()),
            Self::Person { .. } | Self::Reporter => Err(Denied::Forbidden(action)),
        }
    }

    /// Whether the actor may do this to a case of that team. Other teams' cases are hidden.
    pub fn may_on(&self, action: Action, team: TeamId) -> Result<(), Denied> {
        self.may(action)?;
        match self {
            Self::System
            | Self::Person {
                role: Role::Auditor,
                ..
            } => Ok(()),
            Self::Person { teams, .. } if teams.contains(&team) => Ok(()),
            Self::Person { .. } | Self::Reporter => Err(Denied::Hidden),
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
mod tests {
    use super::{Action, Actor, Denied, Role};
    use crate::id::Id;
    use uuid::Uuid;

    #[test]
    fn only_the_duty_lead_decides_on_referrals_and_only_the_police_answer_them() {
        for &role in Role::ALL {
            assert_eq!(
                role.allows(Action::DecideReferral),
                role == Role::DutyLead,
                "{role}"
            );
            assert_eq!(
                role.allows(Action::AnswerReferral),
                role == Role::PoliceLiaison,
                "{role}"
            );
        }
    }

    #[test]
    fn a_case_of_another_team_is_hidden_not_forbidden() {
        let (mine, theirs) = (
            Id::from_uuid(Uuid::from_u128(1)),
            Id::from_uuid(Uuid::from_u128(2)),
        );
        let nina = Actor::Person {
            id: Id::from_uuid(Uuid::from_u128(3)),
            role: Role::Analyst,
            teams: vec![mine],
        };

        assert_eq!(nina.may_on(Action::ReadCase, mine), Ok(()));
        assert_eq!(nina.may_on(Action::ReadCase, theirs), Err(Denied::Hidden));
        assert_eq!(
            nina.may_on(Action::DecideReferral, theirs),
            Err(Denied::Forbidden(Action::DecideReferral))
        );
    }
}
