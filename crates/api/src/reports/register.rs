//! What the public register knows of a firm that reports.

use domain::register::Register as _;
use domain::report::Report;

use crate::state::PublicState;

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
