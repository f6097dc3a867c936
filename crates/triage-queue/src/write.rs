//! Words in a case: internal notes, and messages to its reporters.

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor};
use domain::access_code::AccessCode;
use domain::case::Case;
use domain::clock::{self, ClockName};
use domain::content::Content;
use domain::event::{Audience, EventBody, EventName};
use domain::id::CaseId;
use domain::notification::MailName;
use domain::number::ReportNumber;
use store::events::NewEvent;
use store::{Tx, cases, clocks, events, reports};

use crate::Error;
use crate::error::check_version;
use crate::keyed::Keys;
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
    let case = cases::find_for_update(tx, id)?;
    actor.may_on(Action::WriteNote, case.team)?;
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
    let case = cases::find_for_update(tx, id)?;
    actor.may_on(Action::WriteMessage, case.team)?;
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
    if case.status.is_active() {
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
    keys: &Keys,
    id: CaseId,
    report: &ReportNumber,
    verified_by: &str,
    now: DateTime<Utc>,
) -> Result<AccessCode, Error> {
    let case = cases::find_for_update(tx, id)?;
    actor.may_on(Action::ReplaceCode, case.team)?;
    let code = keys.fresh_access_code(&store::random());
    let report_id = reports::replace_code(tx, id, report, &keys.code_hash(&code))?;
    let event = NewEvent {
        case: id,
        report: Some(report_id),
        name: EventName::CodeReplaced,
        audience: Audience::Internal,
        content: Content::of(&EventBody::text(verified_by).with("report", report))?,
    };
    events::append(tx, actor, now, &[event])?;
    cases::change(tx, &case, &cases::Change::default(), now)?;
    Ok(code)
}
