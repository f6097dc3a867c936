//! Why something did not happen.

use domain::access::Denied;
use domain::case::status::NotAllowed;
use domain::id::CaseId;
use domain::problem::{FieldProblem, Rule};
use store::deletion::Deleted;
use vault::OpenError;
use vault::certificate::NotCertified;
use vault::recipient::SealError;

/// An error of a use case.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The case's status does not allow it.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The caller named a version (`If-Match`) that is no longer the current one.
    #[error("the caller's version is not the current one")]
    StaleVersion,
    /// A field does not fit what is there.
    #[error("{}", .0)]
    Invalid(FieldProblem),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// No key of this process opens the case.
    #[error("no key of this process opens case {case}")]
    Locked {
        /// The case.
        case: CaseId,
    },
    /// The content of the case was deleted.
    #[error("the content of the case was deleted under the decision {}", .0.decision)]
    ContentDeleted(Deleted),
    /// Sealed content did not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A data key did not open, or could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A key in the database is not one of ours.
    #[error(transparent)]
    NotCertified(#[from] NotCertified),
}

impl Error {
    /// A field problem.
    #[must_use]
    pub fn invalid(pointer: &str, rule: Rule) -> Self {
        Self::Invalid(FieldProblem {
            pointer: pointer.to_owned(),
            rule,
        })
    }
}

/// Fails when the caller named another version than the current one.
pub(crate) fn check_version(expected: Option<i32>, current: i32) -> Result<(), Error> {
    match expected {
        Some(version) if version != current => Err(Error::StaleVersion),
        _ => Ok(()),
    }
}
