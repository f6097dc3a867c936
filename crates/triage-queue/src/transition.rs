//! Changing the status of a case: one use case for all transitions.

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor};
use domain::case::Case;
use domain::case::status::{Ownership, Status};
use domain::case::transition::{DismissReason, Transition, TransitionName};
use domain::clock::{self, ClockName};
use domain::event::{Audience, EventBody, EventName};
use domain::id::{CaseId, PersonId};
use domain::notification::MailName;
use domain::problem::Rule;
use store::{Tx, cases, clocks};

use crate::error::check_version;
use crate::reach::{self, held};
use crate::tell::tell_reporters;
use crate::{CaseKeys, Error, Line, Safe, write};

/// Applies a transition: checks that the actor may and the status allows it, then changes the case
/// and writes its event, clocks and mails.
///
/// `expected` is the version the caller has seen; another one is [`Error::StaleVersion`].
pub fn transition(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    id: CaseId,
    transition: &Transition,
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Case, Error> {
    let case = held(tx, actor, Action::Transition, id)?;
    let owner = actor.person();
    apply(tx, safe, actor, &case, transition, owner, expected, now)
}

/// The same on a case that is held already; `new_owner` is who gets it on `accept`.
#[expect(
    clippy::too_many_arguments,
    reason = "who, where, what, with: each is one thing, and a struct would name them once more"
)]
pub(crate) fn apply(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    case: &Case,
    transition: &Transition,
    new_owner: Option<PersonId>,
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Case, Error> {
    reach::check(tx, actor, Action::Transition, case)?;
    check_version(expected, case.version)?;
    let name = transition.name();
    let next = case.status.after(name, ownership(case))?;
    if let Transition::Dismiss {
        reason,
        duplicate_of,
    } = transition
    {
        check_duplicate(tx, actor, case, *reason, duplicate_of.as_ref())?;
    }
    let owner = match name {
        TransitionName::Accept => Some(new_owner),
        TransitionName::Reopen if next == Status::Open => None,
        TransitionName::Release | TransitionName::Reopen => Some(None),
        TransitionName::Ask
        | TransitionName::Answered
        | TransitionName::Resume
        | TransitionName::Resolve
        | TransitionName::Dismiss
        | TransitionName::Close => None,
    };
    let change = cases::Change {
        status: Some(next),
        owner,
        ..cases::Change::default()
    };
    if owner.is_some() {
        reach::keep_listed(tx, case, now)?;
    }
    let changed = cases::change(tx, case, &change, now)?;
    move_clocks(tx, &changed, name, now)?;
    let mut lines = vec![status_line(
        &changed,
        case.status,
        name,
        reason_of(transition),
    )];
    match transition {
        Transition::Ask { question } => {
            lines.push(to_reporter(case.id, EventName::Question, question));
        }
        Transition::Resolve { resolution } => {
            lines.push(to_reporter(case.id, EventName::Resolution, resolution));
        }
        Transition::Accept
        | Transition::Release { .. }
        | Transition::Answered
        | Transition::Resume
        | Transition::Dismiss { .. }
        | Transition::Close
        | Transition::Reopen { .. } => {}
    }
    let keys = CaseKeys::of(tx, safe, case.id)?;
    keys.append(tx, actor, now, &lines)?;
    match name {
        TransitionName::Ask => {
            tell_reporters(tx, safe, &keys, case.id, MailName::Question, now)?;
        }
        TransitionName::Resolve => {
            tell_reporters(tx, safe, &keys, case.id, MailName::Resolved, now)?;
        }
        TransitionName::Accept
        | TransitionName::Release
        | TransitionName::Answered
        | TransitionName::Resume
        | TransitionName::Dismiss
        | TransitionName::Close
        | TransitionName::Reopen => {}
    }
    Ok(changed)
}

/// Whether somebody owns the case.
pub(crate) const fn ownership(case: &Case) -> Ownership {
    if case.owner.is_some() {
        Ownership::Owned
    } else {
        Ownership::Unowned
    }
}

fn to_reporter(case: CaseId, name: EventName, text: &str) -> Line {
    Line {
        case,
        report: None,
        name,
        audience: Audience::Reporter,
        body: EventBody::text(text),
    }
}

/// A change of status in the timeline. A reason is for staff; what has none, the reporter may read.
pub(crate) fn status_line(
    case: &Case,
    from: Status,
    name: TransitionName,
    reason: Option<String>,
) -> Line {
    let audience = if reason.is_some() {
        Audience::Internal
    } else {
        Audience::Reporter
    };
    let mut body = EventBody::default()
        .with("from", from)
        .with("to", case.status)
        .with("transition", name);
    body.text = reason;
    Line {
        case: case.id,
        report: None,
        name: EventName::StatusChanged,
        audience,
        body,
    }
}

fn reason_of(transition: &Transition) -> Option<String> {
    match transition {
        Transition::Release { reason } | Transition::Reopen { reason } => Some(reason.clone()),
        Transition::Dismiss {
            reason,
            duplicate_of,
        } => Some(match duplicate_of {
            Some(number) => format!("{reason} {number}"),
            None => reason.to_string(),
        }),
        Transition::Accept
        | Transition::Ask { .. }
        | Transition::Answered
        | Transition::Resume
        | Transition::Resolve { .. }
        | Transition::Close => None,
    }
}

/// The case with this number, if the actor may know of it.
fn known(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: &domain::number::ReportNumber,
) -> Result<Case, Error> {
    let other = cases::by_number(tx, number)?;
    reach::check(tx, actor, Action::ReadCase, &other)?;
    Ok(other)
}

fn check_duplicate(
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &Case,
    reason: DismissReason,
    duplicate_of: Option<&domain::number::ReportNumber>,
) -> Result<(), Error> {
    match (reason, duplicate_of) {
        (DismissReason::DuplicateOf, None) => Err(Error::invalid("#/duplicate_of", Rule::Required)),
        (_, Some(number)) => match known(tx, actor, number) {
            Ok(other) if other.id != case.id => Ok(()),
            Ok(_) | Err(Error::Denied(_) | Error::Store(store::Error::NotFound)) => {
                Err(Error::invalid("#/duplicate_of", Rule::Unknown))
            }
            Err(error) => Err(error),
        },
        (DismissReason::Spam | DismissReason::NotAnIncident | DismissReason::Test, None) => Ok(()),
    }
}

fn move_clocks(
    tx: &mut Tx<'_>,
    case: &Case,
    name: TransitionName,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    match name {
        // While we wait for the reporter, no promise of ours runs.
        TransitionName::Ask | TransitionName::Resolve | TransitionName::Dismiss => {
            clocks::stop(
                tx,
                case.id,
                &[ClockName::FirstResponse, ClockName::NextUpdate],
                now,
            )?;
        }
        TransitionName::Resume | TransitionName::Reopen | TransitionName::Answered => {
            write::restart_next_update(tx, case, now)?;
        }
        TransitionName::Release => {
            let due = clock::due(ClockName::NextUpdate, case.severity, now);
            clocks::start(tx, now, &[(case.id, ClockName::NextUpdate, due)])?;
        }
        TransitionName::Accept | TransitionName::Close => {}
    }
    Ok(())
}
