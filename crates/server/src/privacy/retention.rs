//! What has run out: technical rows, and the content of old cases.

use std::collections::BTreeMap;

use domain::access::Actor;
use domain::privacy::retention::{Verdict, Why};
use store::retention::{self, Due};
use triage_queue::privacy::retain;

use super::{Mode, Office};

/// What goes, or would go, and what stays.
#[derive(Debug)]
pub struct Retention {
    /// Technical rows that have run out.
    pub technical: Vec<Due>,
    /// Cases whose content goes, each with the decision.
    pub goes: Vec<(String, String)>,
    /// Old cases whose content stays.
    pub stays: Vec<Kept>,
    /// How many cases had content before.
    pub cases: i64,
}

/// An old case that stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its number.
    pub number: String,
    /// Why.
    pub why: Why,
}

impl Retention {
    /// Cases that only miss a decision of the archives.
    pub fn uncovered(&self) -> impl Iterator<Item = &str> {
        let uncovered = self.stays.iter().filter(|kept| kept.why == Why::NotCovered);
        uncovered.map(|kept| kept.number.as_str())
    }

    /// How many stay for the same reason, those without a decision aside.
    #[must_use]
    pub fn by_reason(&self) -> BTreeMap<Why, usize> {
        let mut counted = BTreeMap::new();
        for kept in &self.stays {
            *counted.entry(kept.why).or_default() += 1;
        }
        counted
    }
}

impl Office<'_> {
    /// Says what has run out, and with [`Mode::ForReal`] deletes it, each case in a transaction of
    /// its own.
    pub fn retention(&self, days: u32, mode: Mode) -> anyhow::Result<Retention> {
        let (technical, looked, cases) = self.db.transact_blocking(&Actor::System, |tx| {
            let technical = retention::due(tx, self.now)?;
            let looked = retain::look(tx, days, self.now)?;
            let cases = store::deletion::count_with_content(tx)?;
            Ok::<_, triage_queue::Error>((technical, looked, cases))
        })?;
        let (mut goes, mut stays) = (Vec::new(), Vec::new());
        for (candidate, verdict) in looked {
            let number = candidate.number.to_string();
            match verdict {
                Verdict::Stays(why) => stays.push(Kept { number, why }),
                Verdict::Goes { decision } if mode == Mode::DryRun => goes.push((number, decision)),
                Verdict::Goes { .. } => {
                    let deleted = self.db.transact_blocking(&Actor::System, |tx| {
                        retain::delete(tx, candidate.case, days, self.now)
                    })?;
                    goes.extend(deleted.map(|decision| (number, decision)));
                }
            }
        }
        if mode == Mode::ForReal {
            self.db
                .transact_blocking(&Actor::System, |tx| retention::prune(tx, self.now))?;
        }
        Ok(Retention {
            technical,
            goes,
            stays,
            cases,
        })
    }
}
