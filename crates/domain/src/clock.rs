//! Our own promises: when the reporter hears from us. A clock that runs out escalates; it never
//! closes or hides anything.

use chrono::{DateTime, Duration, Utc};

use crate::severity::Severity;

coded_enum! {
    /// Which promise.
    pub enum ClockName {
        /// An analyst takes the case and answers.
        FirstResponse = "first_response",
        /// The next word to the reporter.
        NextUpdate = "next_update",
    }
}

/// How long we give ourselves.
#[must_use]
pub fn promise(name: ClockName, severity: Severity) -> Duration {
    match (name, severity) {
        (ClockName::FirstResponse, Severity::Critical) => Duration::hours(1),
        (ClockName::FirstResponse, Severity::High)
        | (ClockName::NextUpdate, Severity::Critical) => Duration::hours(4),
        (ClockName::FirstResponse, Severity::Medium) | (ClockName::NextUpdate, Severity::High) => {
            Duration::hours(24)
        }
        (ClockName::FirstResponse, Severity::Low) | (ClockName::NextUpdate, Severity::Medium) => {
            Duration::hours(72)
        }
        (ClockName::NextUpdate, Severity::Low) => Duration::days(7),
    }
}

/// When a promise made at `from` is due.
#[must_use]
pub fn due(name: ClockName, severity: Severity, from: DateTime<Utc>) -> DateTime<Utc> {
    from + promise(name, severity)
}
