//! How often a stranger may ask, and what is a flood or a wave.

use std::num::NonZeroU32;

use api::{FloodSettings, LimitSettings, PerMinute};

use domain::surge::SurgeSettings;

use super::fields::Fields;

/// The section `limits`: rates of one address, a minute's worth at once if need be.
pub(super) fn from_fields(fields: &mut Fields<'_>) -> LimitSettings {
    LimitSettings {
        intake: rate(fields, "limits.intake_per_minute"),
        call_back: rate(fields, "limits.call_backs_per_minute"),
        draft: rate(fields, "limits.drafts_per_minute"),
        login: rate(fields, "limits.login_per_minute"),
        login_failures: rate(fields, "limits.login_failures_per_minute"),
        code: rate(fields, "limits.code_per_minute"),
        code_failures: rate(fields, "limits.code_failures_per_minute"),
        export: rate(fields, "limits.export_per_minute"),
        api_key: rate(fields, "limits.api_key_per_minute"),
    }
}

/// The section `flood`: of all addresses together.
pub(super) fn flood(fields: &mut Fields<'_>) -> FloodSettings {
    let wait = fields.number("flood.wait_seconds", 1, 600);
    FloodSettings {
        from: rate(fields, "flood.reports_per_minute"),
        wait: chrono::Duration::seconds(i64::from(wait)),
    }
}

/// The section `surge`: far more reports than usual.
pub(super) fn surge(fields: &mut Fields<'_>) -> SurgeSettings {
    let window = fields.number("surge.window_minutes", 5, 1440);
    SurgeSettings {
        multiple: rate(fields, "surge.multiple"),
        least: fields.number("surge.least", 2, 1_000_000),
        window: chrono::Duration::minutes(i64::from(window)),
    }
}

fn rate(fields: &mut Fields<'_>, name: &'static str) -> PerMinute {
    let expected = "a whole number from 1 to 1000000, or \"off\"";
    fields
        .parsed(name, expected, |text| match text {
            "off" => Some(None),
            number => number
                .parse()
                .ok()
                .filter(|rate: &NonZeroU32| rate.get() <= 1_000_000)
                .map(Some),
        })
        .flatten()
}
