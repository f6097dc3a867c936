//! The table: actor × action × how far the case is protected × how the actor stands to it.
//!
//! What no line grants is denied. Written by what each role needs for its work (design.md, "Who it is
//! for"): the analyst works on the team's cases; the duty lead also decides; the liaison sees what was
//! referred; the auditor reads; the admin runs the machine and sees no case.

use super::{Action, Protection, Relation, Role};

/// One line: these roles may do these things to cases so protected when they stand so to them.
#[derive(Debug)]
pub struct Grant {
    /// Who.
    pub roles: &'static [Role],
    /// What.
    pub actions: &'static [Action],
    /// To which cases.
    pub protections: &'static [Protection],
    /// Standing how to them.
    pub relations: &'static [Relation],
}

/// What work on a case takes.
const WORK: &[Action] = &[
    Action::ReadCase,
    Action::Claim,
    Action::OpenAttachment,
    Action::Transition,
    Action::WriteNote,
    Action::WriteMessage,
    Action::Classify,
    Action::Assign,
    Action::ReplaceCode,
    Action::PrepareReferral,
    Action::ReadReferral,
    Action::ReadAccess,
];
/// What only a duty lead decides.
const DECIDE: &[Action] = &[Action::ReferOnLegalBasis, Action::DecideReferral];

const DESK: &[Role] = &[Role::Analyst, Role::DutyLead];
const ORDINARY: &[Protection] = &[Protection::Ordinary];
const RESTRICTED: &[Protection] = &[Protection::Restricted];
const ANY: &[Protection] = Protection::ALL;

/// All lines.
pub const GRANTS: &[Grant] = &[
    Grant {
        roles: DESK,
        actions: WORK,
        protections: ORDINARY,
        relations: &[
            Relation::Owner,
            Relation::Listed,
            Relation::Emergency,
            Relation::Team,
            Relation::Shared,
        ],
    },
    Grant {
        roles: DESK,
        actions: WORK,
        protections: RESTRICTED,
        relations: &[Relation::Owner, Relation::Listed, Relation::Emergency],
    },
    // A case that nobody leads any more must not be lost: the leads of its team are always in.
    Grant {
        roles: &[Role::DutyLead],
        actions: WORK,
        protections: RESTRICTED,
        relations: &[Relation::Team],
    },
    Grant {
        roles: &[Role::DutyLead],
        actions: DECIDE,
        protections: ANY,
        relations: &[Relation::Owner, Relation::Listed, Relation::Team],
    },
    Grant {
        roles: &[Role::DutyLead],
        actions: &[Action::ReadAudit],
        protections: ANY,
        relations: &[Relation::Owner, Relation::Listed, Relation::Team],
    },
    Grant {
        roles: &[Role::DutyLead],
        actions: &[Action::ManageAccess],
        protections: ANY,
        relations: &[Relation::Owner, Relation::Team],
    },
    Grant {
        roles: &[Role::Analyst],
        actions: &[Action::ManageAccess],
        protections: ANY,
        relations: &[Relation::Owner],
    },
    Grant {
        roles: DESK,
        actions: &[Action::BreakGlass],
        protections: RESTRICTED,
        relations: &[Relation::Team, Relation::Shared],
    },
    Grant {
        roles: &[Role::PoliceLiaison],
        actions: &[Action::AnswerReferral],
        protections: ANY,
        relations: &[Relation::Recipient],
    },
    // About people, not cases: how somebody stands to a case says nothing.
    Grant {
        roles: &[Role::DutyLead, Role::Admin],
        actions: &[Action::RecoverPeople],
        protections: ANY,
        relations: &[Relation::Anyone],
    },
    Grant {
        roles: DESK,
        actions: &[Action::ReadCallBacks, Action::TakeCallBacks],
        protections: ANY,
        relations: &[Relation::Anyone],
    },
    Grant {
        roles: &[Role::Auditor],
        actions: &[
            Action::ReadCase,
            Action::ReadReferral,
            Action::ReadAccess,
            Action::ReadCallBacks,
            Action::ReadAudit,
            Action::ExportAudit,
        ],
        protections: ANY,
        relations: &[Relation::Anyone],
    },
];
