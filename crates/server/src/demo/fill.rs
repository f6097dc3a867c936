//! Files the reports of a filling and lets their stories happen, a batch a transaction.

use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, Duration, Utc};
use domain::access::Actor;
use domain::case::transition::DismissReason;
use domain::number::ReportNumber;
use referral::sign::Signer;
use serde_json::Value;
use store::access::Sight;
use store::cases::{self, Filter};
use store::{Db, Tx, outbox};
use tokio_util::sync::CancellationToken;
use triage_queue::intake::{self, Outcome, Receipt, Submission};
use triage_queue::{Recipients, Safe, recipients};

use super::dice::Dice;
use super::fate::{Fate, Plan, plans};
use super::material::{Dismissal, Material};
use super::people::Cast;
use super::progress::Progress;
use super::report::{self, Written};
use super::story::Story;
use crate::keys::KeyFolder;

/// Cases in one transaction.
const BATCH: usize = 20;
/// A random number that is taken already is drawn again so often.
const TRIES: u32 = 5;

/// How much is to be filled in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    /// So many cases.
    pub(crate) cases: u32,
    /// None of them after this moment.
    pub(crate) now: DateTime<Utc>,
}

/// What stories are made with.
pub(super) struct Desk {
    pub(super) material: Material,
    pub(super) safe: Safe,
    pub(super) recipients: Recipients,
    pub(super) signer: Signer,
    pub(super) cast: Cast,
    pub(super) now: DateTime<Utc>,
    seed: u64,
}

/// A report that was filed, for one that repeats it.
#[derive(Clone)]
struct Filed {
    number: ReportNumber,
    received_at: DateTime<Utc>,
    body: Value,
}

/// Whether the database holds no case.
pub(crate) fn is_empty(db: &Db) -> Result<bool, store::Error> {
    seed(db).map(|seed| seed == 0)
}

/// Fills cases in, oldest first; answers how many. Stops early, between two batches, when told to.
pub(crate) fn fill(
    db: &Db,
    keys: &KeyFolder,
    wanted: Wanted,
    progress: &Progress,
    stop: &CancellationToken,
) -> anyhow::Result<u32> {
    let safe = keys.safe()?;
    let desk = Desk {
        material: Material::read()?,
        recipients: db.transact_blocking(&Actor::System, |tx| {
            recipients::for_intake(tx, &safe.authority)
        })?,
        safe,
        signer: Signer::from_pkcs8(&keys.signing()?.referral)?,
        cast: db.transact_blocking(&Actor::System, Cast::gather)?,
        now: wanted.now,
        seed: seed(db)?,
    };
    let (mut done, mut previous) = (0, None);
    for batch in plans(desk.seed, wanted.cases, wanted.now).chunks(BATCH) {
        if stop.is_cancelled() {
            break;
        }
        previous = with_new_numbers(|| file(db, &desk, batch, previous.clone()))?;
        done += u32::try_from(batch.len())?;
        progress.at(done);
    }
    Ok(done)
}

/// 0 for an empty database, so that the first filling is always the same; else something new.
fn seed(db: &Db) -> Result<u64, store::Error> {
    let newest = db.transact_blocking(&Actor::System, |tx| {
        cases::list(tx, &Sight::All, &Filter::default(), None, 1)
    })?;
    Ok(newest
        .first()
        .map_or(0, |case| case.id.uuid().as_u64_pair().1))
}

fn with_new_numbers<T>(mut work: impl FnMut() -> anyhow::Result<T>) -> anyhow::Result<T> {
    let mut left = TRIES;
    loop {
        left -= 1;
        match work() {
            Err(error) if left > 0 && is_taken(&error) => {}
            done => return done,
        }
    }
}

fn is_taken(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref(),
        Some(triage_queue::Error::Store(store::Error::Duplicate { .. }))
    )
}

/// One batch. Nobody is told of anything: the mails it would owe are taken back.
fn file(
    db: &Db,
    desk: &Desk,
    batch: &[Plan],
    mut previous: Option<Filed>,
) -> anyhow::Result<Option<Filed>> {
    db.transact_blocking(&Actor::System, |tx| {
        for plan in batch {
            previous = file_one(tx, desk, plan, previous.as_ref())?.or(previous);
        }
        outbox::forget_own(tx)?;
        Ok(previous)
    })
}

fn file_one(
    tx: &mut Tx<'_>,
    desk: &Desk,
    plan: &Plan,
    previous: Option<&Filed>,
) -> anyhow::Result<Option<Filed>> {
    let mut dice = Dice::of(!desk.seed, plan.case);
    let dismissal = dismissal(desk, plan, previous, &mut dice);
    let repeats = previous.filter(|_| {
        dismissal.is_some_and(|dismissal| dismissal.reason == DismissReason::DuplicateOf)
    });
    let mut received_at = plan.received_at;
    let written = match (
        repeats,
        dismissal.and_then(|dismissal| dismissal.report.as_ref()),
    ) {
        (Some(first), _) => {
            received_at = first.received_at + Duration::minutes(14);
            report::again(&first.body, received_at)?
        }
        (None, Some(incident)) => report::of_incident(&desk.material, incident, plan, &mut dice)?,
        (None, None) => report::write(&desk.material, plan, desk.now, &mut dice)?,
    };
    let receipt = send(tx, desk, &written, received_at)?;
    let case = match cases::by_number(tx, &receipt.number) {
        Ok(case) => case,
        // The same words from the same firm within minutes: it has joined the other case.
        Err(store::Error::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let of = repeats.map(|first| first.number.clone());
    let analyst = desk.cast.analyst(&mut dice)?;
    let mut story = Story::new(tx, desk, &case, &written.report, &receipt, analyst, dice);
    story.tell(plan, dismissal, of)?;
    Ok(Some(Filed {
        number: receipt.number,
        received_at,
        body: written.body,
    }))
}

fn dismissal<'d>(
    desk: &'d Desk,
    plan: &Plan,
    previous: Option<&Filed>,
    dice: &mut Dice,
) -> Option<&'d Dismissal> {
    if plan.fate != Fate::Dismissed {
        return None;
    }
    dice.pick_where(&desk.material.dialogue.dismissals, |dismissal| {
        dismissal.reason != DismissReason::DuplicateOf || previous.is_some()
    })
}

/// Sends a report as the public form would, with a key of its own.
fn send(
    tx: &mut Tx<'_>,
    desk: &Desk,
    written: &Written,
    at: DateTime<Utc>,
) -> anyhow::Result<Receipt> {
    let hash = digest(&SHA256, written.body.to_string().as_bytes());
    let submission = Submission {
        doubts: Vec::new(),
        deadlines: domain::deadline::Deadlines::default(),
        report: written.report.clone(),
        body_sha256: hash.as_ref().try_into()?,
        key: Some(hex::encode(store::random::<16>())),
        api_key: None,
        look_up: false,
    };
    let (outcomes, _) = intake::accept(tx, &desk.safe.keys, &desk.recipients, at, &[submission])?;
    match outcomes.into_iter().next() {
        Some(Outcome::Accepted(receipt)) => Ok(receipt),
        other => anyhow::bail!("a demo report was not accepted: {other:?}"),
    }
}
