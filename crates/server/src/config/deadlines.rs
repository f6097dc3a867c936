//! How long firms have towards the authorities, and how long before that we remind them.

use domain::deadline::{Deadlines, Term};
use domain::span::Span;

use super::fields::Fields;

/// The section `deadlines`.
pub(super) fn from_fields(fields: &mut Fields<'_>) -> Deadlines {
    let usual = Deadlines::default();
    let mut term = |due, reminder, usual: Term| Term {
        due: span(fields, due, usual.due),
        reminder: lead(fields, reminder),
    };
    Deadlines {
        early_warning: term(
            "deadlines.early_warning",
            "deadlines.early_warning_reminder",
            usual.early_warning,
        ),
        notification: term(
            "deadlines.notification",
            "deadlines.notification_reminder",
            usual.notification,
        ),
        final_report: term(
            "deadlines.final_report",
            "deadlines.final_report_reminder",
            usual.final_report,
        ),
        gdpr_notification: span(
            fields,
            "deadlines.gdpr_notification",
            usual.gdpr_notification,
        ),
    }
}

/// `usual` stands in for one that cannot be read; nothing starts with that.
fn span(fields: &mut Fields<'_>, name: &'static str, usual: Span) -> Span {
    let expected = "an ISO 8601 duration, as in PT24H, P7D or P1M";
    fields.parsed(name, expected, Span::parse).unwrap_or(usual)
}

fn lead(fields: &mut Fields<'_>, name: &'static str) -> Option<Span> {
    let expected = "an ISO 8601 duration, as in PT6H or P7D, or \"off\"";
    let parse = |text: &str| match text {
        "off" => Some(None),
        text => Span::parse(text).map(Some),
    };
    fields.parsed(name, expected, parse).flatten()
}

#[cfg(test)]
mod tests {
    use super::from_fields;
    use crate::config::fields::Fields;
    use crate::config::source::{Origin, Raw, Values};
    use domain::deadline::Deadlines;
    use domain::span::Span;

    fn read(set: &[(&'static str, &str)]) -> (Deadlines, Vec<String>) {
        let raw = |text: &str| Raw {
            text: text.to_owned(),
            origin: Origin::File,
        };
        let values: Values = set.iter().map(|(key, text)| (*key, raw(text))).collect();
        let mut fields = Fields::new(&values, Vec::new());
        (from_fields(&mut fields), fields.problems)
    }

    #[test]
    fn nothing_set_is_what_the_reference_data_says() {
        assert_eq!(read(&[]), (Deadlines::default(), Vec::new()));
    }

    #[test]
    fn another_law_is_set_and_a_reminder_can_be_switched_off() {
        let (deadlines, problems) = read(&[
            ("deadlines.gdpr_notification", "PT96H"),
            ("deadlines.early_warning_reminder", "off"),
        ]);

        assert_eq!(deadlines.gdpr_notification, Span::hours(96));
        assert_eq!(deadlines.early_warning.reminder, None);
        assert_eq!(problems, Vec::<String>::new());
    }

    #[test]
    fn what_is_no_duration_is_named() {
        let (_, problems) = read(&[("deadlines.notification", "72 hours")]);

        assert_eq!(
            problems,
            [
                "deadlines.notification: must be an ISO 8601 duration, as in PT24H, P7D or P1M, \
                 not \"72 hours\""
            ]
        );
    }
}
