//! Words in a case: internal notes, and messages to its reporters.

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor};
use domain::access_code::AccessCode;
use domain::case::Case;
use domain::case::status::Status;
use domain::clock::{self, ClockName};
use domain::content::Sealed;
use domain::event::{Audience, EventBody, EventName};
use domain::id::{CaseId, ReportId};
use domain::notification::MailName;
use domain::number::ReportNumber;
use store::seals::{Holder, KeyKind, KeySeal};
use store::{Tx, cases, clocks, reports, seals};
use vault::code::CodeKey;

use crate::error::check_version;
use crate::reach::held;
use crate::tell::tell_reporters;
use crate::{CaseKeys, Error, Line, Safe};

/// Adds an internal note. Notes are never changed.
pub fn note(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    id: CaseId,
    text: &str,
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Case, Error> {
    let case = held(tx, actor, Action::WriteNote, id)?;
    check_version(expected, case.version)?;
    let line = Line {
        case: id,
        report: None,
        name: EventName::Note,
        audience: Audience::Internal,
        body: EventBody::text(text),
    };
    CaseKeys::of(tx, safe, id)?.append(tx, actor, now, &[line])?;
    Ok(cases::change(tx, &case, &cases::Change::default(), now)?)
}

/// Writes to the reporters of a case. It keeps the promise of a first response and starts the next.
pub fn message(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    id: CaseId,
    text: &str,
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Case, Error> {
    let case = held(tx, actor, Action::WriteMessage, id)?;
    check_version(expected, case.version)?;
    let line = Line {
        case: id,
        report: None,
        name: EventName::MessageToReporter,
        audience: Audience::Reporter,
        body: EventBody::text(text),
    };
    let keys = CaseKeys::of(tx, safe, id)?;
    keys.append(tx, actor, now, &[line])?;
    clocks::stop(tx, id, &[ClockName::FirstResponse], now)?;
    if matches!(case.status, Status::New | Status::Open) {
        restart_next_update(tx, &case, now)?;
    }
    tell_reporters(tx, safe, &keys, id, MailName::Message, now)?;
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
    safe: &Safe,
    actor: &Actor,
    id: CaseId,
    replacement: &Replacement,
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Case, Error> {
    let case = held(tx, actor, Action::ReplaceCode, id)?;
    check_version(expected, case.version)?;
    let report = &replacement.report;
    let code = CodeKey::of(&replacement.code, report);
    let hash = safe.keys.code_hash(&replacement.code);
    let public = |report: ReportId| code.public(report.uuid()).to_bytes();
    let report_id = reports::replace_code(tx, id, report, &hash, public)?;
    let keys = CaseKeys::of(tx, safe, id)?;
    let sealed = code.seal(keys.report_key(id, report_id)?);
    let seal = KeySeal {
        key: report_id.uuid(),
        kind: KeyKind::Report,
        case: id,
        holder: Holder::Code(report_id),
        sealed: Sealed::from_stored(sealed.as_stored().to_vec()),
    };
    seals::replace_code(tx, &seal)?;
    let body = EventBody::text(&replacement.verified_by).with("report", report);
    let line = Line {
        case: id,
        report: Some(report_id),
        name: EventName::CodeReplaced,
        audience: Audience::Internal,
        body,
    };
    keys.append(tx, actor, now, &[line])?;
    Ok(cases::change(tx, &case, &cases::Change::default(), now)?)
}

/// Which report gets which code, and how its reporter was verified.
#[derive(Debug, Clone)]
pub struct Replacement {
    /// Number of the report.
    pub report: ReportNumber,
    /// How the caller was verified, for the timeline.
    pub verified_by: String,
    /// The new code.
    pub code: AccessCode,
}
