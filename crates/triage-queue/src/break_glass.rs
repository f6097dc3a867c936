//! Opening a restricted case in an emergency: at once, for an hour, and never unnoticed.

use chrono::{DateTime, Duration, Utc};
use domain::access::{Action, Actor, Denied};
use domain::case::Case;
use domain::event::{Audience, EventBody, EventName};
use domain::language::Language;
use domain::notification::{Mail, MailName};
use domain::number::ReportNumber;
use store::access::{self, Closed};
use store::{Tx, cases, outbox, people};

use crate::tell::message;
use crate::{CaseKeys, Error, Line, Safe, reach};

/// How long the case stays open to whoever broke the glass.
pub const LASTS: Duration = Duration::hours(1);

/// A case that was opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The case.
    pub case: Case,
    /// Until when; none when the caller could reach it anyway.
    pub until: Option<DateTime<Utc>>,
}

/// Opens a restricted case of the caller's team by its number, as somebody on the phone says it. The
/// reason stands in the timeline, and its owner, or else the duty leads, are told by mail.
///
/// A case of another team, or none, is [`store::Error::NotFound`].
pub fn break_glass(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    number: &ReportNumber,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Opened, Error> {
    actor.may(Action::BreakGlass)?;
    let Some(person) = actor.person() else {
        return Err(Denied::Forbidden(Action::BreakGlass).into());
    };
    if let Some(case) = reached(tx, actor, number)? {
        return Ok(Opened { case, until: None });
    }
    let closed = access::closed(tx, number)?;
    let until = now + LASTS;
    access::list(tx, closed.id, person, Some(until), now)?;
    // From here on the case can be seen; whether it may be opened is asked of the table all the same.
    let case = reach::held(tx, actor, Action::BreakGlass, closed.id)?;
    let line = Line {
        case: case.id,
        report: None,
        name: EventName::EmergencyAccess,
        audience: Audience::Internal,
        body: EventBody::text(reason).with("until", until.to_rfc3339()),
    };
    CaseKeys::of(tx, safe, case.id)?.append(tx, actor, now, &[line])?;
    let case = cases::change(tx, &case, &cases::Change::default(), now)?;
    tell(tx, safe, &closed, &case.number, now)?;
    Ok(Opened {
        case,
        until: Some(until),
    })
}

fn reached(tx: &mut Tx<'_>, actor: &Actor, number: &ReportNumber) -> Result<Option<Case>, Error> {
    let case = match cases::by_any_number(tx, number) {
        Ok(case) => case,
        Err(store::Error::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    match reach::check(tx, actor, Action::ReadCase, &case) {
        Ok(()) => Ok(Some(case)),
        Err(Error::Denied(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Owes the owner a mail; when nobody owns the case, the duty leads of its team.
fn tell(
    tx: &mut Tx<'_>,
    safe: &Safe,
    closed: &Closed,
    number: &ReportNumber,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let addresses = match closed.owner {
        Some(owner) => people::addresses(tx, &[owner])?,
        None => people::leads_of(tx, closed.team)?,
    };
    let worker = safe.worker_key(tx)?;
    let mut messages = Vec::with_capacity(addresses.len());
    for address in addresses {
        let mail = Mail::notice(MailName::EmergencyAccess, number.clone());
        messages.push(message(&worker, &address, Language::Da, mail, None, now)?);
    }
    outbox::enqueue(tx, now, &messages)?;
    Ok(())
}
