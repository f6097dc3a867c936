//! Duties of the firm towards others, with due times. Reporting here fulfils none of them.
//!
//! Defaults from `reference/data/nis2/deadlines.json`: GDPR Art. 33(1) and 34; Directive (EU)
//! 2022/2555 Art. 23(4) (Lov nr. 434 of 2025). Whether a duty applies is the firm's to decide; we
//! say which may.

use chrono::{DateTime, Duration, Months, Utc};
use serde::{Deserialize, Serialize};

use crate::kind::{GdprCheck, Kind};
use crate::organisation::{Organisation, OrganisationType, SizeClass};

coded_enum! {
    /// A duty that may apply.
    pub enum DutyName {
        /// Notify Datatilsynet within 72 hours of awareness.
        GdprNotify = "gdpr_notify_authority",
        /// Tell the persons concerned without undue delay, if the risk is high.
        GdprInform = "gdpr_inform_persons",
        /// NIS2 early warning within 24 hours.
        Nis2EarlyWarning = "nis2_early_warning",
        /// NIS2 incident notification within 72 hours.
        Nis2Notification = "nis2_incident_notification",
        /// NIS2 final report, one month after the notification.
        Nis2Final = "nis2_final_report",
    }
}

coded_enum! {
    /// How sure it is that the duty applies.
    pub enum Applies {
        /// By the nature of what happened.
        Likely = "likely",
        /// To be checked by the firm.
        Possibly = "possibly",
    }
}

/// One duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// Which.
    pub name: DutyName,
    /// How sure.
    pub applies: Applies,
    /// When it is due; none means "without undue delay".
    pub due_at: Option<DateTime<Utc>>,
}

/// The duties that a report brings to mind, earliest first.
#[must_use]
pub fn duties(kind: Kind, organisation: &Organisation, aware_at: DateTime<Utc>) -> Vec<Duty> {
    let mut duties = Vec::new();
    let in_72_hours = Some(aware_at + Duration::hours(72));
    if may_be_under_nis2(organisation) {
        let applies = Applies::Possibly;
        let final_report = in_72_hours.and_then(|at| at.checked_add_months(Months::new(1)));
        let in_24_hours = Some(aware_at + Duration::hours(24));
        duties.extend([
            Duty {
                name: DutyName::Nis2EarlyWarning,
                applies,
                due_at: in_24_hours,
            },
            Duty {
                name: DutyName::Nis2Notification,
                applies,
                due_at: in_72_hours,
            },
            Duty {
                name: DutyName::Nis2Final,
                applies,
                due_at: final_report,
            },
        ]);
    }
    let applies = match kind.facts().gdpr_check {
        GdprCheck::Yes => Some(Applies::Likely),
        GdprCheck::Check | GdprCheck::IfData | GdprCheck::IfMailbox => Some(Applies::Possibly),
        GdprCheck::Unlikely => None,
    };
    if let Some(applies) = applies {
        duties.extend([
            Duty {
                name: DutyName::GdprNotify,
                applies,
                due_at: in_72_hours,
            },
            Duty {
                name: DutyName::GdprInform,
                applies: Applies::Possibly,
                due_at: None,
            },
        ]);
    }
    duties.sort_by_key(|duty| (duty.due_at.is_none(), duty.due_at));
    duties
}

fn may_be_under_nis2(organisation: &Organisation) -> bool {
    organisation
        .size_class
        .is_some_and(SizeClass::is_medium_or_larger)
        || matches!(
            organisation.kind,
            Some(
                OrganisationType::Municipality | OrganisationType::Region | OrganisationType::State
            )
        )
}

#[cfg(test)]
mod tests {
    use super::{DutyName, duties};
    use crate::kind::Kind;
    use crate::organisation::{Organisation, SizeClass};
    use chrono::{DateTime, Duration, Utc};

    #[test]
    fn a_leak_in_a_small_firm_brings_the_72_hours_of_datatilsynet() {
        let aware = DateTime::<Utc>::UNIX_EPOCH;

        let duties = duties(Kind::DataBreach, &Organisation::default(), aware);

        assert_eq!(duties[0].name, DutyName::GdprNotify);
        assert_eq!(duties[0].due_at, Some(aware + Duration::hours(72)));
        assert_eq!(duties.len(), 2);
    }

    #[test]
    fn a_larger_firm_is_told_of_nis2_earliest_first() {
        let organisation = Organisation {
            size_class: Some(SizeClass::S50To99),
            ..Organisation::default()
        };

        let duties = duties(Kind::Ddos, &organisation, DateTime::<Utc>::UNIX_EPOCH);

        let names: Vec<DutyName> = duties.iter().map(|duty| duty.name).collect();
        assert_eq!(
            names,
            [
                DutyName::Nis2EarlyWarning,
                DutyName::Nis2Notification,
                DutyName::Nis2Final
            ]
        );
    }
}
