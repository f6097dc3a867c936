//! People who want to be called.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::content::Sealed;
use domain::id::{CallBackId, Id, PersonId, TeamId};
use uuid::Uuid;

use crate::schema::call_backs;
use crate::{Error, Tx};

/// A call-back as a row.
#[derive(Debug, Clone)]
pub struct StoredCallBack {
    /// Id, and the place of what is sealed.
    pub id: CallBackId,
    /// Whose task it is.
    pub team: TeamId,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// Reads as `domain::call_back::CallBack`.
    pub content: Sealed,
    /// What came of it, when it is done.
    pub done: Option<Done>,
}

/// What came of a call-back.
#[derive(Debug, Clone)]
pub struct Done {
    /// When.
    pub at: DateTime<Utc>,
    /// Who said so.
    pub by: PersonId,
    /// In words.
    pub reason: Sealed,
}

/// Which ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that wait, oldest first.
    Waiting,
    /// Those that are done, last first.
    Done,
}

/// Where a page ended.
#[derive(Debug, Clone, Copy)]
pub struct Cursor {
    /// When the last one was asked for, or done.
    pub at: DateTime<Utc>,
    /// Which one that was.
    pub id: CallBackId,
}

type Row = (
    Uuid,
    Uuid,
    DateTime<Utc>,
    Vec<u8>,
    Option<DateTime<Utc>>,
    Option<Uuid>,
    Option<Vec<u8>>,
);

fn call_back((id, team, created_at, content, at, by, reason): Row) -> StoredCallBack {
    let done = at.zip(by).zip(reason).map(|((at, by), reason)| Done {
        at,
        by: Id::from_uuid(by),
        reason: Sealed::from_stored(reason),
    });
    StoredCallBack {
        id: Id::from_uuid(id),
        team: Id::from_uuid(team),
        created_at,
        content: Sealed::from_stored(content),
        done,
    }
}

/// Adds a task; the same id again is the same task.
pub fn insert(tx: &mut Tx<'_>, new: &StoredCallBack) -> Result<(), Error> {
    diesel::insert_into(call_backs::table)
        .values((
            call_backs::id.eq(new.id.uuid()),
            call_backs::team_id.eq(new.team.uuid()),
            call_backs::created_at.eq(new.created_at),
            call_backs::content.eq(new.content.as_stored()),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    Ok(())
}

/// A page; `teams` are those whose tasks may be seen, none means all.
pub fn list(
    tx: &mut Tx<'_>,
    which: Which,
    teams: Option<&[TeamId]>,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<StoredCallBack>, Error> {
    let mut query = call_backs::table
        .select(call_backs::all_columns)
        .limit(limit)
        .into_boxed();
    if let Some(teams) = teams {
        let teams: Vec<Uuid> = teams.iter().map(|team| team.uuid()).collect();
        query = query.filter(call_backs::team_id.eq_any(teams));
    }
    query = match which {
        Which::Waiting => query
            .filter(call_backs::done_at.is_null())
            .order((call_backs::created_at, call_backs::id)),
        Which::Done => query
            .filter(call_backs::done_at.is_not_null())
            .order((call_backs::done_at.desc(), call_backs::id.desc())),
    };
    if let Some(Cursor { at, id }) = after {
        let id = id.uuid();
        query = match which {
            Which::Waiting => query.filter(
                call_backs::created_at
                    .gt(at)
                    .or(call_backs::created_at.eq(at).and(call_backs::id.gt(id))),
            ),
            Which::Done => query.filter(
                call_backs::done_at
                    .lt(at)
                    .or(call_backs::done_at.eq(at).and(call_backs::id.lt(id)))
                    .assume_not_null(),
            ),
        };
    }
    let rows: Vec<Row> = query.load(tx.conn)?;
    Ok(rows.into_iter().map(call_back).collect())
}

/// One task, held until the transaction ends.
pub fn find_for_update(tx: &mut Tx<'_>, id: CallBackId) -> Result<StoredCallBack, Error> {
    let row: Option<Row> = call_backs::table
        .find(id.uuid())
        .for_update()
        .first(tx.conn)
        .optional()?;
    row.map(call_back).ok_or(Error::NotFound)
}

/// Marks a task as done. Fails with [`Error::Stale`] when it is already.
pub fn finish(tx: &mut Tx<'_>, id: CallBackId, done: &Done) -> Result<(), Error> {
    let open = call_backs::table
        .filter(call_backs::id.eq(id.uuid()))
        .filter(call_backs::done_at.is_null());
    let rows = diesel::update(open)
        .set((
            call_backs::done_at.eq(done.at),
            call_backs::done_by.eq(done.by.uuid()),
            call_backs::reason.eq(done.reason.as_stored()),
        ))
        .execute(tx.conn)?;
    if rows == 1 { Ok(()) } else { Err(Error::Stale) }
}
