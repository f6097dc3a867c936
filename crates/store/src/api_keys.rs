//! Keys of calling systems: only their hashes are kept.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Text, Timestamptz, Uuid as SqlUuid};
use domain::id::{ApiKeyId, Id};
use uuid::Uuid;

use crate::schema::api_keys;
use crate::{Error, Tx};

/// Who calls with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The key.
    pub key: ApiKeyId,
    /// Whose it is. An owner may have several keys, so that one can follow another.
    pub owner: String,
}

#[derive(QueryableByName)]
struct HolderRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    owner: String,
}

/// The holder of the key with this hash, if it is valid now.
pub fn holder(
    tx: &mut Tx<'_>,
    key_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Holder>, Error> {
    let row: Option<HolderRow> = diesel::sql_query("SELECT id, owner FROM api_key_holder($1, $2)")
        .bind::<Binary, _>(key_hash)
        .bind::<Timestamptz, _>(now)
        .get_result(tx.conn)
        .optional()?;
    Ok(row.map(|row| Holder {
        key: Id::from_uuid(row.id),
        owner: row.owner,
    }))
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

/// Revokes every key of an owner; answers which.
pub fn revoke(tx: &mut Tx<'_>, owner: &str, now: DateTime<Utc>) -> Result<Vec<ApiKeyId>, Error> {
    let revoked: Vec<Uuid> = diesel::update(
        api_keys::table
            .filter(api_keys::owner.eq(owner))
            .filter(api_keys::revoked_at.is_null()),
    )
    .set(api_keys::revoked_at.eq(now))
    .returning(api_keys::id)
    .get_results(tx.conn)?;
    Ok(revoked.into_iter().map(Id::from_uuid).collect())
}
