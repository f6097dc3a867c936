//! How accounts and networks stand at the login, shared by all processes. Named by keyed hashes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::softlock::Lock;

use crate::schema::login_locks;
use crate::{Error, Tx};

type Columns = (i32, DateTime<Utc>, DateTime<Utc>);

fn lock((failures, locked_until, forget_at): Columns) -> Lock {
    Lock {
        failures: u32::try_from(failures).unwrap_or(0),
        locked_until,
        forget_at,
    }
}

/// How a subject stands, without waiting for anybody.
pub fn look(tx: &mut Tx<'_>, subject: &[u8]) -> Result<Option<Lock>, Error> {
    let row: Option<Columns> = login_locks::table
        .find(subject)
        .select((
            login_locks::failures,
            login_locks::locked_until,
            login_locks::forget_at,
        ))
        .first(tx.conn)
        .optional()?;
    Ok(row.map(lock))
}

/// Holds subjects until the transaction ends; answers how each stands, in the order given. They are
/// held in the order of their names, so that nobody waits for each other in a circle.
pub fn hold<const N: usize>(
    tx: &mut Tx<'_>,
    subjects: [&[u8]; N],
    now: DateTime<Utc>,
) -> Result<[Lock; N], Error> {
    let open = Lock::open(now);
    let mut order: [usize; N] = std::array::from_fn(|at| at);
    order.sort_by_key(|at| subjects.get(*at));
    let mut locks = [open; N];
    for at in order {
        let (Some(subject), Some(place)) = (subjects.get(at), locks.get_mut(at)) else {
            continue;
        };
        diesel::insert_into(login_locks::table)
            .values((
                login_locks::subject.eq(*subject),
                login_locks::failures.eq(0),
                login_locks::locked_until.eq(open.locked_until),
                login_locks::forget_at.eq(open.forget_at),
            ))
            .on_conflict_do_nothing()
            .execute(tx.conn)?;
        let row: Columns = login_locks::table
            .find(*subject)
            .select((
                login_locks::failures,
                login_locks::locked_until,
                login_locks::forget_at,
            ))
            .for_update()
            .first(tx.conn)?;
        *place = lock(row);
    }
    Ok(locks)
}

/// Keeps how a subject stands now.
pub fn keep(tx: &mut Tx<'_>, subject: &[u8], lock: &Lock) -> Result<(), Error> {
    diesel::update(login_locks::table.find(subject))
        .set((
            login_locks::failures.eq(i32::try_from(lock.failures).unwrap_or(i32::MAX)),
            login_locks::locked_until.eq(lock.locked_until),
            login_locks::forget_at.eq(lock.forget_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Nothing is held against a subject any more.
pub fn forget(tx: &mut Tx<'_>, subject: &[u8]) -> Result<(), Error> {
    diesel::delete(login_locks::table.find(subject)).execute(tx.conn)?;
    Ok(())
}
