//! Taking the best case from the queue.

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor};
use domain::case::Case;
use domain::case::status::Status;
use domain::case::transition::TransitionName;
use store::{Tx, cases, events};

use crate::Error;
use crate::transition::status_event;

/// Gives the actor the best case it may take; none when the queue is empty.
///
/// Two people at once never get the same case: the store takes it with one conditional statement.
pub fn claim(tx: &mut Tx<'_>, actor: &Actor, now: DateTime<Utc>) -> Result<Option<Case>, Error> {
    actor.may(Action::Claim)?;
    let Actor::Person { id, teams, .. } = actor else {
        return Ok(None);
    };
    let Some(case) = cases::claim_best(tx, teams, *id, now)? else {
        return Ok(None);
    };
    let event = status_event(&case, Status::New, TransitionName::Accept, None)?;
    events::append(tx, actor, now, &[event])?;
    Ok(Some(case))
}
