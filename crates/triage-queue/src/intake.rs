//! New reports: accepted once, however often they are sent.
//!
//! A retry finds its first try by its key and gets the same number and code. The same firm with the
//! same wording within ten minutes is a second report that joins the same case. Everything a report
//! brings about is written with it: case, event, promise and mail.

mod asked;
mod batch;
mod names;
mod sealing;

use std::time::{Duration as Elapsed, Instant};

use chrono::{DateTime, Duration, Utc};
use domain::access::Actor;
use domain::access_code::AccessCode;
use domain::clock::{self, ClockName};
use domain::deadline::Deadlines;
use domain::flood::Doubt;
use domain::number::ReportNumber;
use domain::report::Report;
use domain::severity::Severity;
use store::api_keys::Holder;
use store::{Tx, intake as rows};

use crate::keyed::Keys;
use crate::{Error, Recipients};
use asked::{Asked, NameOf};
use batch::Batch;

/// How long a key is kept.
pub const KEY_LIFE: Duration = Duration::days(7);
/// Within this time the same firm and wording are the same case.
pub const SAME_CASE_WITHIN: Duration = Duration::minutes(10);

/// A report with what its caller sent along.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The report.
    pub report: Report,
    /// Hash of the body as it was sent.
    pub body_sha256: [u8; 32],
    /// The caller's `Idempotency-Key`.
    pub key: Option<String>,
    /// The calling system, when it has a key of its own.
    pub api_key: Option<Holder>,
    /// By which the duties of its firm are counted.
    pub deadlines: Deadlines,
    /// Why it looks as if a program had filled in the form.
    pub doubts: Vec<Doubt>,
    /// Whether the live register is to be asked about its firm, once it is stored.
    pub look_up: bool,
}

impl Submission {
    /// Whether it names its own sender as a possible cause: a supplier that reports for the firm, by hand
    /// or with its key.
    #[must_use]
    pub fn shuts_its_sender_out(&self) -> bool {
        let suspected = self.report.supplier_is_suspected();
        suspected && (self.api_key.is_some() || self.report.comes_from_a_supplier())
    }
}

/// What became of a submission.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Stored now.
    Accepted(Receipt),
    /// Stored before; the same answer again.
    Replayed(Receipt),
    /// The key was used with another body.
    KeyReused,
    /// The source reference was used with another body; the number of that report.
    SourceRefTaken(ReportNumber),
}

/// What the reporter gets.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// To read aloud.
    pub number: ReportNumber,
    /// To keep secret.
    pub access_code: AccessCode,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// When the reporter hears from us.
    pub next_update_due: DateTime<Utc>,
}

/// How long the parts of a group took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Took {
    /// Keyed hashes, sealing, first priority; and one look for cases of the same wording.
    pub preparing: Elapsed,
    /// Statements.
    pub writing: Elapsed,
}

/// Accepts reports, all of them or none. Outcomes are in the order of the submissions.
///
/// Fails with [`store::Error::Duplicate`] when a random number is taken, and with
/// [`store::Error::Stale`] when two requests with the same names crossed: call again.
pub fn accept(
    tx: &mut Tx<'_>,
    keys: &Keys,
    recipients: &Recipients,
    now: DateTime<Utc>,
    submissions: &[Submission],
) -> Result<(Vec<Outcome>, Took), Error> {
    let mut took = Took::default();
    let mut begun = Instant::now();
    let mut lap = |sum: &mut Elapsed| {
        *sum += begun.elapsed();
        begun = Instant::now();
    };
    let asked: Vec<Asked> = submissions
        .iter()
        .map(|submission| Asked::new(keys, submission, now))
        .collect();
    lap(&mut took.preparing);
    let earlier = if fault::broken("keys-are-kept") {
        vec![None; asked.len()]
    } else {
        names::settle(tx, &asked, now)?
    };
    lap(&mut took.writing);
    let mut new = Vec::new();
    let mut outcomes = Vec::with_capacity(submissions.len());
    for ((submission, asked), earlier) in submissions.iter().zip(&asked).zip(earlier) {
        let receipt_of = |number: ReportNumber, received_at: DateTime<Utc>| Receipt {
            access_code: keys.access_code(&asked.names.code_text, &number, &submission.body_sha256),
            next_update_due: next_update_due(&submission.report, received_at),
            number,
            received_at,
        };
        outcomes.push(match earlier {
            None => {
                let receipt = receipt_of(asked.number.clone(), now);
                new.push((submission, asked.id, receipt.clone()));
                Outcome::Accepted(receipt)
            }
            Some((earlier, _)) if earlier.body_hash == asked.body_hash => {
                Outcome::Replayed(receipt_of(earlier.number, earlier.received_at))
            }
            Some((earlier, NameOf::SourceRef)) => Outcome::SourceRefTaken(earlier.number),
            Some((_, NameOf::Request)) => Outcome::KeyReused,
        });
    }
    let batch = Batch::of(tx, keys, recipients, now, &new)?;
    lap(&mut took.preparing);
    let written = batch.write(tx, &Actor::Reporter);
    if !fault::broken("failures-are-told") {
        written?;
    }
    lap(&mut took.writing);
    fault::point("before-commit");
    Ok((outcomes, took))
}

/// The number of the report that has this reference of the holder.
pub fn number_of_reference(
    tx: &mut Tx<'_>,
    keys: &Keys,
    holder: &Holder,
    reference: &str,
) -> Result<Option<ReportNumber>, store::Error> {
    let hash = asked::reference_hash(keys, &holder.owner, reference);
    let earlier = rows::earlier(tx, &hash)?;
    Ok(earlier.map(|earlier| earlier.number))
}

/// When the reporter of a new report hears from us.
fn next_update_due(report: &Report, received_at: DateTime<Utc>) -> DateTime<Utc> {
    clock::due(
        ClockName::FirstResponse,
        Severity::first(report.kind, report.impact),
        received_at,
    )
}
