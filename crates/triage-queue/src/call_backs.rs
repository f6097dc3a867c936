//! People who want to be called: asked for by anyone, done by those who take reports.

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor, Denied, Role};
use domain::audit::{Act, Record};
use domain::call_back::CallBack;
use domain::content::Sealed;
use domain::id::{CallBackId, Id, TeamId};
use serde::de::DeserializeOwned;
use store::call_backs::{self as rows, Cursor, Done, StoredCallBack, Which};
use store::{Tx, people};
use uuid::Uuid;
use vault::{Cell, Keyring, envelope, place};

use crate::audit::record;
use crate::keyed::Keys;
use crate::{Error, Recipients, Safe};

/// A task, opened.
#[derive(Debug, Clone)]
pub struct Task {
    /// Id.
    pub id: CallBackId,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// Whom to call; none when it cannot be read, which is told to the log. It holds up no other.
    pub call: Option<CallBack>,
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
    /// In words; none when they cannot be read.
    pub reason: Option<String>,
}

/// Asks for a call. `press` names the press of the button: the same name again makes no second task.
pub fn ask(
    tx: &mut Tx<'_>,
    keys: &Keys,
    recipients: &Recipients,
    (asked, press): (&CallBack, &str),
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let id = id_of(keys, press);
    let asked = asked.clone().cut();
    let content = envelope::seal_json(&recipients.team_key, &place::call_back(id, 1), &asked)?;
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
fn id_of(keys: &Keys, press: &str) -> CallBackId {
    let hash = keys.request_hash("call-back", press);
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
    let ids: Vec<String> = tasks.iter().map(|task| task.id.to_string()).collect();
    let listed = Record::done(Act::CallBacksListed).with("call_backs", ids);
    record(tx, actor, listed, now)?;
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
    let said = Record::done(Act::CallBackDone).with("call_back", id.to_string());
    record(tx, actor, said, now)?;
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
    let open = |stored: StoredCallBack| Task {
        call: read(&ring, &place::call_back(stored.id, 1), &stored.content),
        done: stored.done.map(|done| {
            let name = names.iter().find(|(id, _)| *id == done.by);
            Outcome {
                at: done.at,
                by: name.map(|(_, name)| name.clone()).unwrap_or_default(),
                reason: read(&ring, &place::call_back_reason(stored.id, 1), &done.reason),
            }
        }),
        id: stored.id,
        created_at: stored.created_at,
    };
    Ok(found.into_iter().map(open).collect())
}

/// What is sealed there. One that does not open, or reads as something else, must not hide the others:
/// somebody waits for a call.
fn read<T: DeserializeOwned>(ring: &Keyring, place: &Cell, sealed: &Sealed) -> Option<T> {
    let plain = envelope::open(ring, place, sealed)
        .inspect_err(|error| tracing::error!(%error, "a call-back does not open"))
        .ok()?;
    serde_json::from_slice(&plain)
        .inspect_err(|_| tracing::error!("a call-back cannot be read"))
        .ok()
}
