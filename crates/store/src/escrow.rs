//! Key files sealed to the offline escrow key. Only the shares of its people open them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::schema::{escrow, escrowed_keys};
use crate::{Error, Tx};

/// The escrow key in use: its public half, and how many of how many shares open it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escrow {
    /// Public half, in the age format.
    pub recipient: String,
    /// So many shares are needed.
    pub threshold: i16,
    /// Of so many.
    pub shares: i16,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// The escrow key in use.
pub fn in_use(tx: &mut Tx<'_>) -> Result<Option<Escrow>, Error> {
    let row: Option<(String, i16, i16, DateTime<Utc>)> = escrow::table
        .filter(escrow::retired_at.is_null())
        .select((
            escrow::recipient,
            escrow::threshold,
            escrow::shares,
            escrow::created_at,
        ))
        .first(tx.conn)
        .optional()?;
    Ok(
        row.map(|(recipient, threshold, shares, created_at)| Escrow {
            recipient,
            threshold,
            shares,
            created_at,
        }),
    )
}

/// Brings an escrow key into use; the one before is retired, and what was sealed to it goes.
pub fn begin(tx: &mut Tx<'_>, new: &Escrow) -> Result<(), Error> {
    diesel::delete(escrowed_keys::table).execute(tx.conn)?;
    diesel::update(escrow::table.filter(escrow::retired_at.is_null()))
        .set(escrow::retired_at.eq(new.created_at))
        .execute(tx.conn)?;
    diesel::insert_into(escrow::table)
        .values((
            escrow::recipient.eq(&new.recipient),
            escrow::threshold.eq(new.threshold),
            escrow::shares.eq(new.shares),
            escrow::created_at.eq(new.created_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Keeps a sealed key file; an earlier one with its name goes.
pub fn keep(
    tx: &mut Tx<'_>,
    recipient: &str,
    file: &str,
    sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(escrowed_keys::table)
        .values((
            escrowed_keys::recipient.eq(recipient),
            escrowed_keys::file.eq(file),
            escrowed_keys::sealed.eq(sealed),
            escrowed_keys::created_at.eq(now),
        ))
        .on_conflict((escrowed_keys::recipient, escrowed_keys::file))
        .do_update()
        .set((
            escrowed_keys::sealed.eq(sealed),
            escrowed_keys::created_at.eq(now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// A kept file: its name, its sealed bytes and since when.
pub type Kept = (String, Vec<u8>, DateTime<Utc>);

/// The files sealed to a recipient.
pub fn kept(tx: &mut Tx<'_>, recipient: &str) -> Result<Vec<Kept>, Error> {
    Ok(escrowed_keys::table
        .filter(escrowed_keys::recipient.eq(recipient))
        .order(escrowed_keys::file)
        .select((
            escrowed_keys::file,
            escrowed_keys::sealed,
            escrowed_keys::created_at,
        ))
        .load(tx.conn)?)
}
