//! How often a stranger may ask.

use std::num::NonZeroU32;

use api::{LimitSettings, PerMinute};

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
