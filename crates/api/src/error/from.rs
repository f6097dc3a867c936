//! Errors of the rooms below, as answers.

use domain::access::Denied;
use store::Error as StoreError;

use super::{ApiError, Conflict, Forbidden};

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Stale => Self::Conflict(Conflict::LostRace),
            StoreError::Unavailable(_) => Self::Unavailable(Box::new(error)),
            StoreError::Duplicate { .. }
            | StoreError::Database(_)
            | StoreError::Corrupt { .. }
            | StoreError::Panicked(_) => Self::Internal(Box::new(error)),
        }
    }
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Hidden => Self::NotFound,
            Denied::Forbidden(_) => Self::Forbidden(Forbidden::Role),
        }
    }
}

impl From<triage_queue::Error> for ApiError {
    fn from(error: triage_queue::Error) -> Self {
        use triage_queue::Error as E;
        match error {
            E::NotAllowed(refusal) => Self::Conflict(Conflict::NotAllowed(
                refusal.allowed.iter().map(ToString::to_string).collect(),
            )),
            E::Denied(denied) => denied.into(),
            E::StaleVersion => Self::Stale,
            E::Invalid(problem) => Self::Invalid(vec![problem]),
            E::Store(error) => error.into(),
            E::ContentDeleted(deleted) => Self::ContentDeleted(deleted.decision),
            // Another process may have the key; this one says so in its log.
            E::Locked { .. } => Self::Unavailable(Box::new(error)),
            E::Open(_) | E::Seal(_) | E::NotCertified(_) => Self::Internal(Box::new(error)),
        }
    }
}

impl From<referral::Error> for ApiError {
    fn from(error: referral::Error) -> Self {
        use referral::Error as E;
        match error {
            E::NoConsent => Self::Conflict(Conflict::NoConsent),
            E::AlreadyReferred { .. } => Self::Conflict(Conflict::AlreadyReferred),
            E::SamePerson => Self::Forbidden(Forbidden::SamePerson),
            E::OtherPackage => Self::Conflict(Conflict::OtherPackage),
            E::StepNotAllowed(refusal) => Self::Conflict(Conflict::NotAllowed(
                refusal.allowed.iter().map(ToString::to_string).collect(),
            )),
            E::PackageErased => Self::Conflict(Conflict::PackageErased),
            E::Queue(error) => error.into(),
            E::Signing | E::Package(_) => Self::Internal(Box::new(error)),
        }
    }
}
