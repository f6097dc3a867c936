//! Stages of a firm's notice to the authorities: its reporter writes them here, and says when they were
//! sent there. Nothing here tells an authority anything.

mod add;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::event::{EventBody, EventName};
use domain::id::{CaseId, ReportId};
use domain::stage::{self, Filed, StageClock, StageName, StageState};
use store::{Tx, events, stages as rows};

use crate::reporter::Door;
use crate::{CaseKeys, Error};

pub use add::add;

/// A stage as its report has it now.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Which.
    pub name: StageName,
    /// Where it stands.
    pub state: StageState,
    /// When it is due; none: no clock runs.
    pub due_at: Option<DateTime<Utc>>,
    /// When the firm sent it to the authority, as it says.
    pub sent_at: Option<DateTime<Utc>>,
    /// When the reporter was reminded of it.
    pub reminded_at: Option<DateTime<Utc>>,
    /// What it says, if it was written.
    pub filed: Option<Filed>,
}

/// All stages of a report, in the order of the law.
pub(crate) fn of(
    clocks: &[StageClock],
    mut filed: BTreeMap<StageName, Filed>,
    now: DateTime<Utc>,
) -> Vec<Stage> {
    let all = StageName::ALL.iter();
    all.map(|&name| {
        let clock = clocks.iter().find(|clock| clock.stage == name);
        Stage {
            name,
            state: stage::state(clocks, name, now),
            due_at: clock.map(|clock| clock.due_at),
            sent_at: clock.and_then(|clock| clock.sent_at),
            reminded_at: clock.and_then(|clock| clock.reminded_at),
            filed: filed.remove(&name),
        }
    })
    .collect()
}

/// The stages of every report of a case that has any.
pub(crate) fn of_case(
    tx: &mut Tx<'_>,
    keys: &CaseKeys,
    case: CaseId,
    now: DateTime<Utc>,
) -> Result<BTreeMap<ReportId, Vec<Stage>>, Error> {
    let mut clocks: BTreeMap<ReportId, Vec<StageClock>> = BTreeMap::new();
    for (report, clock) in rows::of_case(tx, case)? {
        clocks.entry(report).or_default().push(clock);
    }
    let mut told: BTreeMap<ReportId, Vec<(DateTime<Utc>, EventBody)>> = BTreeMap::new();
    for event in events::named(tx, case, &[EventName::StageAdded])? {
        if let Some(report) = event.report {
            let body = keys.open_event(&event)?;
            told.entry(report).or_default().push((event.at, body));
        }
    }
    let of_report = |(report, clocks): (ReportId, Vec<StageClock>)| {
        let told = told.get(&report).map(Vec::as_slice).unwrap_or_default();
        let filed = told.iter();
        let filed = stage::filed(filed.map(|(at, body)| (*at, EventName::StageAdded, body)));
        (report, of(&clocks, filed, now))
    };
    Ok(clocks.into_iter().map(of_report).collect())
}

/// The clocks of a report behind its door.
pub(crate) fn clocks(tx: &mut Tx<'_>, door: &Door) -> Result<Vec<StageClock>, Error> {
    Ok(rows::of_own(tx, &door.row)?)
}
