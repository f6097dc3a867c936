//! Why a referral did not move.

use domain::access::Denied;
use domain::referral::{State, StepNotAllowed};

/// An error of a referral use case.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No reporter of the case has said yes, and no legal basis was given.
    #[error("the case may not go to the police without consent or a legal basis")]
    NoConsent,
    /// The case has a referral under way.
    #[error("the case is referred already: {state}")]
    AlreadyReferred {
        /// Where that one stands.
        state: State,
    },
    /// The person who submitted may not approve.
    #[error("the person who submitted a referral may not approve it")]
    SamePerson,
    /// The approver named another hash than that of the package.
    #[error("the package is not the one that was shown")]
    OtherPackage,
    /// The referral's state does not allow it.
    #[error(transparent)]
    StepNotAllowed(#[from] StepNotAllowed),
    /// A use case of the queue refused.
    #[error(transparent)]
    Queue(#[from] triage_queue::Error),
    /// The package was destroyed when a person in it was erased.
    #[error("the package was destroyed when a person in it was erased")]
    PackageErased,
    /// The signature could not be made.
    #[error("the signature could not be made")]
    Signing,
    /// The package could not be written.
    #[error("the package could not be written")]
    Package(#[source] serde_json::Error),
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Queue(error.into())
    }
}

impl From<vault::OpenError> for Error {
    fn from(error: vault::OpenError) -> Self {
        Self::Queue(error.into())
    }
}

impl From<Denied> for Error {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Hidden => store::Error::NotFound.into(),
            denied @ Denied::Forbidden(_) => Self::Queue(denied.into()),
        }
    }
}
