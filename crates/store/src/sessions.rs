//! Sessions of logged-in people. Only the hash of a refresh token is kept.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::id::{Id, PersonId, SessionId};
use uuid::Uuid;

use crate::schema::sessions;
use crate::{Error, Tx};

/// Begins a session.
pub fn begin(
    tx: &mut Tx<'_>,
    id: SessionId,
    person: PersonId,
    refresh_hash: &[u8],
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(id.uuid()),
            sessions::person_id.eq(person.uuid()),
            sessions::refresh_hash.eq(refresh_hash),
            sessions::created_at.eq(now),
            sessions::expires_at.eq(expires_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Exchanges the refresh token of a live session for a new one; each works once.
pub fn exchange(
    tx: &mut Tx<'_>,
    old_hash: &[u8],
    new_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<(SessionId, PersonId), Error> {
    let row: (Uuid, Uuid) = diesel::update(
        sessions::table
            .filter(sessions::refresh_hash.eq(old_hash))
            .filter(sessions::ended_at.is_null())
            .filter(sessions::expires_at.gt(now)),
    )
    .set(sessions::refresh_hash.eq(new_hash))
    .returning((sessions::id, sessions::person_id))
    .get_result(tx.conn)?;
    Ok((Id::from_uuid(row.0), Id::from_uuid(row.1)))
}

/// Ends the session of a refresh token; answers whose it was. Ending one that is not there is no error.
pub fn end(
    tx: &mut Tx<'_>,
    refresh_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<(SessionId, PersonId)>, Error> {
    let row: Option<(Uuid, Uuid)> = diesel::update(
        sessions::table
            .filter(sessions::refresh_hash.eq(refresh_hash))
            .filter(sessions::ended_at.is_null()),
    )
    .set(sessions::ended_at.eq(now))
    .returning((sessions::id, sessions::person_id))
    .get_result(tx.conn)
    .optional()?;
    Ok(row.map(|(session, person)| (Id::from_uuid(session), Id::from_uuid(person))))
}

/// The same by the id of the session.
pub fn end_by_id(
    tx: &mut Tx<'_>,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<Option<(SessionId, PersonId)>, Error> {
    let row: Option<(Uuid, Uuid)> = diesel::update(
        sessions::table
            .filter(sessions::id.eq(id.uuid()))
            .filter(sessions::ended_at.is_null()),
    )
    .set(sessions::ended_at.eq(now))
    .returning((sessions::id, sessions::person_id))
    .get_result(tx.conn)
    .optional()?;
    Ok(row.map(|(session, person)| (Id::from_uuid(session), Id::from_uuid(person))))
}

/// Whether a session is still live.
pub fn is_live(tx: &mut Tx<'_>, id: SessionId, now: DateTime<Utc>) -> Result<bool, Error> {
    Ok(diesel::select(diesel::dsl::exists(
        sessions::table
            .filter(sessions::id.eq(id.uuid()))
            .filter(sessions::ended_at.is_null())
            .filter(sessions::expires_at.gt(now)),
    ))
    .get_result(tx.conn)?)
}
