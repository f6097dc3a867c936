//! Letting a person who has lost everything begin anew: two others agree, neither of them the person.
//! In which role they may stands in [`crate::access`].

use chrono::Duration;

use crate::id::PersonId;

/// A recovery waits so long for the second person.
pub const WAITS: Duration = Duration::hours(24);
/// A code works so long.
pub const CODE_LIFE: Duration = Duration::hours(24);

/// Nobody agrees for themselves, and nobody twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it takes two people, and neither is the one who begins anew")]
pub struct SamePerson;

/// Whether this person may open the recovery of another, or approve one that somebody opened.
pub fn may_agree(
    by: PersonId,
    person: PersonId,
    opened_by: Option<PersonId>,
) -> Result<(), SamePerson> {
    if by == person || opened_by == Some(by) {
        Err(SamePerson)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{SamePerson, may_agree};
    use crate::id::Id;
    use uuid::Uuid;

    #[test]
    fn two_others_agree_and_nobody_twice() {
        let [lost, lead, admin] = [1, 2, 3].map(|n| Id::from_uuid(Uuid::from_u128(n)));

        assert_eq!(may_agree(lead, lost, None), Ok(()));
        assert_eq!(may_agree(admin, lost, Some(lead)), Ok(()));
        assert_eq!(may_agree(lead, lost, Some(lead)), Err(SamePerson));
        assert_eq!(may_agree(lost, lost, None), Err(SamePerson));
        assert_eq!(may_agree(lost, lost, Some(lead)), Err(SamePerson));
    }
}
