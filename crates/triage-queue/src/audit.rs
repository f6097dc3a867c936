//! The audit trail: writing it, sealing it into a chain, and finding out whether the chain holds.
//!
//! Whoever reads content or lets somebody in calls [`record`] in the same transaction: what cannot be
//! recorded does not happen. One job seals what was committed ([`seal`]); [`verify`] recomputes all.

mod chain;
pub mod head;
pub mod seal;
pub mod search;
pub mod verify;

use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::audit::Record;
use store::Tx;

pub use chain::AuditKey;
pub use head::Head;

use crate::Error;

/// Writes a line of the audit trail, in the transaction of what it tells.
pub fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    record: Record,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    Ok(store::audit::append(tx, actor, &[record], now)?)
}

/// Writes several lines at once; none is fine.
pub fn record_all(
    tx: &mut Tx<'_>,
    actor: &Actor,
    records: &[Record],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if records.is_empty() {
        return Ok(());
    }
    Ok(store::audit::append(tx, actor, records, now)?)
}
