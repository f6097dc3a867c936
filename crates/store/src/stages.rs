//! Clocks of the stages of a firm's notice to the authorities: when each is due, when it was sent, and
//! whom to remind. What a stage says stands in the events of its case.

mod due;
mod own;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::id::{CaseId, Id, ReportId};
use domain::stage::{StageClock, StageName};
use uuid::Uuid;

use crate::schema::{reports, stage_clocks};
use crate::{Error, Tx};

pub use due::{Reminder, take_due};
pub use own::{NewStage, add, of_own};

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

fn stage_of(code: &str) -> Result<StageName, Error> {
    StageName::from_code(code).ok_or_else(|| Error::Corrupt {
        table: "stage_clocks",
        column: "stage",
        id: code.to_owned(),
    })
}
