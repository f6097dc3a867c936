//! Taking the best case from the queue.

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor};
use domain::case::Case;
use domain::case::status::Status;
use domain::case::transition::TransitionName;
use store::{Tx, cases};

use crate::transition::status_line;
use crate::{CaseKeys, Error, Safe};

/// Gives the actor the best case it may take; none when the queue is empty.
///
/// Two people at once never get the same case: the store takes it with one conditional statement.
pub fn claim(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Option<Case>, Error> {
    actor.may(Action::Claim)?;
    let Actor::Person { id, teams, .. } = actor else {
        return Ok(None);
    };
    let Some(case) = cases::claim_best(tx, teams, *id, now)? else {
        return Ok(None);
    };
    let line = status_line(&case, Status::New, TransitionName::Accept, None);
    CaseKeys::of(tx, safe, case.id)?.append(tx, actor, now, &[line])?;
    Ok(Some(case))
}
