//! Reports as staff see them: the content of a case's reports and their consents.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::content::Sealed;
use domain::id::{CaseId, Id, ReportId};
use domain::number::ReportNumber;
use uuid::Uuid;

use crate::schema::reports;
use crate::{Error, Tx};

/// A stored report.
#[derive(Debug, Clone)]
pub struct StoredReport {
    /// Id.
    pub id: ReportId,
    /// Number.
    pub number: ReportNumber,
    /// When.
    pub received_at: DateTime<Utc>,
    /// Reads as `domain::report::Report`, without the persons named in it.
    pub content: Sealed,
    /// Version of the content.
    pub content_version: i32,
    /// Reads as `domain::consent::Consents`: the ones that hold now.
    pub consents: Sealed,
    /// Version of the consents.
    pub consents_version: i32,
}

/// The reports of a case, first one first.
pub fn of_case(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<StoredReport>, Error> {
    type Row = (Uuid, String, DateTime<Utc>, Vec<u8>, i32, Vec<u8>, i32);
    let rows: Vec<Row> = reports::table
        .filter(reports::case_id.eq(case.uuid()))
        .order((reports::received_at, reports::id))
        .select((
            reports::id,
            reports::number,
            reports::received_at,
            reports::content,
            reports::content_version,
            reports::consents,
            reports::consents_version,
        ))
        .load(tx.conn)?;
    rows.into_iter()
        .map(
            |(id, number, received_at, content, content_version, consents, consents_version)| {
                Ok(StoredReport {
                    id: Id::from_uuid(id),
                    number: ReportNumber::parse(&number).map_err(|_| Error::Corrupt {
                        table: "reports",
                        column: "number",
                        id: id.to_string(),
                    })?,
                    received_at,
                    content: Sealed::from_stored(content),
                    content_version,
                    consents: Sealed::from_stored(consents),
                    consents_version,
                })
            },
        )
        .collect()
}

/// Replaces the access code of a report; the old one opens nothing from now on.
pub fn replace_code(
    tx: &mut Tx<'_>,
    case: CaseId,
    number: &ReportNumber,
    code_hash: &[u8],
    code_public_key: impl FnOnce(ReportId) -> Vec<u8>,
) -> Result<ReportId, Error> {
    let id: Uuid = reports::table
        .filter(reports::case_id.eq(case.uuid()))
        .filter(reports::number.eq(number.as_str()))
        .select(reports::id)
        .first(tx.conn)?;
    let report = Id::from_uuid(id);
    diesel::update(reports::table.find(id))
        .set((
            reports::code_hash.eq(code_hash),
            reports::code_public_key.eq(code_public_key(report)),
        ))
        .execute(tx.conn)?;
    Ok(report)
}
