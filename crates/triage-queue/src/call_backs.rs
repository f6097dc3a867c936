//! People who want to be called: asked for by anyone, done by those who take reports.

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor, Denied, Role};
use domain::audit::{Act, Record};
use domain::call_back::CallBack;
use domain::id::{CallBackId, Id, TeamId};
use store::call_backs::{self as rows, Cursor, Done, StoredCallBack, Which};
use store::{Tx, people};
use uuid::Uuid;
use vault::{envelope, place};

use crate::audit::record;
use crate::keyed::Keys;
use crate::{Error, Recipients, Safe};

/// Within so many seconds the same wish is the same task.
const SAME_WITHIN: i64 = 600;

/// A task, opened.
#[derive(Debug, Clone)]
pub struct Task {
    /// Id.
    pub id: CallBackId,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// Whom to call.
    pub call: CallBack,
    /// What came of it.
    pub done: Option<Outcome>,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// When.
    pub at: DateTime<Utc>,
    /// Who said so, by name.
    pub by: String,
    /// In words.
    pub reason: String,
}

/// Asks for a call. Pressing the button twice makes one task.
pub fn ask(
    tx: &mut Tx<'_>,
    keys: &Keys,
    recipients: &Recipients,
    asked: &CallBack,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let id = id_of(keys, asked, now);
    let content = envelope::seal_json(&recipients.team_key, &place::call_back(id, 1), asked)?;
    Ok(rows::insert(
        tx,
        &StoredCallBack {
            id,
            team: recipients.team,
            created_at: now,
            content,
            done: None,
        },
    )?)
}

/// From a keyed hash, so that a repeat is the same row and the id tells nothing.
fn id_of(keys: &Keys, asked: &CallBack, now: DateTime<Utc>) -> CallBackId {
    let wish = serde_json::to_string(asked).unwrap_or_default();
    let span = now.timestamp().div_euclid(SAME_WITHIN);
    let hash = keys.request_hash(&format!("call-back\u{1f}{span}"), &wish);
    let half = hash.first_chunk::<16>().copied().unwrap_or_default();
    Id::from_uuid(Uuid::from_bytes(half))
}

/// A page of the tasks of the actor's teams; the auditor sees all.
pub fn list(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    (which, after): (Which, Option<Cursor>),
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Task>, Error> {
    actor.may(Action::ReadCallBacks)?;
    let found = rows::list(tx, which, teams(actor), after, limit)?;
    let tasks = open_all(tx, safe, found)?;
    record(tx, actor, Record::done(Act::CallBacksListed), now)?;
    Ok(tasks)
}

/// Says what came of a task.
pub fn finish(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    id: CallBackId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Task, Error> {
    actor.may(Action::TakeCallBacks)?;
    let stored = rows::find_for_update(tx, id)?;
    if teams(actor).is_some_and(|teams| !teams.contains(&stored.team)) {
        return Err(Denied::Hidden.into());
    }
    let by = actor
        .person()
        .ok_or(Denied::Forbidden(Action::TakeCallBacks))?;
    let key = safe.team_key(tx, stored.team)?;
    let done = Done {
        at: now,
        by,
        reason: envelope::seal_json(&key, &place::call_back_reason(id, 1), &reason)?,
    };
    rows::finish(tx, id, &done)?;
    record(tx, actor, Record::done(Act::CallBackDone), now)?;
    let changed = StoredCallBack {
        done: Some(done),
        ..stored
    };
    open_all(tx, safe, vec![changed])?
        .pop()
        .ok_or(store::Error::NotFound.into())
}

fn teams(actor: &Actor) -> Option<&[TeamId]> {
    match actor {
        Actor::Person {
            role: Role::Auditor,
            ..
        }
        | Actor::System => None,
        Actor::Person { teams, .. } => Some(teams),
        Actor::Reporter => Some(&[]),
    }
}

fn open_all(tx: &mut Tx<'_>, safe: &Safe, found: Vec<StoredCallBack>) -> Result<Vec<Task>, Error> {
    let ring = safe.fresh_ring();
    let people: Vec<_> = found
        .iter()
        .filter_map(|task| Some(task.done.as_ref()?.by))
        .collect();
    let names = people::names(tx, &people)?;
    let open = |stored: StoredCallBack| {
        let place = place::call_back(stored.id, 1);
        let unreadable = || place.no_key();
        let plain = envelope::open(&ring, &place, &stored.content)?;
        let call = serde_json::from_slice(&plain).map_err(|_| unreadable())?;
        let done = stored.done.map(|done| {
            let place = vault::place::call_back_reason(stored.id, 1);
            let reason = envelope::open(&ring, &place, &done.reason)?;
            let name = names.iter().find(|(id, _)| *id == done.by);
            Ok::<_, Error>(Outcome {
                at: done.at,
                by: name.map(|(_, name)| name.clone()).unwrap_or_default(),
                reason: serde_json::from_slice(&reason).map_err(|_| unreadable())?,
            })
        });
        Ok(Task {
            id: stored.id,
            created_at: stored.created_at,
            call,
            done: done.transpose()?,
        })
    };
    found.into_iter().map(open).collect()
}
