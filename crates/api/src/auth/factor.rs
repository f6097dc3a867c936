//! The second factor: who needs one, and whether the one that was shown is good.

use chrono::{DateTime, Utc};
use domain::id::PersonId;
use domain::session::{Method, Scope};
use store::{Tx, passkeys, totp};

use super::{LoginKey, totp as app};
use crate::error::ApiError;

/// Who needs a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactor {
    /// Everybody: without one, people get only as far as making one.
    Required,
    /// Who has one. For demonstrations.
    Optional,
}

/// What a person has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Factors {
    pub(crate) app: bool,
    pub(crate) passkeys: usize,
}

impl Factors {
    /// What this person has now.
    pub(crate) fn of(tx: &mut Tx<'_>, person: PersonId) -> Result<Self, store::Error> {
        Ok(Self {
            app: totp::in_use(tx, person)?.is_some(),
            passkeys: passkeys::of_person(tx, person)?.len(),
        })
    }

    /// Whether there is any.
    pub(crate) const fn any(self) -> bool {
        self.app || self.passkeys > 0
    }
}

/// What was shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beside<'c> {
    pub(crate) password_is_right: bool,
    pub(crate) code: Option<&'c str>,
}

/// What password and code lead to together; none: one of them is missing or wrong.
pub(crate) fn beside_password(
    tx: &mut Tx<'_>,
    key: &LoginKey,
    needed: SecondFactor,
    person: PersonId,
    shown: Beside<'_>,
    now: DateTime<Utc>,
) -> Result<Option<(Method, Scope)>, ApiError> {
    if let Some(row) = totp::in_use(tx, person)? {
        let step = match shown.code {
            Some(code) => app::step_of(key, &row, code, now)?,
            None => None,
        };
        // A code beside a wrong password is not spent.
        let good = match step.filter(|_| shown.password_is_right) {
            Some(step) => totp::spend(tx, row.id, step)?,
            None => false,
        };
        return Ok(good.then_some((Method::Totp, Scope::Full)));
    }
    if !shown.password_is_right {
        return Ok(None);
    }
    if !passkeys::of_person(tx, person)?.is_empty() {
        // Who has a passkey uses it: the password alone is one factor.
        return Ok(None);
    }
    Ok(Some((
        Method::Password,
        match needed {
            SecondFactor::Required => Scope::Enrolment,
            SecondFactor::Optional => Scope::Full,
        },
    )))
}
