//! Words in a case: internal notes, and messages to its reporters.

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor};
use domain::case::Case;
use domain::case::status::Status;
use domain::clock::{self, ClockName};
use domain::content::Content;
use domain::event::{Audience, EventBody, EventName};
use domain::id::CaseId;
use domain::notification::MailName;
use domain::number::ReportNumber;
use store::events::NewEvent;
use store::{Tx, cases, clocks, events, reports};

use crate::Error;
use crate::error::{check_version, held};
use crate::tell::tell_reporters;

/// Adds an internal note. Notes are never changed.
pub fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    text: &str,
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Case, Error> {
    let case = held(tx, actor, Action::WriteNote, id)?;
    check_version(expected, case.version)?;
    let event = NewEvent {
        case: id,
        report: None,
        name: EventName::Note,
        audience: Audience::Internal,
        content: Content::of(&EventBody::text(text))?,
    };
    events::append(tx, actor, now, &[event])?;
    Ok(cases::change(tx, &case, &cases::Change::default(), now)?)
}

/// Writes to the reporters of a case. It keeps the promise of a first response and starts the next.
pub fn message(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    text: &str,
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Case, Error> {
    let case = held(tx, actor, Action::WriteMessage, id)?;
    check_version(expected, case.version)?;
    let event = NewEvent {
        case: id,
        report: None,
        name: EventName::MessageToReporter,
        audience: Audience::Reporter,
        content: Content::of(&EventBody::text(text))?,
    };
    events::append(tx, actor, now, &[event])?;
    clocks::stop(tx, id, &[ClockName::FirstResponse], now)?;
    if matches!(case.status, Status::New | Status::Open) {
        restart_next_update(tx, &case, now)?;
    }
    tell_reporters(tx, id, MailName::Message, now)?;
    Ok(cases::change(tx, &case, &cases::Change::default(), now)?)
}

/// Ends the running promise of a next update and makes a new one from now.
pub(crate) fn restart_next_update(
    tx: &mut Tx<'_>,
    case: &Case,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    clocks::stop(tx, case.id, &[ClockName::NextUpdate], now)?;
    let due = clock::due(ClockName::NextUpdate, case.severity, now);
    Ok(clocks::start(
        tx,
        now,
        &[(case.id, ClockName::NextUpdate, due)],
    )?)
}

/// Replaces the access code of a report after a call-back; the old code opens nothing from now on.
pub fn replace_code(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    replacement: &Replacement,
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Case, Error> {
    let case = held(tx, actor, Action::ReplaceCode, id)?;
    check_version(expected, case.version)?;
    let report = &replacement.report;
    let report_id = reports::replace_code(tx, id, report, &replacement.code_hash)?;
    let body = EventBody::text(&replacement.verified_by).with("report", report);
    let event = NewEvent {
        case: id,
        report: Some(report_id),
        name: EventName::CodeReplaced,
        audience: Audience::Internal,
        content: Content::of(&body)?,
    };
    events::append(tx, actor, now, &[event])?;
    Ok(cases::change(tx, &case, &cases::Change::default(), now)?)
}

/// Which report gets which code, and how its reporter was verified.
#[derive(Debug, Clone)]
pub struct Replacement {
    /// Number of the report.
    pub report: ReportNumber,
    /// How the caller was verified, for the timeline.
    pub verified_by: String,
    /// Keyed hash of the new code.
    pub code_hash: Vec<u8>,
}
