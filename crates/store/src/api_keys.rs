//! Keys of calling systems: only their hashes are kept.

mod manage;
mod own;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Text, Timestamptz, Uuid as SqlUuid};
use domain::api_key::Scope;
use domain::id::{ApiKeyId, Id};
use uuid::Uuid;

use crate::{Error, Tx};

pub use manage::{Listed, NewKey, insert, list, newest, retire, revoke};
pub use own::{OwnStatus, reports};

/// Who calls with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The key.
    pub key: ApiKeyId,
    /// Whose it is. An owner may have several keys, so that one can follow another.
    pub owner: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// The networks from which it may be used; none: from anywhere.
    pub sources: Vec<String>,
}

#[derive(QueryableByName)]
struct HolderRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    owner: String,
    #[diesel(sql_type = Array<Text>)]
    scopes: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    sources: Vec<String>,
}

/// The holder of the key with this hash, if it is valid now.
pub fn holder(
    tx: &mut Tx<'_>,
    key_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Holder>, Error> {
    let row: Option<HolderRow> =
        diesel::sql_query("SELECT id, owner, scopes, sources FROM api_key_holder($1, $2)")
            .bind::<Binary, _>(key_hash)
            .bind::<Timestamptz, _>(now)
            .get_result(tx.conn)
            .optional()?;
    row.map(|row| {
        Ok(Holder {
            key: Id::from_uuid(row.id),
            owner: row.owner,
            scopes: scopes_of(row.id, &row.scopes)?,
            sources: row.sources,
        })
    })
    .transpose()
}

/// Notes that the key was used. What was noted within the last minute stays.
pub fn used(tx: &mut Tx<'_>, key_hash: &[u8], now: DateTime<Utc>) -> Result<(), Error> {
    diesel::sql_query("SELECT api_key_used($1, $2)")
        .bind::<Binary, _>(key_hash)
        .bind::<Timestamptz, _>(now)
        .execute(tx.conn)?;
    Ok(())
}

fn scopes_of(key: Uuid, codes: &[String]) -> Result<Vec<Scope>, Error> {
    let scope = |code: &String| {
        Scope::from_code(code).ok_or_else(|| Error::Corrupt {
            table: "api_keys",
            column: "scopes",
            id: key.to_string(),
        })
    };
    codes.iter().map(scope).collect()
}
