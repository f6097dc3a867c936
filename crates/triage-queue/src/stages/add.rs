//! A stage comes in, or the word that one was sent.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::case::transition::TransitionName;
use domain::deadline::Deadlines;
use domain::event::{EventBody, EventName};
use domain::problem::Rule;
use domain::report::Report;
use domain::stage::{self, Filing, Mark};
use store::Tx;
use store::stages::{self as rows, NewStage};
use vault::place;

use crate::Error;
use crate::reporter::{Door, holds_a_code, promise_next_update};

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
        body = body.with("sent_at", at.to_rfc3339_opts(SecondsFormat::Secs, true));
    }
    for (field, text) in filing.content.iter().flat_map(stage::Content::values) {
        body = body.with(field, text);
    }
    body
}
