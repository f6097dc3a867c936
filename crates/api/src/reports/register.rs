//! What the public register knows of a firm that reports.

use domain::access::Actor;
use domain::report::Report;
use store::register;

use crate::state::PublicState;

/// What the reporter leaves out of the firm, the register knows. Without it the report goes on as it is.
pub(super) async fn fill(state: &PublicState, report: &mut Report) {
    let organisation = &mut report.organisation;
    let Some(cvr) = organisation.cvr.clone().filter(|_| organisation.has_gaps()) else {
        return;
    };
    let asked = state
        .db
        .transact_reading(&Actor::Reporter, move |tx| register::find(tx, &cvr))
        .await;
    match asked {
        Ok(Some(firm)) => firm.fill(organisation),
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "the register could not be asked"),
    }
}
