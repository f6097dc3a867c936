//! How many mails an address may still be sent that nobody at the desk wrote.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Timestamptz};
use domain::notification::budget::{BURST, EVERY};

use crate::{Error, Tx};

/// Takes one mail of the budget of an address, by its keyed hash; false when it is used up. GCRA, so a row
/// is all there is to remember.
pub fn take(tx: &mut Tx<'_>, recipient: &[u8; 32], now: DateTime<Utc>) -> Result<bool, Error> {
    let latest = now + EVERY * (BURST - 1);
    let taken = diesel::sql_query(
        "INSERT INTO mail_budgets AS b (recipient, whole_at) VALUES ($1, $2) \
         ON CONFLICT (recipient) DO UPDATE \
            SET whole_at = greatest(b.whole_at, $3) + ($2 - $3) WHERE b.whole_at <= $4",
    )
    .bind::<Binary, _>(recipient.as_slice())
    .bind::<Timestamptz, _>(now + EVERY)
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(latest)
    .execute(tx.conn)?;
    Ok(taken == 1)
}
