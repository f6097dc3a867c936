//! Sessions of people who have signed in. Only hashes of what opens them are kept.

mod refresh;

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use domain::audit::{Act, Record};
use domain::id::{Id, PersonId, SessionId};
use domain::session::{End, Kind, Method, Scope, has_idled};
use uuid::Uuid;

use crate::schema::sessions;
use crate::{Error, Tx, audit};

pub use refresh::{Exchange, exchange, issue, session_of};

/// A use is written down this long after the last one: not every request is a write.
const NOTED_AFTER: Duration = Duration::minutes(1);

/// A session to be opened.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub person: PersonId,
    /// How they signed in.
    pub method: Method,
    /// How far it reaches.
    pub scope: Scope,
    /// Of a browser: hashes of its cookie and of what the browser says of itself.
    pub browser: Option<Browser<'a>>,
    /// When.
    pub now: DateTime<Utc>,
    /// Its end, whatever happens.
    pub expires_at: DateTime<Utc>,
}

/// What ties a session to a browser.
#[derive(Debug, Clone, Copy)]
pub struct Browser<'a> {
    /// Hash of the cookie.
    pub cookie_hash: &'a [u8],
    /// Keyed hash of what the browser says of itself.
    pub browser_hash: &'a [u8],
}

/// A session that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub person: PersonId,
    /// What carries it.
    pub kind: Kind,
    /// How they signed in.
    pub method: Method,
    /// How far it reaches.
    pub scope: Scope,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// Its end, whatever happens.
    pub expires_at: DateTime<Utc>,
    /// When the person last showed who they are.
    pub reauthenticated_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: DateTime<Utc>,
    /// Keyed hash of what the browser says of itself.
    pub browser_hash: Option<Vec<u8>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    person_id: Uuid,
    kind: String,
    method: String,
    scope: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    reauthenticated_at: DateTime<Utc>,
    last_used_at: DateTime<Utc>,
    browser_hash: Option<Vec<u8>>,
}

impl TryFrom<Row> for Live {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let corrupt = |column| Error::Corrupt {
            table: "sessions",
            column,
            id: row.id.to_string(),
        };
        Ok(Self {
            id: Id::from_uuid(row.id),
            person: Id::from_uuid(row.person_id),
            kind: Kind::from_code(&row.kind).ok_or_else(|| corrupt("kind"))?,
            method: Method::from_code(&row.method).ok_or_else(|| corrupt("method"))?,
            scope: Scope::from_code(&row.scope).ok_or_else(|| corrupt("scope"))?,
            created_at: row.created_at,
            expires_at: row.expires_at,
            reauthenticated_at: row.reauthenticated_at,
            last_used_at: row.last_used_at,
            browser_hash: row.browser_hash,
        })
    }
}

/// Opens a session.
pub fn begin(tx: &mut Tx<'_>, new: &New<'_>) -> Result<(), Error> {
    let kind = match new.browser {
        Some(_) => Kind::Console,
        None => Kind::Api,
    };
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(new.id.uuid()),
            sessions::person_id.eq(new.person.uuid()),
            sessions::kind.eq(kind.code()),
            sessions::method.eq(new.method.code()),
            sessions::scope.eq(new.scope.code()),
            sessions::created_at.eq(new.now),
            sessions::expires_at.eq(new.expires_at),
            sessions::reauthenticated_at.eq(new.now),
            sessions::last_used_at.eq(new.now),
            sessions::cookie_hash.eq(new.browser.map(|browser| browser.cookie_hash)),
            sessions::browser_hash.eq(new.browser.map(|browser| browser.browser_hash)),
        ))
        .execute(tx.conn)?;
    let line = Record::done(Act::Login)
        .in_session(new.id.uuid())
        .with("kind", kind.code())
        .with("method", new.method.code())
        .with("scope", new.scope.code());
    audit::note(tx, new.person, line, new.now)
}

/// The session with this id, if it holds; its use is noted.
pub fn live(tx: &mut Tx<'_>, id: SessionId, now: DateTime<Utc>) -> Result<Option<Live>, Error> {
    let row = sessions::table
        .filter(sessions::id.eq(id.uuid()))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .select(Row::as_select())
        .first(tx.conn)
        .optional()?;
    used(tx, row, now)
}

