//! Logins that are under way.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::content::Sealed;
use domain::id::{Id, LoginAttemptId};
use uuid::Uuid;

use crate::schema::oidc_attempts;
use crate::{Error, Tx};

/// A login that has gone to the provider and is not back yet.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Id.
    pub id: LoginAttemptId,
    /// Of the state that travels with it.
    pub state_hash: Vec<u8>,
    /// Of the browser's cookie.
    pub browser_hash: Vec<u8>,
    /// What it must bring back.
    pub secrets: Sealed,
    /// Until when it may come back.
    pub expires_at: DateTime<Utc>,
}

/// Keeps it.
pub fn insert(tx: &mut Tx<'_>, attempt: &Attempt) -> Result<(), Error> {
    diesel::insert_into(oidc_attempts::table)
        .values((
            oidc_attempts::id.eq(attempt.id.uuid()),
            oidc_attempts::state_hash.eq(&attempt.state_hash),
            oidc_attempts::browser_hash.eq(&attempt.browser_hash),
            oidc_attempts::secrets.eq(attempt.secrets.as_stored()),
            oidc_attempts::expires_at.eq(attempt.expires_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes the attempt with this state that this browser began: nobody gets it a second time, and
/// another browser does not get it at all.
pub fn take(
    tx: &mut Tx<'_>,
    state_hash: &[u8],
    browser_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<(LoginAttemptId, Sealed)>, Error> {
    let row: Option<(Uuid, Vec<u8>)> = diesel::delete(
        oidc_attempts::table
            .filter(oidc_attempts::state_hash.eq(state_hash))
            .filter(oidc_attempts::browser_hash.eq(browser_hash))
            .filter(oidc_attempts::expires_at.gt(now)),
    )
    .returning((oidc_attempts::id, oidc_attempts::secrets))
    .get_result(tx.conn)
    .optional()?;
    Ok(row.map(|(id, secrets)| (Id::from_uuid(id), Sealed::from_stored(secrets))))
}
