//! Whether the audit trail is sealed.

use domain::access::Actor;
use store::DbRole;
use store::audit::{Backlog, backlog};

use super::finding::Finding;
use crate::config::{Config, Mode};
use crate::database::Databases;
use crate::system_clock;

/// So many rows may wait: the job takes more in a round.
const WAITING: i64 = 1_000;

/// Where the worker's login is; elsewhere nobody may look.
pub(super) fn finding(config: &Config, databases: &Databases) -> Option<Finding> {
    let here = config.mode == Mode::Demo || config.database.own_url(DbRole::Worker).is_some();
    if !here {
        return None;
    }
    let db = databases.pool(DbRole::Worker).ok()?;
    // A schema without an audit trail has a line of its own.
    let Backlog { sealed_at, rows } = db.transact_blocking(&Actor::System, backlog).ok()?;
    let since = match sealed_at {
        Some(at) => format!("sealed {} s ago", (system_clock().now() - at).num_seconds()),
        None => "nothing sealed yet".to_owned(),
    };
    let message = format!("{since}, {rows} rows wait");
    if rows > WAITING {
        let advice = "is the worker running? its log says why it does not seal";
        return Some(Finding::warn("audit", &message, advice));
    }
    Some(Finding::ok("audit", &message))
}
