//! The stages of a report, through doors that demand the keyed hash of its access code.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use domain::case::status::Status;
use domain::content::Sealed;
use domain::event::EventName;
use domain::id::EventUid;
use domain::stage::StageClock;

use super::stage_of;
use crate::follow::Door;
use crate::{Error, Tx};

#[derive(QueryableByName)]
struct OwnRow {
    #[diesel(sql_type = Text)]
    stage: String,
    #[diesel(sql_type = Timestamptz)]
    due_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    sent_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    remind_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    reminded_at: Option<DateTime<Utc>>,
}

/// The clocks of a report, for its reporter; none when none run.
pub fn of_own(tx: &mut Tx<'_>, door: &Door) -> Result<Vec<StageClock>, Error> {
    let rows: Vec<OwnRow> = diesel::sql_query("SELECT * FROM follow_stages($1, $2)")
        .bind::<Text, _>(door.number.as_str())
        .bind::<Binary, _>(&door.code_hash)
        .load(tx.conn)?;
    rows.into_iter()
        .map(|row| {
            Ok(StageClock {
                stage: stage_of(&row.stage)?,
                due_at: row.due_at,
                sent_at: row.sent_at,
                remind_at: row.remind_at,
                reminded_at: row.reminded_at,
            })
        })
        .collect()
}

/// What a reporter adds.
#[derive(Debug, Clone)]
pub struct NewStage {
    /// Version of the case that was read, for compare-and-set.
    pub case_version: i32,
    /// Where the case stands afterwards.
    pub next: Status,
    /// Whether a stage was added or only marked.
    pub name: EventName,
    /// The event that tells it.
    pub event: (EventUid, Sealed),
    /// All clocks of the report as they run from now on.
    pub clocks: Vec<StageClock>,
}

/// Adds a stage or a mark, moves the case and the clocks. [`Error::Stale`]: somebody else moved the case
/// first.
pub fn add(tx: &mut Tx<'_>, door: &Door, new: &NewStage, now: DateTime<Utc>) -> Result<(), Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        added: bool,
    }
    let (uid, content) = &new.event;
    let clocks = || new.clocks.iter();
    let row: Row = diesel::sql_query(
        "SELECT reporter_stage($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) AS added",
    )
    .bind::<Text, _>(door.number.as_str())
    .bind::<Binary, _>(&door.code_hash)
    .bind::<Integer, _>(new.case_version)
    .bind::<Text, _>(new.next.code())
    .bind::<Text, _>(new.name.code())
    .bind::<SqlUuid, _>(uid.uuid())
    .bind::<Binary, _>(content.as_stored())
    .bind::<Array<Text>, _>(clocks().map(|clock| clock.stage.code()).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(clocks().map(|clock| clock.due_at).collect::<Vec<_>>())
    .bind::<Array<Nullable<Timestamptz>>, _>(
        clocks().map(|clock| clock.sent_at).collect::<Vec<_>>(),
    )
    .bind::<Array<Nullable<Timestamptz>>, _>(
        clocks().map(|clock| clock.remind_at).collect::<Vec<_>>(),
    )
    .bind::<Timestamptz, _>(now)
    .get_result(tx.conn)?;
    if row.added { Ok(()) } else { Err(Error::Stale) }
}
