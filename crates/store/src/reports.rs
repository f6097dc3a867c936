//! Reports as staff see them: the content of a case's reports and their consents.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::consent::IdentityAssurance;
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
    /// How well it is known that its reporter speaks for the firm.
    pub identity_assurance: IdentityAssurance,
    /// Since when its sender, who may be the cause, reaches it no more.
    pub sender_shut_out_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = reports)]
struct Row {
    id: Uuid,
    number: String,
    received_at: DateTime<Utc>,
    content: Vec<u8>,
    content_version: i32,
    consents: Vec<u8>,
    consents_version: i32,
    identity_assurance: String,
    sender_shut_out_at: Option<DateTime<Utc>>,
}

/// The reports of a case, first one first.
pub fn of_case(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<StoredReport>, Error> {
    let rows: Vec<Row> = reports::table
        .filter(reports::case_id.eq(case.uuid()))
        .order((reports::received_at, reports::id))
        .select(Row::as_select())
        .load(tx.conn)?;
    rows.into_iter()
        .map(|row| {
            let corrupt = |column| Error::Corrupt {
                table: "reports",
                column,
                id: row.id.to_string(),
            };
            Ok(StoredReport {
                id: Id::from_uuid(row.id),
                number: ReportNumber::parse(&row.number).map_err(|_| corrupt("number"))?,
                received_at: row.received_at,
                identity_assurance: IdentityAssurance::from_code(&row.identity_assurance)
                    .ok_or_else(|| corrupt("identity_assurance"))?,
                sender_shut_out_at: row.sender_shut_out_at,
                content: Sealed::from_stored(row.content),
                content_version: row.content_version,
                consents: Sealed::from_stored(row.consents),
                consents_version: row.consents_version,
            })
        })
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
    let report = in_case(tx, case, number)?;
    diesel::update(reports::table.find(report.uuid()))
        .set((
            reports::code_hash.eq(code_hash),
            reports::code_public_key.eq(code_public_key(report)),
        ))
        .execute(tx.conn)?;
    Ok(report)
}

/// Notes how well it is known that the reporter speaks for the firm.
pub fn assure(
    tx: &mut Tx<'_>,
    case: CaseId,
    number: &ReportNumber,
    assurance: IdentityAssurance,
) -> Result<ReportId, Error> {
    let report = in_case(tx, case, number)?;
    diesel::update(reports::table.find(report.uuid()))
        .set(reports::identity_assurance.eq(assurance.code()))
        .execute(tx.conn)?;
    Ok(report)
}

/// Whoever sent the report reaches it no more, neither by a key nor by the code they have. Nothing changes
/// for one that is shut out already: the firm may have a code by now.
pub fn shut_sender_out(
    tx: &mut Tx<'_>,
    case: CaseId,
    number: &ReportNumber,
    now: DateTime<Utc>,
) -> Result<ReportId, Error> {
    let report = in_case(tx, case, number)?;
    let new = reports::table
        .find(report.uuid())
        .filter(reports::sender_shut_out_at.is_null());
    diesel::update(new)
        .set((
            reports::sender_shut_out_at.eq(now),
            reports::code_hash.eq(diesel::dsl::sql("hash_of_no_code()")),
        ))
        .execute(tx.conn)?;
    Ok(report)
}

fn in_case(tx: &mut Tx<'_>, case: CaseId, number: &ReportNumber) -> Result<ReportId, Error> {
    let id: Uuid = reports::table
        .filter(reports::case_id.eq(case.uuid()))
        .filter(reports::number.eq(number.as_str()))
        .select(reports::id)
        .first(tx.conn)?;
    Ok(Id::from_uuid(id))
}
