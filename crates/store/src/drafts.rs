//! Drafts of reports, through doors that demand the keyed hash of their code.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Bool, Integer, Timestamptz};
use domain::content::Sealed;

use crate::schema::drafts;
use crate::{Error, Tx};

/// A draft as it is kept.
#[derive(Debug, Clone)]
pub struct StoredDraft {
    /// Opens with the code alone.
    pub content: Sealed,
    /// Version of the content.
    pub version: i32,
    /// When it is forgotten.
    pub expires_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Binary)]
    content: Vec<u8>,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Timestamptz)]
    expires_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct Written {
    #[diesel(sql_type = Bool)]
    done: bool,
}

/// Keeps a new draft, version 1.
pub fn insert(
    tx: &mut Tx<'_>,
    code_hash: &[u8],
    content: &Sealed,
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(drafts::table)
        .values((
            drafts::code_hash.eq(code_hash),
            drafts::content.eq(content.as_stored()),
            drafts::expires_at.eq(expires_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The draft behind a code, if it is still there.
pub fn open(
    tx: &mut Tx<'_>,
    code_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<StoredDraft>, Error> {
    let row: Option<Row> =
        diesel::sql_query("SELECT content, version, expires_at FROM draft_open($1, $2)")
            .bind::<Binary, _>(code_hash)
            .bind::<Timestamptz, _>(now)
            .get_result(tx.conn)
            .optional()?;
    Ok(row.map(|row| StoredDraft {
        content: Sealed::from_stored(row.content),
        version: row.version,
        expires_at: row.expires_at,
    }))
}

/// Writes the next version. False: somebody was faster, or the draft is gone.
pub fn write(
    tx: &mut Tx<'_>,
    code_hash: &[u8],
    next: &StoredDraft,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let written: Written = diesel::sql_query("SELECT draft_write($1, $2, $3, $4, $5) AS done")
        .bind::<Binary, _>(code_hash)
        .bind::<Integer, _>(next.version)
        .bind::<Binary, _>(next.content.as_stored())
        .bind::<Timestamptz, _>(now)
        .bind::<Timestamptz, _>(next.expires_at)
        .get_result(tx.conn)?;
    Ok(written.done)
}

/// Forgets a draft, if it is there.
pub fn forget(tx: &mut Tx<'_>, code_hash: &[u8]) -> Result<(), Error> {
    diesel::sql_query("SELECT draft_forget($1)")
        .bind::<Binary, _>(code_hash)
        .execute(tx.conn)?;
    Ok(())
}
