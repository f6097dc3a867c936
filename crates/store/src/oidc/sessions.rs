//! Which session here belongs to which session at the provider.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::content::Sealed;
use domain::id::{Id, SessionId};
use domain::session::End;
use uuid::Uuid;

use super::identities::Identity;
use crate::schema::{oidc_sessions, sessions};
use crate::{Error, Tx};

/// Ties a session to one at the provider.
pub fn tie(
    tx: &mut Tx<'_>,
    session: SessionId,
    identity: &Identity,
    sid: Option<&str>,
    id_token: &Sealed,
) -> Result<(), Error> {
    diesel::insert_into(oidc_sessions::table)
        .values((
            oidc_sessions::session_id.eq(session.uuid()),
            oidc_sessions::issuer.eq(&identity.issuer),
            oidc_sessions::subject.eq(&identity.subject),
            oidc_sessions::sid.eq(sid),
            oidc_sessions::id_token.eq(id_token.as_stored()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The ID token of a session that came from the provider.
pub fn id_token(tx: &mut Tx<'_>, session: SessionId) -> Result<Option<Sealed>, Error> {
    let sealed: Option<Vec<u8>> = oidc_sessions::table
        .find(session.uuid())
        .select(oidc_sessions::id_token)
        .first(tx.conn)
        .optional()?;
    Ok(sealed.map(Sealed::from_stored))
}

/// Ends the sessions that belong to a session at the provider, or to a person there, or both;
/// answers how many.
pub fn end(
    tx: &mut Tx<'_>,
    issuer: &str,
    subject: Option<&str>,
    sid: Option<&str>,
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    let mut tied = oidc_sessions::table
        .filter(oidc_sessions::issuer.eq(issuer.to_owned()))
        .select(oidc_sessions::session_id)
        .into_boxed();
    if let Some(subject) = subject {
        tied = tied.filter(oidc_sessions::subject.eq(subject.to_owned()));
    }
    if let Some(sid) = sid {
        tied = tied.filter(oidc_sessions::sid.eq(sid.to_owned()));
    }
    let held: Vec<Uuid> = sessions::table
        .filter(sessions::ended_at.is_null())
        .filter(sessions::id.eq_any(tied))
        .select(sessions::id)
        .load(tx.conn)?;
    let mut ended = 0;
    for id in held {
        if crate::sessions::end(tx, Id::from_uuid(id), End::Provider, now)? {
            ended += 1;
        }
    }
    Ok(ended)
}
