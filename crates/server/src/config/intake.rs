//! How new reports share transactions.

use std::time::Duration;

use api::LaneSettings;

use super::fields::Fields;

/// The section `intake`.
pub(super) fn from_fields(fields: &mut Fields<'_>) -> LaneSettings {
    let mut count = |name, most| usize::try_from(fields.number(name, 1, most)).unwrap_or(1);
    LaneSettings {
        lanes: count("intake.lanes", 16),
        group: count("intake.group", 500),
        queue: count("intake.queue", 100_000),
        patience: Duration::from_secs(1),
    }
}
