//! Duties of the firm towards others, with due times. Reporting here fulfils none of them.
//!
//! GDPR Art. 33(1) and 34; Directive (EU) 2022/2555 Art. 23(4) (Lov nr. 434 of 2025); how long a firm
//! has is set ([`Deadlines`]). Whether a duty applies is the firm's to decide; we say which may.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::deadline::Deadlines;
use crate::kind::{GdprCheck, Kind};
use crate::organisation::{Organisation, OrganisationType, SizeClass};
use crate::stage::{self, StageClock, StageName};

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

/// The duties that a report brings to mind, earliest first. `clocks` are those that run for the report;
/// none run before it is stored, and then they are counted anew.
#[must_use]
pub fn duties(
    kind: Kind,
    organisation: &Organisation,
    aware_at: DateTime<Utc>,
    deadlines: &Deadlines,
    clocks: &[StageClock],
) -> Vec<Duty> {
    let mut duties = Vec::new();
    if may_be_under_nis2(organisation) {
        let all = stage::plan(deadlines, aware_at, clocks, None, aware_at);
        duties.extend(all.iter().map(|clock| Duty {
            name: DutyName::of(clock.stage),
            applies: Applies::Possibly,
            due_at: Some(clock.due_at),
        }));
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
                due_at: Some(deadlines.gdpr_notification.after(aware_at)),
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

impl DutyName {
    const fn of(stage: StageName) -> Self {
        match stage {
            StageName::EarlyWarning => Self::Nis2EarlyWarning,
            StageName::Notification => Self::Nis2Notification,
            StageName::Final => Self::Nis2Final,
        }
    }
}

/// Whether the organisation may have to notify under NIS2: as a rule from medium size on, and public
/// bodies.
#[must_use]
pub fn may_be_under_nis2(organisation: &Organisation) -> bool {
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
    use crate::deadline::Deadlines;
    use crate::kind::Kind;
    use crate::organisation::{Organisation, SizeClass};
    use chrono::{DateTime, Duration, Utc};

    #[test]
    fn a_leak_in_a_small_firm_brings_the_72_hours_of_datatilsynet() {
        let aware = DateTime::<Utc>::UNIX_EPOCH;

        let duties = duties(
            Kind::DataBreach,
            &Organisation::default(),
            aware,
            &Deadlines::default(),
            &[],
        );

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

        let duties = duties(
            Kind::Ddos,
            &organisation,
            DateTime::<Utc>::UNIX_EPOCH,
            &Deadlines::default(),
            &[],
        );

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