/// The session of this cookie, if it holds; its use is noted.
pub fn live_by_cookie(
    tx: &mut Tx<'_>,
    cookie_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Live>, Error> {
    let row = sessions::table
        .filter(sessions::cookie_hash.eq(cookie_hash))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .select(Row::as_select())
        .first(tx.conn)
        .optional()?;
    used(tx, row, now)
}

fn used(tx: &mut Tx<'_>, row: Option<Row>, now: DateTime<Utc>) -> Result<Option<Live>, Error> {
    let Some(live) = row.map(Live::try_from).transpose()? else {
        return Ok(None);
    };
    if has_idled(live.kind, live.last_used_at, now) {
        return Ok(None);
    }
    if now - live.last_used_at >= NOTED_AFTER {
        diesel::update(sessions::table.find(live.id.uuid()))
            .set(sessions::last_used_at.eq(now))
            .execute(tx.conn)?;
    }
    Ok(Some(live))
}

/// The sessions of a person that hold, newest first.
pub fn of_person(
    tx: &mut Tx<'_>,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<Live>, Error> {
    let rows: Vec<Row> = sessions::table
        .filter(sessions::person_id.eq(person.uuid()))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .order((sessions::created_at.desc(), sessions::id.desc()))
        .select(Row::as_select())
        .load(tx.conn)?;
    let lives: Result<Vec<Live>, Error> = rows.into_iter().map(Live::try_from).collect();
    let held = |live: &Live| !has_idled(live.kind, live.last_used_at, now);
    Ok(lives?.into_iter().filter(held).collect())
}

/// The person has shown who they are. A browser gets another cookie: the old one opens nothing.
pub fn reauthenticated(
    tx: &mut Tx<'_>,
    id: SessionId,
    cookie_hash: Option<&[u8]>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let held = sessions::table
        .filter(sessions::id.eq(id.uuid()))
        .filter(sessions::ended_at.is_null());
    let changed = match cookie_hash {
        Some(hash) => diesel::update(held)
            .set((
                sessions::reauthenticated_at.eq(now),
                sessions::cookie_hash.eq(hash),
            ))
            .execute(tx.conn)?,
        None => diesel::update(held)
            .set(sessions::reauthenticated_at.eq(now))
            .execute(tx.conn)?,
    };
    if changed != 1 {
        return Err(Error::Stale);
    }
    let person = person_of(tx, id)?;
    let line = Record::done(Act::Reauthenticated).in_session(id.uuid());
    audit::note(tx, person, line, now)
}

fn person_of(tx: &mut Tx<'_>, id: SessionId) -> Result<PersonId, Error> {
    let person: Uuid = sessions::table
        .find(id.uuid())
        .select(sessions::person_id)
        .first(tx.conn)?;
    Ok(Id::from_uuid(person))
}

/// The person has made a second factor in this session: it reaches as far as the role from now on.
pub fn enrolled(tx: &mut Tx<'_>, id: SessionId, method: Method) -> Result<(), Error> {
    diesel::update(
        sessions::table
            .filter(sessions::id.eq(id.uuid()))
            .filter(sessions::ended_at.is_null()),
    )
    .set((
        sessions::scope.eq(Scope::Full.code()),
        sessions::method.eq(method.code()),
    ))
    .execute(tx.conn)?;
    Ok(())
}

/// Ends a session. Ending one that is not there is no error; true: it held until now.
pub fn end(tx: &mut Tx<'_>, id: SessionId, why: End, now: DateTime<Utc>) -> Result<bool, Error> {
    let ended: Option<Uuid> = diesel::update(
        sessions::table
            .filter(sessions::id.eq(id.uuid()))
            .filter(sessions::ended_at.is_null()),
    )
    .set((
        sessions::ended_at.eq(now),
        sessions::end_reason.eq(why.code()),
    ))
    .returning(sessions::person_id)
    .get_result(tx.conn)
    .optional()?;
    let Some(person) = ended else {
        return Ok(false);
    };
    audit::note(tx, Id::from_uuid(person), ending(id, why), now)?;
    Ok(true)
}

/// Ends all sessions of a person, but one if it is named; answers how many.
pub fn end_all(
    tx: &mut Tx<'_>,
    person: PersonId,
    but: Option<SessionId>,
    why: End,
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    // No session has the nil id.
    let but = but.map_or(Uuid::nil(), SessionId::uuid);
    let ended: Vec<Uuid> = diesel::update(
        sessions::table
            .filter(sessions::person_id.eq(person.uuid()))
            .filter(sessions::id.ne(but))
            .filter(sessions::ended_at.is_null()),
    )
    .set((
        sessions::ended_at.eq(now),
        sessions::end_reason.eq(why.code()),
    ))
    .returning(sessions::id)
    .get_results(tx.conn)?;
    for id in &ended {
        audit::note(tx, person, ending(Id::from_uuid(*id), why), now)?;
    }
    Ok(ended.len())
}

/// The line that tells of an end.
fn ending(id: SessionId, why: End) -> Record {
    let act = match why {
        End::Logout | End::Everywhere => Act::Logout,
        End::RefreshReused
        | End::Replaced
        | End::OtherBrowser
        | End::PasswordChanged
        | End::FactorChanged
        | End::Recovered
        | End::Operator
        | End::Disabled
        | End::Provider => Act::SessionEnded,
    };
    Record::done(act)
        .in_session(id.uuid())
        .with("why", why.code())
}
