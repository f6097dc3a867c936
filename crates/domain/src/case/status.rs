//! The status of a case and the one total function that changes it.
//!
//! `docs/case-status.md` is generated from [`Status::after`] by a test; read it as the manual.

use super::transition::TransitionName;

coded_enum! {
    /// Where a case stands. The queue is `new`.
    pub enum Status {
        /// In the queue.
        New = "new",
        /// An analyst works on it.
        Open = "open",
        /// Waits for the reporter.
        WaitingReporter = "waiting_reporter",
        /// The work is done.
        Resolved = "resolved",
        /// Filed.
        Closed = "closed",
        /// It was no case.
        Dismissed = "dismissed",
    }
}

/// Whether somebody owns the case: decides where a reopened case goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ownership {
    /// It has an owner.
    Owned,
    /// It has none.
    Unowned,
}

/// The transition is not allowed from this status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a case that is {from} cannot {transition}")]
pub struct NotAllowed {
    /// Where the case stands.
    pub from: Status,
    /// What was asked for.
    pub transition: TransitionName,
    /// What staff could ask for instead.
    pub allowed: Vec<TransitionName>,
}

impl Status {
    /// The status after a transition (design.md, "Status of a case").
    pub fn after(self, transition: TransitionName, owner: Ownership) -> Result<Self, NotAllowed> {
        use TransitionName as T;
        let taken_up = match owner {
            Ownership::Owned => Self::Open,
            Ownership::Unowned => Self::New,
        };
        match (self, transition) {
            (Self::New, T::Accept) | (Self::WaitingReporter, T::Answered | T::Resume) => {
                Ok(Self::Open)
            }
            (Self::Open | Self::WaitingReporter, T::Release) => Ok(Self::New),
            (Self::Open, T::Ask) => Ok(Self::WaitingReporter),
            (Self::Open | Self::WaitingReporter, T::Resolve) => Ok(Self::Resolved),
            (Self::New | Self::Open | Self::WaitingReporter, T::Dismiss) => Ok(Self::Dismissed),
            (Self::Resolved, T::Close) => Ok(Self::Closed),
            (Self::Resolved | Self::Closed | Self::Dismissed, T::Reopen)
            | (Self::Resolved | Self::Closed, T::Answered) => Ok(taken_up),
            (from, transition) => Err(NotAllowed {
                from,
                transition,
                allowed: from.available(),
            }),
        }
    }

    /// The transitions that staff may ask for from here.
    #[must_use]
    pub fn available(self) -> Vec<TransitionName> {
        TransitionName::ALL
            .iter()
            .copied()
            .filter(|&name| name != TransitionName::Answered)
            .filter(|&name| self.allows(name))
            .collect()
    }

    fn allows(self, name: TransitionName) -> bool {
        // Spelled without `after`, whose refusal asks this list: a test holds the two together.
        use TransitionName as T;
        match self {
            Self::New => matches!(name, T::Accept | T::Dismiss),
            Self::Open => matches!(name, T::Release | T::Ask | T::Resolve | T::Dismiss),
            Self::WaitingReporter => {
                matches!(
                    name,
                    T::Release | T::Resume | T::Resolve | T::Dismiss | T::Answered
                )
            }
            Self::Resolved => matches!(name, T::Close | T::Reopen | T::Answered),
            Self::Closed => matches!(name, T::Reopen | T::Answered),
            Self::Dismissed => matches!(name, T::Reopen),
        }
    }

    /// Whether work is still to be done.
    #[must_use]
    pub const fn is_active(self) -> bool {
        matches!(self, Self::New | Self::Open | Self::WaitingReporter)
    }
}

#[cfg(test)]
#[path = "status_tests.rs"]
mod tests;
