//! The binary `smv-cert`: command line, configuration, wiring, and the workers' life.
//!
//! No rules live here. [`config`] says what an operator chose, [`keys`] holds the key files,
//! [`start`] wires the roles together and [`Running`] is the system while it runs: the command
//! `serve` waits on it, and tests drive it in their own process. The modules under `command` are
//! one per command, [`backup`] takes and restores backups, `demo` fills a demonstration with people and cases.

mod attachments;
mod audit;
pub mod backup;
mod banner;
mod command;
pub mod config;
mod connections;
mod database;
mod demo;
mod hardening;
mod http;
pub mod keys;
pub mod lifecycle;
mod metrics;
mod out;
mod prepare;
pub mod privacy;
mod register;
mod role;
mod running;
mod telemetry;
mod upkeep;
mod worker;

pub use command::run;
pub use config::{Config, LiveRegister, OidcSettings};
pub use role::{Role, Roles};
pub use running::{Background, Running, start};

use domain::now::Clock;

/// Fewest characters of a password.
pub const PASSWORD_MIN: usize = domain::password::MIN;

/// The clock of this machine.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the edge, where time enters the program"
)]
pub fn system_clock() -> Clock {
    Clock::new(chrono::Utc::now)
}
