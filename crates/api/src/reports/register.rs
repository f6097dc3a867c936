//! What the public register knows of a firm that reports.

use std::sync::PoisonError;

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::Actor;
use domain::register::Register as _;
use domain::report::Report;
use store::register;

use crate::state::PublicState;

/// Whether there is an imported register, and since when that is known.
pub(crate) type Known = Option<(DateTime<Utc>, bool)>;

/// An import is rare: so long nobody asks again whether there was one.
const KNOWN_FOR: TimeDelta = TimeDelta::minutes(1);

/// Whether a register tells what a reporter leaves out of the firm: an imported one, or the live one. When
/// nobody can say, one is: nobody is asked more than needed.
pub(crate) async fn is_there(state: &PublicState) -> bool {
    if state.look_up {
        return true;
    }
    let now = state.clock.now();
    let known = *state
        .register_known
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if let Some((since, is_there)) = known
        && now - since < KNOWN_FOR
    {
        return is_there;
    }
    let asked = state
        .db
        .transact_reading(&Actor::Reporter, register::is_there)
        .await;
    match asked {
        Ok(is_there) => {
            *state
                .register_known
                .lock()
                .unwrap_or_else(PoisonError::into_inner) = Some((now, is_there));
            is_there
        }
        Err(error) => {
            tracing::warn!(%error, "whether there is a register cannot be asked");
            known.is_none_or(|(_, is_there)| is_there)
        }
    }
}

/// What became of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Firm {
    /// There is nothing to ask, or it was told.
    Settled,
    /// The imported register does not know it, and the reporter has left something out.
    Unknown,
}

/// What the reporter leaves out of the firm, the imported register knows. Without it the report goes on
/// as it is: nobody else is asked while the reporter waits.
pub(super) async fn fill(state: &PublicState, report: &mut Report) -> Firm {
    let organisation = &mut report.organisation;
    let Some(cvr) = organisation.cvr.clone().filter(|_| organisation.has_gaps()) else {
        return Firm::Settled;
    };
    match state.register.firm(&cvr).await {
        Ok(Some(firm)) => {
            firm.fill(organisation);
            Firm::Settled
        }
        Ok(None) => Firm::Unknown,
        Err(error) => {
            tracing::warn!(%error, "the register could not be asked");
            Firm::Unknown
        }
    }
}
