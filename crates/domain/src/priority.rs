//! Which case an analyst should take next: a number from 0 to 100 with its named factors.
//!
//! Only open facts count (design.md, rule 8), so the factors can be named again at any time from
//! the case's own columns and the number never hides a reason.

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;

use crate::kind::{GdprCheck, Kind};
use crate::organisation::{OrganisationType, SizeClass};
use crate::severity::{Impact, Ongoing, Severity};

/// The facts a priority is made from.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// What happened.
    pub kind: Kind,
    /// How bad.
    pub severity: Severity,
    /// Still happening.
    pub ongoing: Ongoing,
    /// How hard hit.
    pub impact: Impact,
    /// Size of the firm.
    pub size_class: Option<SizeClass>,
    /// Industry group, 1 to 10.
    pub sector_group: Option<i16>,
    /// Sort of organisation.
    pub organisation_type: Option<OrganisationType>,
    /// When the firm became aware.
    pub aware_at: DateTime<Utc>,
    /// When the report was received.
    pub received_at: DateTime<Utc>,
}

coded_enum! {
    /// Names of the factors.
    pub enum FactorName {
        /// From the severity.
        Severity = "severity",
        /// It is still happening.
        Ongoing = "ongoing",
        /// How much of the firm stands still.
        Impact = "impact",
        /// Help in the first hours changes the outcome.
        TimeCritical = "time_critical",
        /// A firm of this size has nobody to ask.
        NoOwnSecurityStaff = "no_own_security_staff",
        /// Others depend on it.
        EssentialService = "essential_service",
        /// A 72-hour duty may be running.
        DutyRunning = "duty_running",
    }
}

/// One named part of a priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Factor {
    /// Name of the factor.
    pub name: FactorName,
    /// Points it adds.
    pub points: i16,
}

/// The named factors of a case that add anything, in the order of the list above.
#[must_use]
pub fn factors(facts: &Facts) -> Vec<Factor> {
    FactorName::ALL
        .iter()
        .map(|&name| Factor {
            name,
            points: points(name, facts),
        })
        .filter(|factor| factor.points > 0)
        .collect()
}

/// The priority: the sum of the factors, 0 to 100.
#[must_use]
pub fn priority(facts: &Facts) -> i16 {
    factors(facts)
        .iter()
        .map(|factor| factor.points)
        .sum::<i16>()
        .clamp(0, 100)
}

fn points(name: FactorName, facts: &Facts) -> i16 {
    match name {
        FactorName::Severity => match facts.severity {
            Severity::Critical => 40,
            Severity::High => 30,
            Severity::Medium => 18,
            Severity::Low => 6,
        },
        FactorName::Ongoing => match facts.ongoing {
            Ongoing::Yes => 20,
            Ongoing::Unknown => 8,
            Ongoing::No => 0,
        },
        FactorName::Impact => match facts.impact {
            Impact::AllDown => 15,
            Impact::PartlyDown => 8,
            Impact::Unknown => 4,
            Impact::Normal => 0,
        },
        FactorName::TimeCritical => time_critical(facts),
        FactorName::NoOwnSecurityStaff => {
            if facts.size_class.is_none_or(SizeClass::is_micro) {
                5
            } else {
                0
            }
        }
        FactorName::EssentialService => {
            let public = matches!(
                facts.organisation_type,
                Some(
                    OrganisationType::Municipality
                        | OrganisationType::Region
                        | OrganisationType::State
                )
            );
            if public || facts.sector_group == Some(9) {
                5
            } else {
                0
            }
        }
        FactorName::DutyRunning => {
            let likely = matches!(
                facts.kind.facts().gdpr_check,
                GdprCheck::Yes | GdprCheck::Check | GdprCheck::IfMailbox
            );
            let running = facts.received_at - facts.aware_at < Duration::hours(72);
            if likely && running { 5 } else { 0 }
        }
    }
}

/// Money can be recalled for about a day; encryption spreads while it is ongoing.
fn time_critical(facts: &Facts) -> i16 {
    let age = facts.received_at - facts.aware_at;
    match facts.kind {
        Kind::Bec if age < Duration::hours(24) => 10,
        Kind::Ransomware if facts.ongoing != Ongoing::No => 10,
        Kind::AccountTakeover | Kind::DataBreach if facts.ongoing == Ongoing::Yes => 5,
        Kind::Bec
        | Kind::Ransomware
        | Kind::AccountTakeover
        | Kind::DataBreach
        | Kind::Phishing
        | Kind::Ddos
        | Kind::Malware
        | Kind::Defacement
        | Kind::Vulnerability
        | Kind::Other => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Facts, factors, priority};
    use crate::kind::Kind;
    use crate::organisation::{OrganisationType, SizeClass};
    use crate::severity::{Impact, Ongoing, Severity};
    use chrono::{DateTime, Utc};

    fn facts(kind: Kind, ongoing: Ongoing, impact: Impact) -> Facts {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        Facts {
            kind,
            severity: Severity::first(kind, impact),
            ongoing,
            impact,
            size_class: Some(SizeClass::S5To9),
            sector_group: Some(9),
            organisation_type: Some(OrganisationType::Company),
            aware_at: now,
            received_at: now,
        }
    }

    #[test]
    fn every_priority_is_between_0_and_100_and_is_the_sum_of_its_factors() {
        for &kind in Kind::ALL {
            for &ongoing in Ongoing::ALL {
                for &impact in Impact::ALL {
                    let facts = facts(kind, ongoing, impact);
                    let sum: i16 = factors(&facts).iter().map(|f| f.points).sum();
                    assert_eq!(priority(&facts), sum);
                    assert!((0..=100).contains(&sum), "{kind} {ongoing} {impact}: {sum}");
                }
            }
        }
    }

    #[test]
    fn a_baker_locked_out_of_everything_comes_before_a_suspicious_mail() {
        let locked_out = facts(Kind::Ransomware, Ongoing::Yes, Impact::AllDown);
        let mail = facts(Kind::Phishing, Ongoing::No, Impact::Normal);

        assert_eq!(priority(&locked_out), 100);
        assert!(priority(&mail) < 20);
    }
}
