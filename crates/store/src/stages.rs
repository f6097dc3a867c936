//! Clocks of the stages of a firm's notice to the authorities: when each is due, when it was sent, and
//! whom to remind. What a stage says stands in the events of its case.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use domain::case::status::Status;
use domain::content::Sealed;
use domain::event::EventName;
use domain::id::{CaseId, EventUid, Id, ReportId};
use domain::stage::{StageClock, StageName};
use uuid::Uuid;

use crate::follow::Door;
use crate::schema::{reports, stage_clocks};
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

/// Starts the clocks of new reports.
pub fn insert(tx: &mut Tx<'_>, new: &[(ReportId, StageClock)]) -> Result<(), Error> {
    let rows: Vec<_> = new
        .iter()
        .map(|(report, clock)| {
            (
                stage_clocks::report_id.eq(report.uuid()),
                stage_clocks::stage.eq(clock.stage.code()),
                stage_clocks::due_at.eq(clock.due_at),
                stage_clocks::sent_at.eq(clock.sent_at),
                stage_clocks::remind_at.eq(clock.remind_at),
            )
        })
        .collect();
    diesel::insert_into(stage_clocks::table)
        .values(&rows)
        .execute(tx.conn)?;
    Ok(())
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

/// The clocks of a case's reports.
pub fn of_case(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<(ReportId, StageClock)>, Error> {
    type Row = (
        Uuid,
        String,
        DateTime<Utc>,
        Option<DateTime<Utc>>,
        Option<DateTime<Utc>>,
        Option<DateTime<Utc>>,
    );
    let rows: Vec<Row> = stage_clocks::table
        .inner_join(reports::table.on(reports::id.eq(stage_clocks::report_id)))
        .filter(reports::case_id.eq(case.uuid()))
        .select((
            stage_clocks::report_id,
            stage_clocks::stage,
            stage_clocks::due_at,
            stage_clocks::sent_at,
            stage_clocks::remind_at,
            stage_clocks::reminded_at,
        ))
        .load(tx.conn)?;
    rows.into_iter()
        .map(|(report, stage, due_at, sent_at, remind_at, reminded_at)| {
            let clock = StageClock {
                stage: stage_of(&stage)?,
                due_at,
                sent_at,
                remind_at,
                reminded_at,
            };
            Ok((Id::from_uuid(report), clock))
        })
        .collect()
}

/// A reminder that is due.
#[derive(Debug, Clone, Copy)]
pub struct Reminder {
    /// To whose reporter.
    pub report: ReportId,
    /// In which case.
    pub case: CaseId,
    /// Where that stands.
    pub status: Status,
    /// Of what.
    pub stage: StageName,
    /// When its time runs out.
    pub due_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct ReminderRow {
    #[diesel(sql_type = SqlUuid)]
    report_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    case_id: Uuid,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Text)]
    stage: String,
    #[diesel(sql_type = Timestamptz)]
    due_at: DateTime<Utc>,
}

/// Takes the reminders that are due in cases sealed to one of these holders: nobody else gets them again.
/// What another process works on is left to it.
pub fn take_due(
    tx: &mut Tx<'_>,
    holders: &[Uuid],
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Reminder>, Error> {
    let rows: Vec<ReminderRow> = diesel::sql_query(
        "UPDATE stage_clocks s SET remind_at = NULL, reminded_at = $1 \
         FROM reports r JOIN cases c ON c.id = r.case_id \
         WHERE r.id = s.report_id AND (s.report_id, s.stage) IN ( \
            SELECT d.report_id, d.stage FROM stage_clocks d \
            WHERE d.remind_at <= $1 AND EXISTS ( \
                SELECT FROM key_seals k WHERE k.key_id = d.report_id AND k.holder = 'team' \
                    AND k.holder_id = ANY ($2)) \
            ORDER BY d.remind_at LIMIT $3 FOR UPDATE OF d SKIP LOCKED) \
         RETURNING s.report_id, r.case_id, c.status, s.stage, s.due_at",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Array<SqlUuid>, _>(holders)
    .bind::<BigInt, _>(limit)
    .load(tx.conn)?;
    rows.into_iter()
        .map(|row| {
            Ok(Reminder {
                report: Id::from_uuid(row.report_id),
                case: Id::from_uuid(row.case_id),
                status: Status::from_code(&row.status).ok_or_else(|| Error::Corrupt {
                    table: "cases",
                    column: "status",
                    id: row.case_id.to_string(),
                })?,
                stage: stage_of(&row.stage)?,
                due_at: row.due_at,
            })
        })
        .collect()
}

fn stage_of(code: &str) -> Result<StageName, Error> {
    StageName::from_code(code).ok_or_else(|| Error::Corrupt {
        table: "stage_clocks",
        column: "stage",
        id: code.to_owned(),
    })
}
