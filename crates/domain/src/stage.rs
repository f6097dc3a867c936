//! Stages of a firm's notice to the authorities (Directive (EU) 2022/2555, Art. 23(4); Lov nr. 434 of
//! 6 May 2025): early warning, notification, final report.
//!
//! Here they are written, kept and counted. Writing one here tells no authority: only the firm says
//! that it has sent it, and only then its clock stops.

mod clock;
mod content;
mod field;
mod filing;
mod suggest;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::event::{EventBody, EventName};

pub use clock::{StageClock, plan, state};
pub use content::Content;
pub use field::{Ask, Field, WORDS, fields};
pub use filing::{Filing, Mark};
pub use suggest::suggest;

coded_enum! {
    /// Which stage, in the order of the law.
    pub enum StageName {
        /// Early warning.
        EarlyWarning = "early_warning",
        /// Incident notification.
        Notification = "notification",
        /// Final report.
        Final = "final",
    }
}

coded_enum! {
    /// Where a stage stands.
    pub enum StageState {
        /// No clock runs: nothing says that the firm has the duty, and it has filed no stage.
        NotCounted = "not_counted",
        /// Its time runs.
        Running = "running",
        /// Its time has run out, and nobody has said that it was sent.
        Overdue = "overdue",
        /// The firm says that it was sent.
        Sent = "sent",
        /// A later stage was sent, which says all that this one would have.
        Covered = "covered",
    }
}

/// What a stage says now. Earlier versions stay in the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// When it was written last.
    pub at: DateTime<Utc>,
    /// How often it was written.
    pub versions: usize,
    /// What it says.
    pub content: Content,
}

/// The stages that a timeline tells of, oldest event first.
pub fn filed<'e>(
    events: impl IntoIterator<Item = (DateTime<Utc>, EventName, &'e EventBody)>,
) -> BTreeMap<StageName, Filed> {
    let mut found: BTreeMap<StageName, Filed> = BTreeMap::new();
    for (at, name, body) in events {
        if name != EventName::StageAdded {
            continue;
        }
        let stage = body.facts.get("stage").map(String::as_str);
        let Some(stage) = stage.and_then(StageName::from_code) else {
            continue;
        };
        let versions = found.get(&stage).map_or(1, |filed| filed.versions + 1);
        let filed = Filed {
            at,
            versions,
            content: Content::of_facts(stage, &body.facts),
        };
        found.insert(stage, filed);
    }
    found
}

#[cfg(test)]
mod tests;
