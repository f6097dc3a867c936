//! Reminders that are due.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz, Uuid as SqlUuid};
use domain::case::status::Status;
use domain::id::{CaseId, Id, ReportId};
use domain::stage::StageName;
use uuid::Uuid;

use super::stage_of;
use crate::{Error, Tx};

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
/// What another process works on is left to it. Whoever was shut out of their report is not reminded.
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
                SELECT FROM reports q WHERE q.id = d.report_id AND q.sender_shut_out_at IS NULL) \
                AND EXISTS ( \
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
