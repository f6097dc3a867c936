//! New reports: accepted once, however often they are sent.
//!
//! A retry finds its first try by its key and gets the same number and code. The same firm with the
//! same wording within ten minutes is a second report that joins the same case. Everything a report
//! brings about is written with it: case, event, promise and mail.

mod batch;
mod sealing;

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use domain::access::Actor;
use domain::access_code::AccessCode;
use domain::clock::{self, ClockName};
use domain::flood::Doubt;
use domain::number::ReportNumber;
use domain::report::Report;
use domain::severity::Severity;
use store::api_keys::Holder;
use store::{Tx, intake as rows};

use crate::keyed::Keys;
use crate::{Error, Recipients};
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
    /// Why it looks as if a program had filled in the form.
    pub doubts: Vec<Doubt>,
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
) -> Result<Vec<Outcome>, Error> {
    let mut batch = Batch::new(recipients.clone(), now);
    let mut outcomes = Vec::with_capacity(submissions.len());
    let mut here: HashMap<Vec<u8>, (Vec<u8>, Receipt)> = HashMap::new();
    for submission in submissions {
        outcomes.push(accept_one(tx, keys, &mut batch, &mut here, submission)?);
    }
    batch.write(tx, &Actor::Reporter)?;
    Ok(outcomes)
}

fn accept_one(
    tx: &mut Tx<'_>,
    keys: &Keys,
    batch: &mut Batch,
    here: &mut HashMap<Vec<u8>, (Vec<u8>, Receipt)>,
    submission: &Submission,
) -> Result<Outcome, Error> {
    let now = batch.now();
    let names = RequestNames::of(keys, submission);
    let body_hash = keys.body_hash(&submission.body_sha256);
    let receipt_of = |number: ReportNumber, received_at: DateTime<Utc>| Receipt {
        access_code: keys.access_code(&names.code_text, &number, &submission.body_sha256),
        next_update_due: next_update_due(&submission.report, received_at),
        number,
        received_at,
    };
    let receipt = receipt_of(ReportNumber::new(&store::random()), now);
    let id = store::new_id(now);
    // With two names, look before claiming: a name claimed in vain would lead to no report.
    let look_first = names.hashes.len() > 1;
    for (hash, is_source_ref) in names.hashes.iter().filter(|_| look_first) {
        if let Some(earlier) = earlier(tx, here, hash)? {
            return Ok(repeated(earlier, &body_hash, *is_source_ref, receipt_of));
        }
    }
    for (hash, is_source_ref) in &names.hashes {
        let expires_at = (!is_source_ref).then_some(now + KEY_LIFE);
        if rows::claim_key(tx, hash, &body_hash, id, expires_at)? {
            here.insert(hash.clone(), (body_hash.clone(), receipt.clone()));
        } else if look_first {
            // Somebody was faster since we looked: roll back and begin again.
            return Err(store::Error::Stale.into());
        } else {
            let earlier = earlier(tx, here, hash)?.ok_or(store::Error::Stale)?;
            return Ok(repeated(earlier, &body_hash, *is_source_ref, receipt_of));
        }
    }
    batch.add(tx, keys, submission, id, &receipt)?;
    Ok(Outcome::Accepted(receipt))
}

/// What the request that holds a name led to, stored or in this batch.
fn earlier(
    tx: &mut Tx<'_>,
    here: &HashMap<Vec<u8>, (Vec<u8>, Receipt)>,
    hash: &[u8],
) -> Result<Option<rows::Earlier>, Error> {
    if let Some((body_hash, receipt)) = here.get(hash) {
        return Ok(Some(rows::Earlier {
            body_hash: body_hash.clone(),
            number: receipt.number.clone(),
            received_at: receipt.received_at,
        }));
    }
    Ok(rows::earlier(tx, hash)?)
}

/// What a submission is whose name is taken: the same again, or another under the same name.
fn repeated(
    earlier: rows::Earlier,
    body_hash: &[u8],
    is_source_ref: bool,
    receipt_of: impl FnOnce(ReportNumber, DateTime<Utc>) -> Receipt,
) -> Outcome {
    if earlier.body_hash == body_hash {
        Outcome::Replayed(receipt_of(earlier.number, earlier.received_at))
    } else if is_source_ref {
        Outcome::SourceRefTaken(earlier.number)
    } else {
        Outcome::KeyReused
    }
}

/// The names under which a retry finds its first try.
struct RequestNames {
    /// Hash of each name, and whether it is a source reference.
    hashes: Vec<(Vec<u8>, bool)>,
    /// What the access code is made from. With a source reference it is that one, so that a retry
    /// under another key rebuilds the same code.
    code_text: String,
}

impl RequestNames {
    fn of(keys: &Keys, submission: &Submission) -> Self {
        // The owner, not the key: a retry may come under the key that follows.
        let caller = submission
            .api_key
            .as_ref()
            .map_or("", |holder| holder.owner.as_str());
        let source_ref = submission
            .api_key
            .as_ref()
            .and(submission.report.source_ref.as_deref())
            .map(|reference| reference_name(caller, reference));
        let mut hashes = Vec::with_capacity(2);
        if let Some(key) = &submission.key {
            hashes.push((
                keys.request_hash(&format!("report\u{1f}{caller}"), key),
                false,
            ));
        }
        if let Some(reference) = &source_ref {
            hashes.push((keys.request_hash("source-ref", reference), true));
        }
        let code_text = source_ref
            .or_else(|| submission.key.clone())
            .unwrap_or_default();
        Self { hashes, code_text }
    }
}

/// The number of the report that has this reference of the holder.
pub fn number_of_reference(
    tx: &mut Tx<'_>,
    keys: &Keys,
    holder: &Holder,
    reference: &str,
) -> Result<Option<ReportNumber>, store::Error> {
    let name = reference_name(&holder.owner, reference);
    let earlier = rows::earlier(tx, &keys.request_hash("source-ref", &name))?;
    Ok(earlier.map(|earlier| earlier.number))
}

/// A reference within its owner's.
fn reference_name(owner: &str, reference: &str) -> String {
    format!("source-ref\u{1f}{owner}\u{1f}{reference}")
}

/// When the reporter of a new report hears from us.
fn next_update_due(report: &Report, received_at: DateTime<Utc>) -> DateTime<Utc> {
    clock::due(
        ClockName::FirstResponse,
        Severity::first(report.kind, report.impact),
        received_at,
    )
}
