//! Rows of new reports, written by the public role, which can insert but not read.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Text, Timestamptz, Uuid as SqlUuid};
use domain::case::Case;
use domain::content::Sealed;
use domain::id::{ApiKeyId, CaseId, Id, ReportId};
use domain::kind::Kind;
use domain::number::ReportNumber;
use uuid::Uuid;

use crate::schema::{cases, intake_keys, reports};
use crate::{Error, Tx};

/// A report as it is kept.
#[derive(Debug, Clone)]
pub struct NewReport {
    /// Id.
    pub id: ReportId,
    /// Its case.
    pub case: CaseId,
    /// Its number.
    pub number: ReportNumber,
    /// Keyed hash of its access code.
    pub code_hash: Vec<u8>,
    /// Public half of the key pair behind the code.
    pub code_public_key: Vec<u8>,
    /// What happened.
    pub kind: Kind,
    /// When.
    pub received_at: DateTime<Utc>,
    /// The report without the persons named in it, version 1.
    pub content: Sealed,
    /// Both consents, version 1.
    pub consents: Sealed,
    /// Keyed hash of firm and wording.
    pub fingerprint: Option<Vec<u8>>,
    /// The calling system.
    pub api_key: Option<ApiKeyId>,
}

/// What an earlier request with a key led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Keyed hash of its body.
    pub body_hash: Vec<u8>,
    /// Its report's number.
    pub number: ReportNumber,
    /// When it was received.
    pub received_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct EarlierRow {
    #[diesel(sql_type = Binary)]
    body_hash: Vec<u8>,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = Timestamptz)]
    received_at: DateTime<Utc>,
}

diesel::define_sql_function! {
    /// Joins the case of the same fingerprint.
    fn intake_join(fingerprint: Binary, since: Timestamptz, now: Timestamptz) -> Nullable<SqlUuid>;
}

/// Claims a key for a report. False: it is taken; a request that is just being committed is waited
/// for, so two at once never both win.
pub fn claim_key(
    tx: &mut Tx<'_>,
    key_hash: &[u8],
    body_hash: &[u8],
    report: ReportId,
    expires_at: Option<DateTime<Utc>>,
) -> Result<bool, Error> {
    let inserted = diesel::insert_into(intake_keys::table)
        .values((
            intake_keys::key_hash.eq(key_hash),
            intake_keys::body_hash.eq(body_hash),
            intake_keys::report_id.eq(report.uuid()),
            intake_keys::expires_at.eq(expires_at),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    Ok(inserted == 1)
}

/// What the request that holds the key led to.
pub fn earlier(tx: &mut Tx<'_>, key_hash: &[u8]) -> Result<Option<Earlier>, Error> {
    let row: Option<EarlierRow> =
        diesel::sql_query("SELECT body_hash, number, received_at FROM intake_replay($1)")
            .bind::<Binary, _>(key_hash)
            .get_result(tx.conn)
            .optional()?;
    row.map(|row| {
        let number = ReportNumber::parse(&row.number).map_err(|_| Error::Corrupt {
            table: "reports",
            column: "number",
            id: row.number.clone(),
        })?;
        Ok(Earlier {
            body_hash: row.body_hash,
            number,
            received_at: row.received_at,
        })
    })
    .transpose()
}

/// The case of a report with this fingerprint since then, touched because another one joins it.
/// Reports with the same fingerprint wait for each other until the end of the transaction.
pub fn join(
    tx: &mut Tx<'_>,
    fingerprint: &[u8],
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<CaseId>, Error> {
    let case: Option<Uuid> =
        diesel::select(intake_join(fingerprint, since, now)).get_result(tx.conn)?;
    Ok(case.map(Id::from_uuid))
}

/// Writes new cases. Fails with [`Error::Duplicate`] when a number is taken.
pub fn insert_cases(tx: &mut Tx<'_>, new: &[Case]) -> Result<(), Error> {
    let mut rows = Vec::with_capacity(new.len());
    for case in new {
        let classification = serde_json::to_value(&case.classification)
            .map_err(|error| Error::Database(Box::new(error)))?;
        rows.push((
            cases::id.eq(case.id.uuid()),
            cases::number.eq(case.number.as_str().to_owned()),
            cases::status.eq(case.status.code()),
            cases::team_id.eq(case.team.uuid()),
            cases::kind.eq(case.kind.code()),
            cases::severity.eq(case.severity.code()),
            cases::priority.eq(case.priority),
            cases::classification.eq(classification),
            cases::tlp.eq(case.tlp.code()),
            cases::ongoing.eq(case.ongoing.code()),
            cases::impact.eq(case.impact.code()),
            cases::size_class.eq(case.size_class.map(domain::organisation::SizeClass::code)),
            cases::region.eq(case.region.clone()),
            cases::sector_group.eq(case.sector_group),
            cases::organisation_type.eq(case
                .organisation_type
                .map(domain::organisation::OrganisationType::code)),
            cases::aware_at.eq(case.aware_at),
            cases::received_at.eq(case.received_at),
            cases::updated_at.eq(case.updated_at),
        ));
    }
    let wanted = rows.len();
    let inserted = diesel::insert_into(cases::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    all_or_taken(inserted, wanted)
}

/// Writes new reports. Fails with [`Error::Duplicate`] when a number is taken.
pub fn insert_reports(tx: &mut Tx<'_>, new: &[NewReport]) -> Result<(), Error> {
    let rows: Vec<_> = new
        .iter()
        .map(|report| {
            (
                reports::id.eq(report.id.uuid()),
                reports::case_id.eq(report.case.uuid()),
                reports::number.eq(report.number.as_str()),
                reports::code_hash.eq(&report.code_hash),
                reports::kind.eq(report.kind.code()),
                reports::code_public_key.eq(&report.code_public_key),
                reports::received_at.eq(report.received_at),
                reports::content.eq(report.content.as_stored()),
                reports::consents.eq(report.consents.as_stored()),
                reports::fingerprint.eq(report.fingerprint.as_deref()),
                reports::api_key_id.eq(report.api_key.map(Id::uuid)),
            )
        })
        .collect();
    let wanted = rows.len();
    let inserted = diesel::insert_into(reports::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    all_or_taken(inserted, wanted)
}

fn all_or_taken(inserted: usize, wanted: usize) -> Result<(), Error> {
    if inserted == wanted {
        Ok(())
    } else {
        Err(Error::Duplicate {
            constraint: "number".to_owned(),
        })
    }
}
