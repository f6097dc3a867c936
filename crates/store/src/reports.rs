//! Reports as staff see them: the content of a case's reports and their consents.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::content::Content;
use domain::id::{CaseId, Id, ReportId};
use domain::language::Language;
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
    /// Language of its reporter.
    pub language: Language,
    /// When.
    pub received_at: DateTime<Utc>,
    /// Reads as `domain::report::Report`.
    pub content: Content,
    /// Reads as `domain::consent::Consents`: the ones that hold now.
    pub consents: Content,
}

/// The reports of a case, first one first.
pub fn of_case(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<StoredReport>, Error> {
    type Row = (Uuid, String, String, DateTime<Utc>, Vec<u8>, Vec<u8>);
    let rows: Vec<Row> = reports::table
        .filter(reports::case_id.eq(case.uuid()))
        .order((reports::received_at, reports::id))
        .select((
            reports::id,
            reports::number,
            reports::language,
            reports::received_at,
            reports::content,
            reports::consents,
        ))
        .load(tx.conn)?;
    rows.into_iter()
        .map(|(id, number, language, received_at, content, consents)| {
            let corrupt = |column| Error::Corrupt {
                table: "reports",
                column,
                id: id.to_string(),
            };
            Ok(StoredReport {
                id: Id::from_uuid(id),
                number: ReportNumber::parse(&number).map_err(|_| corrupt("number"))?,
                language: Language::from_code(&language).ok_or_else(|| corrupt("language"))?,
                received_at,
                content: Content::from_stored(content),
                consents: Content::from_stored(consents),
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
) -> Result<ReportId, Error> {
    let id: Uuid = diesel::update(
        reports::table
            .filter(reports::case_id.eq(case.uuid()))
            .filter(reports::number.eq(number.as_str())),
    )
    .set(reports::code_hash.eq(code_hash))
    .returning(reports::id)
    .get_result(tx.conn)?;
    Ok(Id::from_uuid(id))
}
