//! How bad a case is. First value from kind and impact; an analyst may change it.

use crate::kind::Kind;

coded_enum! {
    /// Severity, worst first.
    pub enum Severity {
        /// The firm stands still or large loss is under way.
        Critical = "critical",
        /// Serious harm has happened or is close.
        High = "high",
        /// Limited harm.
        Medium = "medium",
        /// Little or no harm.
        Low = "low",
    }
}

coded_enum! {
    /// How hard the firm is hit, as the reporter says it.
    pub enum Impact {
        /// Everything or nearly everything is down.
        AllDown = "all_down",
        /// Some things do not work.
        PartlyDown = "partly_down",
        /// Work goes on as normal.
        Normal = "normal",
        /// Not known.
        Unknown = "unknown",
    }
}

coded_enum! {
    /// Whether it is still happening.
    pub enum Ongoing {
        /// Still happening.
        Yes = "yes",
        /// Over.
        No = "no",
        /// Not known.
        Unknown = "unknown",
    }
}

impl Severity {
    /// The first value of a case.
    #[must_use]
    pub const fn first(kind: Kind, impact: Impact) -> Self {
        let base = match kind {
            Kind::Ransomware | Kind::Bec | Kind::DataBreach => 1,
            Kind::AccountTakeover | Kind::Ddos | Kind::Malware | Kind::Defacement => 2,
            Kind::Phishing | Kind::Vulnerability | Kind::Other => 3,
        };
        match (base, impact) {
            (1, Impact::AllDown) => Self::Critical,
            (1, _) | (2, Impact::AllDown) => Self::High,
            (2, Impact::PartlyDown | Impact::Unknown) | (_, Impact::AllDown) => Self::Medium,
            _ => Self::Low,
        }
    }
}
