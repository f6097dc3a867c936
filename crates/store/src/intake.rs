//! Rows of new reports, written by the public role, which can insert but not read.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use domain::case::Case;
use domain::content::Sealed;
use domain::id::{ApiKeyId, CaseId, Id, ReportId};
use domain::kind::Kind;
use domain::number::ReportNumber;
use uuid::Uuid;

use crate::schema::{cases, reports};
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
    /// Whether it says that the supplier may be the cause: then no API key reaches a report of its case.
    pub supplier_suspected: bool,
    /// Whether its own sender is to reach it no more: the code then opens nothing, whatever its hash.
    pub sender_shut_out: bool,
}

/// A name under which a retry finds its request.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Keyed hash of the name.
    pub key_hash: Vec<u8>,
    /// Keyed hash of the body.
    pub body_hash: Vec<u8>,
    /// The report that the request is to lead to.
    pub report: ReportId,
    /// Until when the name is kept; none: as long as the report.
    pub expires_at: Option<DateTime<Utc>>,
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

#[derive(QueryableByName)]
struct TakenRow {
    #[diesel(sql_type = Binary)]
    key_hash: Vec<u8>,
    #[diesel(sql_type = Binary)]
    body_hash: Vec<u8>,
    #[diesel(sql_type = Nullable<Text>)]
    number: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    received_at: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct JoinedRow {
    #[diesel(sql_type = Binary)]
    fingerprint: Vec<u8>,
    #[diesel(sql_type = SqlUuid)]
    case_id: Uuid,
}

/// Claims names, each for its report; answers those that are taken, with what they led to.
///
/// A request that is just being committed is waited for, so two at once never both win. No name may
/// be given twice. Fails with [`Error::Stale`] when a name is taken by a report that is not there.
pub fn claim(tx: &mut Tx<'_>, claims: &[Claim]) -> Result<HashMap<Vec<u8>, Earlier>, Error> {
    let keys: Vec<&[u8]> = claims.iter().map(|claim| &*claim.key_hash).collect();
    let bodies: Vec<&[u8]> = claims.iter().map(|claim| &*claim.body_hash).collect();
    let reports: Vec<Uuid> = claims.iter().map(|claim| claim.report.uuid()).collect();
    let expires: Vec<Option<DateTime<Utc>>> = claims.iter().map(|claim| claim.expires_at).collect();
    let rows: Vec<TakenRow> = diesel::sql_query(
        "SELECT key_hash, body_hash, number, received_at FROM intake_claim($1, $2, $3, $4)",
    )
    .bind::<Array<Binary>, _>(keys)
    .bind::<Array<Binary>, _>(bodies)
    .bind::<Array<SqlUuid>, _>(reports)
    .bind::<Array<Nullable<Timestamptz>>, _>(expires)
    .load(tx.conn)?;
    let mut taken = HashMap::new();
    for row in rows {
        let (Some(number), Some(received_at)) = (row.number, row.received_at) else {
            return Err(Error::Stale);
        };
        let earlier = Earlier {
            body_hash: row.body_hash,
            number: stored_number(&number)?,
            received_at,
        };
        taken.insert(row.key_hash, earlier);
    }
    Ok(taken)
}

/// What the request that holds the key led to.
pub fn earlier(tx: &mut Tx<'_>, key_hash: &[u8]) -> Result<Option<Earlier>, Error> {
    let row: Option<EarlierRow> =
        diesel::sql_query("SELECT body_hash, number, received_at FROM intake_replay($1)")
            .bind::<Binary, _>(key_hash)
            .get_result(tx.conn)
            .optional()?;
    row.map(|row| {
        Ok(Earlier {
            body_hash: row.body_hash,
            number: stored_number(&row.number)?,
            received_at: row.received_at,
        })
    })
    .transpose()
}

fn stored_number(text: &str) -> Result<ReportNumber, Error> {
    ReportNumber::parse(text).map_err(|_| Error::Corrupt {
        table: "reports",
        column: "number",
        id: text.to_owned(),
    })
}

/// The cases of reports with these fingerprints since then, touched because others join them.
/// Reports with the same fingerprint wait for each other until the end of the transaction.
pub fn join(
    tx: &mut Tx<'_>,
    fingerprints: &[Vec<u8>],
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<HashMap<Vec<u8>, CaseId>, Error> {
    let rows: Vec<JoinedRow> =
        diesel::sql_query("SELECT fingerprint, case_id FROM intake_join_all($1, $2, $3)")
            .bind::<Array<Binary>, _>(fingerprints)
            .bind::<Timestamptz, _>(since)
            .bind::<Timestamptz, _>(now)
            .load(tx.conn)?;
    let found = rows.into_iter();
    Ok(found
        .map(|row| (row.fingerprint, Id::from_uuid(row.case_id)))
        .collect())
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
                reports::supplier_suspected.eq(report.supplier_suspected),
                reports::sender_shut_out_at
                    .eq(report.sender_shut_out.then_some(report.received_at)),
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
