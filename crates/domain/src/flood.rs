//! What makes a report from the form look as if a program sent it. It is taken all the same: a doubt is a
//! mark for staff, never a refusal.

mod gauge;

use chrono::{DateTime, Duration, Utc};

pub use gauge::{CALM, Gauge};

coded_enum! {
    /// One doubt.
    pub enum Doubt {
        /// The field that people do not see was filled in.
        Trap = "trap",
        /// Faster than anybody reads the questions, or without having been given them.
        TooFast = "too_fast",
        /// In a flood, without the work that a browser does for its report: from a form that waited
        /// instead, or from the API without a key.
        Unproven = "unproven",
    }
}

/// Nobody reads and answers ten questions in less.
pub const LEAST_TIME: Duration = Duration::seconds(15);

/// The doubts about a form: what stands in its trap, and when its first page was given out.
#[must_use]
pub fn doubts(trap: &str, begun_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Vec<Doubt> {
    let in_trap = (!trap.is_empty()).then_some(Doubt::Trap);
    let too_fast = begun_at.is_none_or(|begun| now - begun < LEAST_TIME);
    in_trap
        .into_iter()
        .chain(too_fast.then_some(Doubt::TooFast))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Doubt, LEAST_TIME, doubts};
    use chrono::{DateTime, Duration, Utc};

    #[test]
    fn who_reads_the_questions_and_leaves_the_trap_alone_is_not_doubted() {
        let now = DateTime::<Utc>::UNIX_EPOCH;

        assert_eq!(doubts("", Some(now - LEAST_TIME), now), []);
        let fast = Some(now - LEAST_TIME + Duration::seconds(1));
        assert_eq!(doubts("", fast, now), [Doubt::TooFast]);
        assert_eq!(doubts("http://x", None, now), [Doubt::Trap, Doubt::TooFast]);
    }
}
