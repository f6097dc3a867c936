//! Which cases somebody reaches: every use case comes through here and asks [`domain::access`].

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor};
use domain::case::Case;
use domain::id::CaseId;
use store::{Tx, access, cases};

use crate::Error;

/// The case, held until the transaction ends, if the actor may do this to it. The role is asked
/// before the row: a status must not tell a stranger what is there.
pub fn held(tx: &mut Tx<'_>, actor: &Actor, action: Action, id: CaseId) -> Result<Case, Error> {
    actor.may(action)?;
    let case = cases::find_for_update(tx, id)?;
    check(tx, actor, action, &case)?;
    Ok(case)
}

/// The case, if the actor may do this to it; else it does not exist.
pub fn found(tx: &mut Tx<'_>, actor: &Actor, action: Action, id: CaseId) -> Result<Case, Error> {
    actor.may(action)?;
    let case = cases::find(tx, id)?;
    check(tx, actor, action, &case)?;
    Ok(case)
}

/// Fails when the actor may not do this to the case.
pub fn check(tx: &mut Tx<'_>, actor: &Actor, action: Action, case: &Case) -> Result<(), Error> {
    let standings = access::standings(tx, actor, std::slice::from_ref(case))?;
    let standing = standings.get(&case.id).copied().unwrap_or_default();
    Ok(actor.may_on(action, case, standing)?)
}

/// Whoever hands a restricted case over stays on its list: they know of it anyway, and the answer to
/// their own request must reach them.
pub(crate) fn keep_listed(tx: &mut Tx<'_>, case: &Case, now: DateTime<Utc>) -> Result<(), Error> {
    match case.owner {
        Some(owner) if case.restricted => Ok(access::list(tx, case.id, owner, None, now)?),
        _ => Ok(()),
    }
}

/// Those of the cases that the actor may do this to, in the same order.
pub fn those(
    tx: &mut Tx<'_>,
    actor: &Actor,
    action: Action,
    found: Vec<Case>,
) -> Result<Vec<Case>, Error> {
    let standings = access::standings(tx, actor, &found)?;
    Ok(found
        .into_iter()
        .filter(|case| {
            let standing = standings.get(&case.id).copied().unwrap_or_default();
            actor.may_on(action, case, standing).is_ok()
        })
        .collect())
}
