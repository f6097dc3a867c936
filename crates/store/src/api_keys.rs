//! Keys of calling systems: only their hashes are kept.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Timestamptz, Uuid as SqlUuid};
use domain::id::{ApiKeyId, Id};
use uuid::Uuid;

use crate::schema::api_keys;
use crate::{Error, Tx};

diesel::define_sql_function! {
    /// The holder of a valid key.
    fn api_key_holder(key_hash: Binary, now: Timestamptz) -> Nullable<SqlUuid>;
}

/// The key with this hash, if it is valid now.
pub fn holder(
    tx: &mut Tx<'_>,
    key_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<ApiKeyId>, Error> {
    let id: Option<Uuid> = diesel::select(api_key_holder(key_hash, now)).get_result(tx.conn)?;
    Ok(id.map(Id::from_uuid))
}

/// Keeps a new key.
pub fn insert(
    tx: &mut Tx<'_>,
    id: ApiKeyId,
    owner: &str,
    key_hash: &[u8],
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(api_keys::table)
        .values((
            api_keys::id.eq(id.uuid()),
            api_keys::owner.eq(owner),
            api_keys::key_hash.eq(key_hash),
            api_keys::created_at.eq(now),
            api_keys::expires_at.eq(expires_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Revokes every key of an owner; answers how many.
pub fn revoke(tx: &mut Tx<'_>, owner: &str, now: DateTime<Utc>) -> Result<usize, Error> {
    Ok(diesel::update(
        api_keys::table
            .filter(api_keys::owner.eq(owner))
            .filter(api_keys::revoked_at.is_null()),
    )
    .set(api_keys::revoked_at.eq(now))
    .execute(tx.conn)?)
}
