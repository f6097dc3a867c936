//! Deleting the content of a case for good. What stays is its row with its open facts, for figures.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use domain::case::status::Status;
use domain::id::{CaseId, Id};
use domain::number::ReportNumber;
use domain::privacy::retention::Facts;
use uuid::Uuid;

use crate::schema::{archive_decisions, cases};
use crate::{Error, Tx};

/// That the content of a case is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deleted {
    /// When.
    pub at: DateTime<Utc>,
    /// Reference of the archives' decision.
    pub decision: String,
}

/// Whether the content of a case was deleted.
pub fn of_case(tx: &mut Tx<'_>, case: CaseId) -> Result<Option<Deleted>, Error> {
    let row: Option<(Option<DateTime<Utc>>, String)> = cases::table
        .inner_join(
            archive_decisions::table.on(archive_decisions::id
                .nullable()
                .eq(cases::content_deleted_under)),
        )
        .filter(cases::id.eq(case.uuid()))
        .select((cases::content_deleted_at, archive_decisions::reference))
        .first(tx.conn)
        .optional()?;
    Ok(row.and_then(|(at, decision)| Some(Deleted { at: at?, decision })))
}

/// A case whose content may be due.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: ReportNumber,
    /// What decides.
    pub facts: Facts,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Timestamptz)]
    received_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    updated_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Date>)]
    review_on: Option<NaiveDate>,
    #[diesel(sql_type = Bool)]
    under_way: bool,
}

impl TryFrom<Row> for Candidate {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let corrupt = |column| Error::Corrupt {
            table: "cases",
            column,
            id: row.id.to_string(),
        };
        Ok(Self {
            case: Id::from_uuid(row.id),
            number: ReportNumber::parse(&row.number).map_err(|_| corrupt("number"))?,
            facts: Facts {
                status: Status::from_code(&row.status).ok_or_else(|| corrupt("status"))?,
                received_at: row.received_at,
                updated_at: row.updated_at,
                held_until_review: row.review_on,
                referral_under_way: row.under_way,
            },
        })
    }
}

const SELECT: &str = "SELECT c.id, c.number, c.status, c.received_at, c.updated_at, \
    (SELECT min(h.review_on) FROM legal_holds h \
     WHERE h.case_id = c.id AND h.released_at IS NULL) AS review_on, \
    EXISTS (SELECT FROM referrals r WHERE r.case_id = c.id \
        AND r.state IN ('draft', 'awaiting_approval', 'approved', 'failed')) AS under_way \
    FROM cases c WHERE c.content_deleted_at IS NULL";

/// Cases whose last change lies before a moment, oldest receipt first.
pub fn candidates(tx: &mut Tx<'_>, before: DateTime<Utc>) -> Result<Vec<Candidate>, Error> {
    diesel::sql_query(format!(
        "{SELECT} AND c.updated_at < $1 ORDER BY c.received_at, c.id"
    ))
    .bind::<Timestamptz, _>(before)
    .load::<Row>(tx.conn)?
    .into_iter()
    .map(Candidate::try_from)
    .collect()
}

/// How many cases still have content.
pub fn count_with_content(tx: &mut Tx<'_>) -> Result<i64, Error> {
    Ok(cases::table
        .filter(cases::content_deleted_at.is_null())
        .count()
        .get_result(tx.conn)?)
}

/// One case again, held until the transaction ends; none when its content is gone by now.
pub fn held(tx: &mut Tx<'_>, case: CaseId) -> Result<Option<Candidate>, Error> {
    diesel::sql_query(format!("{SELECT} AND c.id = $1 FOR UPDATE OF c"))
        .bind::<SqlUuid, _>(case.uuid())
        .get_result::<Row>(tx.conn)
        .optional()?
        .map(Candidate::try_from)
        .transpose()
}

/// Destroys the data keys of a case and everything that they sealed, under a decision. The access
/// codes of its reports open nothing any more.
pub fn delete(
    tx: &mut Tx<'_>,
    case: CaseId,
    decision: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    for sql in [
        "DELETE FROM key_seals WHERE case_id = $1",
        // Their keys go with them; the worker removes the stored files that no row knows.
        "DELETE FROM attachments a USING reports r WHERE r.id = a.report_id AND r.case_id = $1",
        "DELETE FROM register_questions q USING reports r WHERE r.id = q.report_id AND r.case_id = $1",
        "DELETE FROM stage_clocks s USING reports r WHERE r.id = s.report_id AND r.case_id = $1",
        "DELETE FROM persons p USING reports r WHERE r.id = p.report_id AND r.case_id = $1",
        "DELETE FROM event_copies y USING reports r WHERE r.id = y.report_id AND r.case_id = $1",
        "DELETE FROM intake_keys k USING reports r WHERE r.id = k.report_id AND r.case_id = $1",
        "DELETE FROM case_terms WHERE case_id = $1",
        "UPDATE events SET content = NULL WHERE case_id = $1",
        "UPDATE legal_holds SET reason = NULL WHERE case_id = $1",
        "UPDATE referrals SET basis = '', package = NULL, police_case_number = NULL, \
            package_erased_at = coalesce(package_erased_at, now()) WHERE case_id = $1",
        // A random hash is the hash of no code.
        "UPDATE reports SET content = '', consents = '', fingerprint = NULL, \
            code_hash = sha256(gen_random_uuid()::text::bytea || gen_random_uuid()::text::bytea) \
         WHERE case_id = $1",
    ] {
        diesel::sql_query(sql)
            .bind::<SqlUuid, _>(case.uuid())
            .execute(tx.conn)?;
    }
    let under: Uuid = archive_decisions::table
        .filter(archive_decisions::reference.eq(decision))
        .select(archive_decisions::id)
        .first(tx.conn)?;
    let changed = diesel::update(
        cases::table
            .find(case.uuid())
            .filter(cases::content_deleted_at.is_null()),
    )
    .set((
        cases::content_deleted_at.eq(now),
        cases::content_deleted_under.eq(under),
        cases::version.eq(cases::version + 1),
        cases::indexed_version.eq(cases::version + 1),
    ))
    .execute(tx.conn)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::Stale)
    }
}
