//! Reminding reporters that a stage of their notice to the authorities is due. The staff role does it: it
//! alone can open whom to write to. A reminder is taken, told and owed in one transaction, so that several
//! processes remind once.

use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::case::status::Status;
use domain::event::{Audience, EventBody, EventName};
use domain::notification::Mail;
use store::stages::{self as rows, Reminder};
use store::{Tx, outbox};

use crate::page::{ReadReport, read_reports};
use crate::tell::message;
use crate::{CaseKeys, Error, Line, Safe};

/// Owes the reminders that are due, at most so many; answers how many were due. Any number of processes
/// may do it at once. A case that cannot be opened is told in the log, and its reminder is over.
pub fn round(tx: &mut Tx<'_>, safe: &Safe, most: i64, now: DateTime<Utc>) -> Result<usize, Error> {
    let holders: Vec<_> = safe.ring().ids().collect();
    let due = rows::take_due(tx, &holders, most, now)?;
    for reminder in &due {
        match remind(tx, safe, reminder, now) {
            Ok(()) => {}
            Err(error @ (Error::Locked { .. } | Error::Open(_) | Error::ContentDeleted(_))) => {
                tracing::error!(case.id = %reminder.case, %error, "nobody can be reminded");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(due.len())
}

fn remind(
    tx: &mut Tx<'_>,
    safe: &Safe,
    reminder: &Reminder,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    // Spam, a test, a duplicate: the address may be a stranger's.
    if reminder.status == Status::Dismissed {
        return Ok(());
    }
    let keys = CaseKeys::of(tx, safe, reminder.case)?;
    let own = |read: &ReadReport| read.stored.id == reminder.report;
    let found = read_reports(tx, &keys, reminder.case)?
        .into_iter()
        .find(own);
    let Some(ReadReport { stored, report, .. }) = found else {
        return Ok(());
    };
    // Nobody left an address, or it was erased.
    let Some(email) = report.reporter.email else {
        return Ok(());
    };
    let mail = Mail::stage_reminder(stored.number, reminder.stage, reminder.due_at);
    let once = format!(
        "stage:{}:{}:{}",
        reminder.report,
        reminder.stage,
        reminder.due_at.timestamp()
    );
    let worker = safe.worker_key(tx)?;
    let letter = message(
        &worker,
        email.as_str(),
        report.language,
        mail,
        Some(once),
        now,
    )?;
    outbox::enqueue(tx, now, &[letter])?;
    let due_at = reminder
        .due_at
        .to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let line = Line {
        case: reminder.case,
        report: Some(reminder.report),
        name: EventName::StageReminded,
        audience: Audience::Reporter,
        body: EventBody::default()
            .with("stage", reminder.stage)
            .with("due_at", due_at),
    };
    keys.append(tx, &Actor::System, now, &[line])
}
