//! Firms that the live register is asked about: what waits for an answer, and what was answered.
//!
//! A number here is that of a firm that has reported, so it is kept sealed and under a keyed hash only.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Binary, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use domain::content::Sealed;
use domain::id::{CaseId, Id, ReportId};
use domain::privacy::retention::REGISTER_DAYS;
use uuid::Uuid;

use crate::schema::register_questions;
use crate::{Error, Tx};

/// A firm that is to be asked about.
#[derive(Debug, Clone)]
pub struct NewQuestion {
    /// The report that names it, and the place of what is sealed.
    pub report: ReportId,
    /// Keyed hash of its number.
    pub cvr_hash: Vec<u8>,
    /// Sealed to the worker.
    pub content: Sealed,
}

/// A question that this process is to put.
#[derive(Debug, Clone)]
pub struct Due {
    /// Its report.
    pub report: ReportId,
    /// Keyed hash of the firm's number.
    pub cvr_hash: Vec<u8>,
    /// Sealed to the worker.
    pub content: Sealed,
    /// Which try this is, from 1.
    pub attempt: i32,
}

/// A question that is answered, taken to be filled in.
#[derive(Debug, Clone)]
pub struct Answered {
    /// Its report.
    pub report: ReportId,
    /// The report's case.
    pub case: CaseId,
    /// Keyed hash of the firm's number.
    pub cvr_hash: Vec<u8>,
    /// The answer, sealed; none when it has been forgotten meanwhile.
    pub answer: Option<Sealed>,
    /// Who gave it: host of the register, or `import`.
    pub origin: Option<String>,
}

/// Where the live look-up stands.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Standing {
    /// When the register last answered; what it said longer than a day ago is forgotten.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_answer: Option<DateTime<Utc>>,
    /// Questions that wait after a try that failed.
    #[diesel(sql_type = BigInt)]
    pub failing: i64,
    /// Why the last of those did, as a class.
    #[diesel(sql_type = Nullable<Text>)]
    pub last_error: Option<String>,
}

#[derive(QueryableByName)]
struct DueRow {
    #[diesel(sql_type = SqlUuid)]
    report_id: Uuid,
    #[diesel(sql_type = Binary)]
    cvr_hash: Vec<u8>,
    #[diesel(sql_type = Binary)]
    content: Vec<u8>,
    #[diesel(sql_type = Integer)]
    attempts: i32,
}

#[derive(QueryableByName)]
struct AnsweredRow {
    #[diesel(sql_type = SqlUuid)]
    report_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    case_id: Uuid,
    #[diesel(sql_type = Binary)]
    cvr_hash: Vec<u8>,
    #[diesel(sql_type = Nullable<Binary>)]
    content: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Text>)]
    origin: Option<String>,
}

/// Leaves questions of new reports for the worker.
pub fn insert(tx: &mut Tx<'_>, new: &[NewQuestion], now: DateTime<Utc>) -> Result<(), Error> {
    let rows: Vec<_> = new
        .iter()
        .map(|question| {
            (
                register_questions::report_id.eq(question.report.uuid()),
                register_questions::cvr_hash.eq(&question.cvr_hash),
                register_questions::content.eq(question.content.as_stored()),
                register_questions::created_at.eq(now),
                register_questions::next_attempt_at.eq(now),
            )
        })
        .collect();
    diesel::insert_into(register_questions::table)
        .values(&rows)
        .execute(tx.conn)?;
    Ok(())
}

