//! How the reports of a calling system stand, through a door that demands the hash of its key.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use domain::case::status::Status;
use domain::id::{Id, ReportId};
use domain::number::ReportNumber;
use uuid::Uuid;

use crate::{Error, Tx};

/// How a report stands.
#[derive(Debug, Clone)]
pub struct OwnStatus {
    /// Its id.
    pub report: ReportId,
    /// Its number.
    pub number: ReportNumber,
    /// Where its case stands.
    pub status: Status,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// When something happened last.
    pub updated_at: DateTime<Utc>,
    /// When its reporter hears from us.
    pub next_update_due: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = Text)]
    case_status: String,
    #[diesel(sql_type = Timestamptz)]
    received_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    updated_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    next_update_due: Option<DateTime<Utc>>,
}

/// Reports that the owner of the key filed with any of its keys, newest first. Nothing for a key that
/// is not valid or does not have the scope.
pub fn reports(
    tx: &mut Tx<'_>,
    key_hash: &[u8],
    now: DateTime<Utc>,
    number: Option<&ReportNumber>,
    before: Option<(DateTime<Utc>, ReportId)>,
    limit: i64,
) -> Result<Vec<OwnStatus>, Error> {
    let rows: Vec<Row> = diesel::sql_query("SELECT * FROM api_key_reports($1, $2, $3, $4, $5, $6)")
        .bind::<Binary, _>(key_hash)
        .bind::<Timestamptz, _>(now)
        .bind::<Nullable<Text>, _>(number.map(ReportNumber::as_str))
        .bind::<Nullable<Timestamptz>, _>(before.map(|(at, _)| at))
        .bind::<Nullable<SqlUuid>, _>(before.map(|(_, id)| id.uuid()))
        .bind::<Integer, _>(i32::try_from(limit).unwrap_or(i32::MAX))
        .load(tx.conn)?;
    rows.into_iter().map(own_status).collect()
}

fn own_status(row: Row) -> Result<OwnStatus, Error> {
    let corrupt = |table, column| Error::Corrupt {
        table,
        column,
        id: row.id.to_string(),
    };
    Ok(OwnStatus {
        report: Id::from_uuid(row.id),
        number: ReportNumber::parse(&row.number).map_err(|_| corrupt("reports", "number"))?,
        status: Status::from_code(&row.case_status).ok_or_else(|| corrupt("cases", "status"))?,
        received_at: row.received_at,
        updated_at: row.updated_at,
        next_update_due: row.next_update_due,
    })
}
