//! Stages of a firm's notice to the authorities: its reporter writes them here, and says when they were
//! sent there. Nothing here tells an authority anything.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::case::transition::TransitionName;
use domain::deadline::Deadlines;
use domain::event::{EventBody, EventName};
use domain::id::{CaseId, ReportId};
use domain::problem::Rule;
use domain::report::Report;
use domain::stage::{self, Filed, Filing, Mark, StageClock, StageName, StageState};
use store::stages::{self as rows, NewStage};
use store::{Tx, events};
use vault::place;

use crate::reporter::{Door, holds_a_code, promise_next_update};
use crate::{CaseKeys, Error};

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

/// Adds a stage, which tells the case like a message does: it wakes a waiting case and reopens a resolved
/// or closed one. The same stage again is its next version. A mark alone moves only clocks.
pub fn add(
    tx: &mut Tx<'_>,
    door: &Door,
    filing: &Filing,
    deadlines: &Deadlines,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    match write(tx, door, filing, deadlines, now) {
        // Somebody moved the case since it was read. Now it is held: the second try is the last.
        Err(Error::Store(store::Error::Stale)) => write(tx, door, filing, deadlines, now),
        written => written,
    }
}

fn write(
    tx: &mut Tx<'_>,
    door: &Door,
    filing: &Filing,
    deadlines: &Deadlines,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (own, key) = door.open(tx)?;
    refuse_codes(filing)?;
    let content = place::report_content(own.report, own.content_version);
    let report: Report = content.open_json(&key, &own.content)?;
    let aware_at = report.aware_or(own.received_at);
    filing.check(aware_at, now).map_err(Error::Invalid)?;
    let before = rows::of_own(tx, &door.row)?;
    let marked = Some((filing.stage, filing.mark));
    let (name, next) = match filing.content {
        Some(_) => {
            let next = own.status.after(TransitionName::Answered, own.ownership);
            (EventName::StageAdded, next.unwrap_or(own.status))
        }
        None => (EventName::StageMarked, own.status),
    };
    let uid = store::new_id(now);
    let new = NewStage {
        case_version: own.case_version,
        next,
        name,
        event: (uid, place::event(uid, 1).seal_json(&key, &body(filing))),
        clocks: stage::plan(deadlines, aware_at, &before, marked, now),
    };
    rows::add(tx, &door.row, &new, now)?;
    if next != own.status {
        promise_next_update(tx, &own, now)?;
    }
    Ok(())
}

/// A code that somebody pasted would stand where every reader of the case sees it.
fn refuse_codes(filing: &Filing) -> Result<(), Error> {
    let said = filing.content.iter().flat_map(stage::Content::values);
    for (field, text) in said {
        if holds_a_code(text) {
            return Err(Error::invalid(
                &format!("#/{field}"),
                Rule::ContainsAccessCode,
            ));
        }
    }
    Ok(())
}

fn body(filing: &Filing) -> EventBody {
    let mut body = EventBody::default().with("stage", filing.stage);
    if let Mark::SentAt(at) = filing.mark {
        body = body.with(
            "sent_at",
            at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        );
    }
    for (field, text) in filing.content.iter().flat_map(stage::Content::values) {
        body = body.with(field, text);
    }
    body
}

/// The clocks of a report behind its door.
pub(crate) fn clocks(tx: &mut Tx<'_>, door: &Door) -> Result<Vec<StageClock>, Error> {
    Ok(rows::of_own(tx, &door.row)?)
}
