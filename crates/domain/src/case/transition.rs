//! What someone asks to be done with a case, with what it needs.

use crate::number::ReportNumber;

coded_enum! {
    /// Names of the transitions.
    pub enum TransitionName {
        /// Take a new case.
        Accept = "accept",
        /// Put it back into the queue.
        Release = "release",
        /// Ask the reporter and wait.
        Ask = "ask",
        /// The reporter answered.
        Answered = "answered",
        /// Go on without waiting.
        Resume = "resume",
        /// The work is done.
        Resolve = "resolve",
        /// It is no case.
        Dismiss = "dismiss",
        /// File it.
        Close = "close",
        /// Take it up again.
        Reopen = "reopen",
    }
}

/// What staff may ask for: all but `answered`, which happens when the reporter writes.
pub const ASKED_FOR: &[&str] = &[
    "accept", "release", "ask", "resume", "resolve", "dismiss", "close", "reopen",
];

coded_enum! {
    /// Why a case is dismissed.
    pub enum DismissReason {
        /// Spam.
        Spam = "spam",
        /// Already a case; names it.
        DuplicateOf = "duplicate_of",
        /// No incident.
        NotAnIncident = "not_an_incident",
        /// A test.
        Test = "test",
    }
}

/// A change of status that someone asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transition {
    /// Take it.
    Accept,
    /// Put it back.
    Release {
        /// Why.
        reason: String,
    },
    /// Ask the reporter.
    Ask {
        /// The question, sent to the reporter.
        question: String,
    },
    /// The reporter wrote; never asked for by staff.
    Answered,
    /// Go on without an answer.
    Resume,
    /// Done.
    Resolve {
        /// What came of it, sent to the reporter.
        resolution: String,
    },
    /// No case.
    Dismiss {
        /// Why.
        reason: DismissReason,
        /// The case it repeats.
        duplicate_of: Option<ReportNumber>,
    },
    /// File it.
    Close,
    /// Take it up again.
    Reopen {
        /// Why.
        reason: String,
    },
}

impl Transition {
    /// Its name.
    #[must_use]
    pub const fn name(&self) -> TransitionName {
        match self {
            Self::Accept => TransitionName::Accept,
            Self::Release { .. } => TransitionName::Release,
            Self::Ask { .. } => TransitionName::Ask,
            Self::Answered => TransitionName::Answered,
            Self::Resume => TransitionName::Resume,
            Self::Resolve { .. } => TransitionName::Resolve,
            Self::Dismiss { .. } => TransitionName::Dismiss,
            Self::Close => TransitionName::Close,
            Self::Reopen { .. } => TransitionName::Reopen,
        }
    }
}
