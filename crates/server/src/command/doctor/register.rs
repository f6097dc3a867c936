//! How old the register of firms is.

use domain::access::Actor;
use store::{DbRole, register};

use super::finding::Finding;
use crate::database::Databases;
use crate::system_clock;

/// The register changes every day; after so many days too many firms have moved or closed.
const OLD_AFTER_DAYS: i64 = 40;

pub(super) fn finding(databases: &Databases, role: DbRole) -> Option<Finding> {
    let db = databases.pool(role).ok()?;
    // A schema without a register has a line of its own.
    let import = db
        .transact_blocking(&Actor::System, register::last_import)
        .ok()?;
    let Some(import) = import else {
        let advice = "`smv-cert cvr import FILE`; without it reports have size and place only when reporters say them";
        return Some(Finding::warn("register", "no register of firms", advice));
    };
    let days = (system_clock().now() - import.loaded_at).num_days();
    let message = format!(
        "{} firms, loaded {days} days ago from {}",
        import.firms, import.source
    );
    if days > OLD_AFTER_DAYS {
        return Some(Finding::warn(
            "register",
            &message,
            "load a new extract: `smv-cert cvr import FILE`",
        ));
    }
    Some(Finding::ok("register", &message))
}
