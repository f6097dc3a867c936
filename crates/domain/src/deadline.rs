//! How long the firm has towards the authorities, and how long before that we remind it.
//!
//! The defaults are those of `reference/data/nis2/deadlines.json` (Directive (EU) 2022/2555,
//! Art. 23(4); Lov nr. 434 of 6 May 2025; Regulation (EU) 2016/679, Art. 33). They are settings, not
//! law: an operator changes them in the section `deadlines`.

use crate::span::Span;
use crate::stage::StageName;

/// One deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// How long it is.
    pub due: Span,
    /// So long before its end the firm is reminded; none: never.
    pub reminder: Option<Span>,
}

/// The deadlines of a firm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// After the firm became aware.
    pub early_warning: Term,
    /// After the firm became aware.
    pub notification: Term,
    /// After the notification was sent; before that, after it is due.
    pub final_report: Term,
    /// Telling Datatilsynet, after the firm became aware.
    pub gdpr_notification: Span,
}

impl Deadlines {
    /// That of a stage.
    #[must_use]
    pub const fn of(&self, stage: StageName) -> Term {
        match stage {
            StageName::EarlyWarning => self.early_warning,
            StageName::Notification => self.notification,
            StageName::Final => self.final_report,
        }
    }
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            early_warning: Term {
                due: Span::hours(24),
                reminder: Some(Span::hours(6)),
            },
            notification: Term {
                due: Span::hours(72),
                reminder: Some(Span::hours(24)),
            },
            final_report: Term {
                due: Span::months(1),
                reminder: Some(Span::days(7)),
            },
            gdpr_notification: Span::hours(72),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Deadlines;
    use crate::span::Span;
    use serde_json::Value;

    /// The due time of a stage of a regime, as the reference data has it.
    fn listed(regime: &str, stage: &str) -> Span {
        let text = include_str!("../../../reference/data/nis2/deadlines.json");
        let data: Value = serde_json::from_str(text).unwrap();
        let by_id = |list: &Value, id: &str| -> Value {
            let list = list.as_array().unwrap();
            list.iter().find(|one| one["id"] == id).unwrap().clone()
        };
        let regime = by_id(&data["regimes"], regime);
        assert_eq!(regime["clock_start"], "aware_at");
        let stage = by_id(&regime["stages"], stage);
        Span::parse(stage["due"].as_str().unwrap()).unwrap()
    }

    #[test]
    fn the_defaults_are_those_of_the_reference_data() {
        let usual = Deadlines::default();

        assert_eq!(usual.early_warning.due, listed("nis2", "early-warning"));
        assert_eq!(
            usual.notification.due,
            listed("nis2", "incident-notification")
        );
        assert_eq!(usual.final_report.due, listed("nis2", "final-report"));
        assert_eq!(
            usual.gdpr_notification,
            listed("gdpr", "notify-datatilsynet")
        );
    }
}
