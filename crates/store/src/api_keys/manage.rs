//! Making, listing and ending keys; by the owner of the schema.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::api_key::Scope;
use domain::id::{ApiKeyId, Id};
use uuid::Uuid;

use super::scopes_of;
use crate::schema::api_keys;
use crate::{Error, Tx};

/// A key to be kept.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// Its id.
    pub id: ApiKeyId,
    /// Who calls with it.
    pub owner: String,
    /// What is stored of it.
    pub key_hash: Vec<u8>,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// The networks from which it may be used; none: from anywhere.
    pub sources: Vec<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// A key as it is listed.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its id.
    pub id: ApiKeyId,
    /// Who calls with it.
    pub owner: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// The networks from which it may be used; none: from anywhere.
    pub sources: Vec<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

type Row = (
    Uuid,
    String,
    Vec<String>,
    Vec<String>,
    DateTime<Utc>,
    DateTime<Utc>,
    Option<DateTime<Utc>>,
    Option<DateTime<Utc>>,
);

const COLUMNS: (
    api_keys::id,
    api_keys::owner,
    api_keys::scopes,
    api_keys::sources,
    api_keys::created_at,
    api_keys::expires_at,
    api_keys::revoked_at,
    api_keys::last_used_at,
) = (
    api_keys::id,
    api_keys::owner,
    api_keys::scopes,
    api_keys::sources,
    api_keys::created_at,
    api_keys::expires_at,
    api_keys::revoked_at,
    api_keys::last_used_at,
);

/// Keeps a new key.
pub fn insert(tx: &mut Tx<'_>, new: &NewKey) -> Result<(), Error> {
    let scopes: Vec<&str> = new.scopes.iter().map(|scope| scope.code()).collect();
    diesel::insert_into(api_keys::table)
        .values((
            api_keys::id.eq(new.id.uuid()),
            api_keys::owner.eq(&new.owner),
            api_keys::key_hash.eq(&new.key_hash),
            api_keys::scopes.eq(scopes),
            api_keys::sources.eq(&new.sources),
            api_keys::created_at.eq(new.created_at),
            api_keys::expires_at.eq(new.expires_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Every key that is not forgotten yet, by owner, newest first.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Listed>, Error> {
    let rows: Vec<Row> = api_keys::table
        .select(COLUMNS)
        .order((
            api_keys::owner,
            api_keys::created_at.desc(),
            api_keys::id.desc(),
        ))
        .load(tx.conn)?;
    rows.into_iter().map(listed).collect()
}

/// The newest key of an owner that is valid now.
pub fn newest(tx: &mut Tx<'_>, owner: &str, now: DateTime<Utc>) -> Result<Option<Listed>, Error> {
    let row: Option<Row> = api_keys::table
        .select(COLUMNS)
        .filter(api_keys::owner.eq(owner))
        .filter(api_keys::revoked_at.is_null())
        .filter(api_keys::expires_at.gt(now))
        .order((api_keys::created_at.desc(), api_keys::id.desc()))
        .for_update()
        .first(tx.conn)
        .optional()?;
    row.map(listed).transpose()
}

/// Ends every valid key of an owner but one at this time, unless it ends before; answers how many.
pub fn retire(
    tx: &mut Tx<'_>,
    owner: &str,
    but: ApiKeyId,
    ends_at: DateTime<Utc>,
) -> Result<usize, Error> {
    Ok(diesel::update(
        api_keys::table
            .filter(api_keys::owner.eq(owner))
            .filter(api_keys::id.ne(but.uuid()))
            .filter(api_keys::revoked_at.is_null())
            .filter(api_keys::expires_at.gt(ends_at)),
    )
    .set(api_keys::expires_at.eq(ends_at))
    .execute(tx.conn)?)
}

/// Revokes every key of an owner, or the one with this id; answers how many.
pub fn revoke(
    tx: &mut Tx<'_>,
    owner: &str,
    only: Option<ApiKeyId>,
    now: DateTime<Utc>,
) -> Result<Vec<ApiKeyId>, Error> {
    let mut keys = api_keys::table
        .filter(api_keys::owner.eq(owner))
        .filter(api_keys::revoked_at.is_null())
        .into_boxed();
    if let Some(only) = only {
        keys = keys.filter(api_keys::id.eq(only.uuid()));
    }
    let ids: Vec<Uuid> = keys.select(api_keys::id).load(tx.conn)?;
    let revoked: Vec<Uuid> = diesel::update(api_keys::table.filter(api_keys::id.eq_any(ids)))
        .set(api_keys::revoked_at.eq(now))
        .returning(api_keys::id)
        .get_results(tx.conn)?;
    Ok(revoked.into_iter().map(Id::from_uuid).collect())
}

fn listed(row: Row) -> Result<Listed, Error> {
    let (id, owner, scopes, sources, created_at, expires_at, revoked_at, last_used_at) = row;
    Ok(Listed {
        scopes: scopes_of(id, &scopes)?,
        id: Id::from_uuid(id),
        owner,
        sources,
        created_at,
        expires_at,
        revoked_at,
        last_used_at,
    })
}