/// Takes questions that are due, at most one of each firm and none that another process is putting.
/// Those whose firm was answered within a day are answered by that, without asking.
pub fn lease(
    tx: &mut Tx<'_>,
    limit: i64,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<Due>, Error> {
    // One at a time: two would each see a firm that nobody is asking about.
    diesel::sql_query("SELECT pg_advisory_xact_lock(7253121)").execute(tx.conn)?;
    diesel::sql_query(
        "UPDATE register_questions q SET answered_at = $1, leased_until = NULL \
         WHERE answered_at IS NULL AND EXISTS (SELECT FROM register_answers a \
            WHERE a.cvr_hash = q.cvr_hash AND a.answered_at > $2)",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(now - Duration::days(REGISTER_DAYS))
    .execute(tx.conn)?;
    let rows: Vec<DueRow> = diesel::sql_query(
        "UPDATE register_questions SET attempts = attempts + 1, leased_until = $2 \
         WHERE report_id IN (SELECT report_id FROM ( \
            SELECT DISTINCT ON (q.cvr_hash) q.report_id, q.next_attempt_at \
            FROM register_questions q \
            WHERE q.answered_at IS NULL AND q.next_attempt_at <= $1 AND NOT EXISTS ( \
                SELECT FROM register_questions o \
                WHERE o.cvr_hash = q.cvr_hash AND o.leased_until > $1) \
            ORDER BY q.cvr_hash, q.next_attempt_at) one_a_firm \
            ORDER BY next_attempt_at LIMIT $3) \
         RETURNING report_id, cvr_hash, content, attempts",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(until)
    .bind::<BigInt, _>(limit)
    .load(tx.conn)?;
    let found = rows.into_iter().map(|row| Due {
        report: Id::from_uuid(row.report_id),
        cvr_hash: row.cvr_hash,
        content: Sealed::from_stored(row.content),
        attempt: row.attempts,
    });
    Ok(found.collect())
}

/// Keeps an answer: for every report that asks about this firm, and for a day.
pub fn answer(
    tx: &mut Tx<'_>,
    cvr_hash: &[u8],
    content: &Sealed,
    origin: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::sql_query(
        "INSERT INTO register_answers (cvr_hash, content, origin, answered_at) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (cvr_hash) DO UPDATE SET content = excluded.content, \
         origin = excluded.origin, answered_at = excluded.answered_at",
    )
    .bind::<Binary, _>(cvr_hash)
    .bind::<Binary, _>(content.as_stored())
    .bind::<Text, _>(origin)
    .bind::<Timestamptz, _>(now)
    .execute(tx.conn)?;
    diesel::sql_query(
        "UPDATE register_questions SET answered_at = $2, leased_until = NULL \
         WHERE cvr_hash = $1 AND answered_at IS NULL",
    )
    .bind::<Binary, _>(cvr_hash)
    .bind::<Timestamptz, _>(now)
    .execute(tx.conn)?;
    Ok(())
}

/// Gives a question back that has no answer, to be put again then. Nothing changes when the lease has
/// ended and somebody else has it.
pub fn put_off(
    tx: &mut Tx<'_>,
    due: &Due,
    error: &str,
    again_at: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::sql_query(
        "UPDATE register_questions SET next_attempt_at = $3, leased_until = NULL, last_error = $4 \
         WHERE report_id = $1 AND attempts = $2 AND answered_at IS NULL",
    )
    .bind::<SqlUuid, _>(due.report.uuid())
    .bind::<Integer, _>(due.attempt)
    .bind::<Timestamptz, _>(again_at)
    .bind::<Text, _>(error)
    .execute(tx.conn)?;
    Ok(())
}

/// Takes answered questions of reports that are sealed to one of these holders, and ends them. What
/// another process works on is left to it.
pub fn take_answered(
    tx: &mut Tx<'_>,
    holders: &[Uuid],
    limit: i64,
) -> Result<Vec<Answered>, Error> {
    let rows: Vec<AnsweredRow> = diesel::sql_query(
        "DELETE FROM register_questions q USING reports r \
         WHERE r.id = q.report_id AND q.report_id IN ( \
            SELECT d.report_id FROM register_questions d \
            WHERE d.answered_at IS NOT NULL AND EXISTS ( \
                SELECT FROM key_seals k WHERE k.key_id = d.report_id AND k.holder = 'team' \
                    AND k.holder_id = ANY ($1)) \
            ORDER BY d.answered_at LIMIT $2 FOR UPDATE OF d SKIP LOCKED) \
         RETURNING q.report_id, r.case_id, q.cvr_hash, \
            (SELECT a.content FROM register_answers a WHERE a.cvr_hash = q.cvr_hash) AS content, \
            (SELECT a.origin FROM register_answers a WHERE a.cvr_hash = q.cvr_hash) AS origin",
    )
    .bind::<Array<SqlUuid>, _>(holders)
    .bind::<BigInt, _>(limit)
    .load(tx.conn)?;
    let found = rows.into_iter().map(|row| Answered {
        report: Id::from_uuid(row.report_id),
        case: Id::from_uuid(row.case_id),
        cvr_hash: row.cvr_hash,
        answer: row.content.map(Sealed::from_stored),
        origin: row.origin,
    });
    Ok(found.collect())
}

/// Where the live look-up stands, for the operator.
pub fn standing(tx: &mut Tx<'_>) -> Result<Standing, Error> {
    Ok(diesel::sql_query(
        "SELECT (SELECT max(answered_at) FROM register_answers WHERE origin <> 'import') AS last_answer, \
            count(*) AS failing, \
            (array_agg(last_error ORDER BY next_attempt_at DESC))[1] AS last_error \
         FROM register_questions WHERE answered_at IS NULL AND last_error IS NOT NULL",
    )
    .get_result(tx.conn)?)
}
