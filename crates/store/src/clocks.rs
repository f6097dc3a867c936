//! Our promises with their due times. At most one of a name runs for a case.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::clock::ClockName;
use domain::id::{CaseId, Id};
use uuid::Uuid;

use crate::schema::clocks;
use crate::{Error, Tx, new_id};

/// A promise of a case.
#[derive(Debug, Clone)]
pub struct CaseClock {
    /// Which.
    pub name: ClockName,
    /// Since when.
    pub started_at: DateTime<Utc>,
    /// Due when.
    pub due_at: DateTime<Utc>,
    /// Kept or called off when.
    pub stopped_at: Option<DateTime<Utc>>,
}

/// Starts clocks; one that runs already is left as it is.
pub fn start(
    tx: &mut Tx<'_>,
    now: DateTime<Utc>,
    new: &[(CaseId, ClockName, DateTime<Utc>)],
) -> Result<(), Error> {
    let rows: Vec<_> = new
        .iter()
        .map(|(case, name, due_at)| {
            (
                clocks::id.eq(new_id::<domain::id::ClockMark>(now).uuid()),
                clocks::case_id.eq(case.uuid()),
                clocks::name.eq(name.code()),
                clocks::started_at.eq(now),
                clocks::due_at.eq(due_at),
            )
        })
        .collect();
    diesel::insert_into(clocks::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    Ok(())
}

/// Stops the running clocks with these names; none running is fine.
pub fn stop(
    tx: &mut Tx<'_>,
    case: CaseId,
    names: &[ClockName],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let names: Vec<&str> = names.iter().map(|name| name.code()).collect();
    diesel::update(
        clocks::table
            .filter(clocks::case_id.eq(case.uuid()))
            .filter(clocks::name.eq_any(names))
            .filter(clocks::stopped_at.is_null()),
    )
    .set(clocks::stopped_at.eq(now))
    .execute(tx.conn)?;
    Ok(())
}

/// All clocks of cases, oldest first.
pub fn of_cases(tx: &mut Tx<'_>, cases: &[CaseId]) -> Result<Vec<(CaseId, CaseClock)>, Error> {
    type Row = (
        Uuid,
        String,
        DateTime<Utc>,
        DateTime<Utc>,
        Option<DateTime<Utc>>,
    );
    let ids: Vec<Uuid> = cases.iter().map(|case| case.uuid()).collect();
    let rows: Vec<Row> = clocks::table
        .filter(clocks::case_id.eq_any(ids))
        .order((clocks::started_at, clocks::id))
        .select((
            clocks::case_id,
            clocks::name,
            clocks::started_at,
            clocks::due_at,
            clocks::stopped_at,
        ))
        .load(tx.conn)?;
    rows.into_iter()
        .map(|(case, name, started_at, due_at, stopped_at)| {
            let name = ClockName::from_code(&name).ok_or(Error::Corrupt {
                table: "clocks",
                column: "name",
                id: case.to_string(),
            })?;
            Ok((
                Id::from_uuid(case),
                CaseClock {
                    name,
                    started_at,
                    due_at,
                    stopped_at,
                },
            ))
        })
        .collect()
}
