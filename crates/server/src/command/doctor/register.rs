//! How old the register of firms is, and whether the live one answers.

use domain::access::Actor;
use store::{DbRole, look_ups, register};

use super::finding::Finding;
use crate::config::{Config, LiveRegister};
use crate::database::Databases;
use crate::system_clock;

/// The register changes every day; after so many days too many firms have moved or closed.
const OLD_AFTER_DAYS: i64 = 40;

pub(super) fn findings(config: &Config, databases: &Databases, role: DbRole) -> Vec<Finding> {
    let live = match &config.live_register {
        None => Some(Finding::ok("live register", "off: nobody is asked")),
        Some(register) => live(register, databases, role),
    };
    imported(databases, role).into_iter().chain(live).collect()
}

/// From what waits and what was answered: nothing is asked for this, as each question names a firm.
fn live(register: &LiveRegister, databases: &Databases, role: DbRole) -> Option<Finding> {
    let db = databases.pool(role).ok()?;
    // The public role sees neither; the place of another role tells it.
    let standing = db
        .transact_blocking(&Actor::System, look_ups::standing)
        .ok()?;
    let host = &register.host;
    let answered = match standing.last_answer {
        Some(at) => {
            let minutes = (system_clock().now() - at).num_minutes();
            format!("{host} last answered {minutes} minutes ago")
        }
        None => format!("{host} has answered nothing within a day"),
    };
    if standing.failing == 0 {
        return Some(Finding::ok("live register", &format!("on: {answered}")));
    }
    let why = standing.last_error.unwrap_or_default();
    Some(Finding::warn(
        "live register",
        &format!(
            "on: {answered}; {} questions wait after a failure ({why})",
            standing.failing
        ),
        "check register.live_url, the login there and the network; reports go on without it",
    ))
}

fn imported(databases: &Databases, role: DbRole) -> Option<Finding> {
    let db = databases.pool(role).ok()?;
    // A schema without a register has a line of its own.
    let import = db
        .transact_blocking(&Actor::System, register::last_import)
        .ok()?;
    let Some(import) = import else {
        let advice = "`smv-cert cvr import FILE`; without it the form asks for size and postcode";
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
