//! Refresh tokens: each works once, and one that is used again ends its session.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::audit::{Act, Record};
use domain::id::{Id, PersonId, SessionId};
use domain::session::End;
use uuid::Uuid;

use super::end;
use crate::schema::{refresh_tokens, sessions};
use crate::{Error, Tx, audit};

/// What became of a refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exchange {
    /// It was good: the new one is in its place.
    Exchanged(SessionId, PersonId),
    /// It had been used before: somebody else holds one of this session, which has ended now.
    /// The caller must let this transaction commit.
    Reused(SessionId, PersonId),
    /// Nobody knows it, or its session has ended.
    Unknown,
}

/// Keeps the first refresh token of a session.
pub fn issue(
    tx: &mut Tx<'_>,
    session: SessionId,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::hash.eq(hash),
            refresh_tokens::session_id.eq(session.uuid()),
            refresh_tokens::issued_at.eq(now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Exchanges a refresh token for the next one. Of two that come at once, the row lets one through;
/// the other finds it used.
pub fn exchange(
    tx: &mut Tx<'_>,
    old_hash: &[u8],
    new_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Exchange, Error> {
    let taken: Option<Uuid> = diesel::update(
        refresh_tokens::table
            .filter(refresh_tokens::hash.eq(old_hash))
            .filter(refresh_tokens::used_at.is_null()),
    )
    .set(refresh_tokens::used_at.eq(now))
    .returning(refresh_tokens::session_id)
    .get_result(tx.conn)
    .optional()?;
    let Some(session) = taken.map(Id::from_uuid) else {
        return end_if_used(tx, old_hash, now);
    };
    let held: Option<Uuid> = sessions::table
        .filter(sessions::id.eq(session.uuid()))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .select(sessions::person_id)
        .first(tx.conn)
        .optional()?;
    let Some(person) = held else {
        return Ok(Exchange::Unknown);
    };
    issue(tx, session, new_hash, now)?;
    diesel::update(sessions::table.find(session.uuid()))
        .set(sessions::last_used_at.eq(now))
        .execute(tx.conn)?;
    let person = Id::from_uuid(person);
    let line = Record::done(Act::SessionRefreshed).in_session(session.uuid());
    audit::note(tx, person, line, now)?;
    Ok(Exchange::Exchanged(session, person))
}

fn end_if_used(tx: &mut Tx<'_>, hash: &[u8], now: DateTime<Utc>) -> Result<Exchange, Error> {
    let Some(session) = session_of(tx, hash)? else {
        return Ok(Exchange::Unknown);
    };
    let person: Uuid = sessions::table
        .find(session.uuid())
        .select(sessions::person_id)
        .first(tx.conn)?;
    if end(tx, session, End::RefreshReused, now)? {
        Ok(Exchange::Reused(session, Id::from_uuid(person)))
    } else {
        Ok(Exchange::Unknown)
    }
}

/// The session that a refresh token was given to, used or not.
pub fn session_of(tx: &mut Tx<'_>, hash: &[u8]) -> Result<Option<SessionId>, Error> {
    let session: Option<Uuid> = refresh_tokens::table
        .find(hash)
        .select(refresh_tokens::session_id)
        .first(tx.conn)
        .optional()?;
    Ok(session.map(Id::from_uuid))
}
