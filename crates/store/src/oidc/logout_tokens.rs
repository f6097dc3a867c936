//! Logout tokens that were obeyed.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::schema::oidc_logout_tokens;
use crate::{Error, Tx};

/// Whether this token is seen for the first time; from now on it is not.
pub fn is_new(
    tx: &mut Tx<'_>,
    token_hash: &[u8],
    expires_at: DateTime<Utc>,
) -> Result<bool, Error> {
    let inserted = diesel::insert_into(oidc_logout_tokens::table)
        .values((
            oidc_logout_tokens::token_hash.eq(token_hash),
            oidc_logout_tokens::expires_at.eq(expires_at),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    Ok(inserted == 1)
}
