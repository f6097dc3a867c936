//! Letting a person who has lost everything begin anew: two others agree, neither of them the person.

use chrono::Duration;

use crate::access::Role;
use crate::id::PersonId;

/// A recovery waits so long for the second person.
pub const WAITS: Duration = Duration::hours(24);
/// A code works so long.
pub const CODE_LIFE: Duration = Duration::hours(24);

/// Why somebody may not agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Only duty leads and administrators do.
    #[error("only a duty lead or an administrator lets somebody begin anew")]
    Role,
    /// Nobody agrees for themselves, and nobody twice.
    #[error("it takes two people, and neither is the one who begins anew")]
    SamePerson,
}

/// Whether this person may open or approve the recovery of another.
pub fn may_agree(
    role: Role,
    by: PersonId,
    person: PersonId,
    opened_by: Option<PersonId>,
) -> Result<(), Refused> {
    if !matches!(role, Role::DutyLead | Role::Admin) {
        Err(Refused::Role)
    } else if by == person || opened_by == Some(by) {
        Err(Refused::SamePerson)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Refused, may_agree};
    use crate::access::Role;
    use crate::id::Id;
    use uuid::Uuid;

    #[test]
    fn two_others_who_may_and_nobody_else() {
        let [lost, lead, admin] = [1, 2, 3].map(|n| Id::from_uuid(Uuid::from_u128(n)));

        assert_eq!(may_agree(Role::DutyLead, lead, lost, None), Ok(()));
        assert_eq!(may_agree(Role::Admin, admin, lost, Some(lead)), Ok(()));
        let twice = may_agree(Role::DutyLead, lead, lost, Some(lead));
        assert_eq!(twice, Err(Refused::SamePerson));
        let own = may_agree(Role::Admin, lost, lost, None);
        assert_eq!(own, Err(Refused::SamePerson));
        for role in [Role::Analyst, Role::PoliceLiaison, Role::Auditor] {
            assert_eq!(may_agree(role, lead, lost, None), Err(Refused::Role));
        }
    }
}
