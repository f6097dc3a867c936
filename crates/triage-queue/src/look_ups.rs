//! What the live register says of a firm, after its report is stored: the question that intake leaves,
//! and the answer that fills gaps.
//!
//! The worker, which may go out, puts the question; it can open nothing else of the report. The answer is
//! sealed under a secret that it finds in the question, and that staff make again from the number in the
//! report. What the answer adds stands in an event: a report is never changed.

use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::case::Case;
use domain::case::status::Status;
use domain::content::Sealed;
use domain::cvr::Cvr;
use domain::deadline::Deadlines;
use domain::duty;
use domain::event::{Audience, EventName};
use domain::id::{CaseId, ReportId};
use domain::organisation::{Municipality, Organisation};
use domain::priority;
use domain::register::RegisteredFirm;
use domain::sector::Sector;
use domain::stage;
use serde::{Deserialize, Serialize};
use store::look_ups::{self as rows, Answered, Due, NewQuestion};
use store::{Tx, cases, events, stages};
use vault::place::{self, AnswerId};
use vault::recipient::{PublicKey, SealError};
use vault::{DataKey, Keyring, OpenError, envelope};

use crate::Error;
use crate::case_keys::{CaseKeys, Line};
use crate::keyed::Keys;
use crate::page::{ReadReport, read_reports};
use crate::safe::Safe;

/// What the worker needs to ask about one firm.
#[derive(Clone, Serialize, Deserialize)]
pub struct Question {
    /// The number: all that leaves this house.
    pub cvr: Cvr,
    secret: [u8; 32],
}

impl std::fmt::Debug for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Question(…)")
    }
}

/// The question about a new report's firm.
pub(crate) fn question(
    keys: &Keys,
    worker: &PublicKey,
    report: ReportId,
    cvr: &Cvr,
) -> Result<NewQuestion, SealError> {
    let question = Question {
        cvr: cvr.clone(),
        secret: keys.register_secret(cvr.as_str()),
    };
    Ok(NewQuestion {
        report,
        cvr_hash: keys.register_hash(cvr.as_str()),
        content: envelope::seal_json(worker, &place::register_question(report, 1), &question)?,
    })
}

/// Opens a question with the worker's keys; none when it cannot be read, which is told to the log.
#[must_use]
pub fn read(ring: &Keyring, due: &Due) -> Option<Question> {
    let plain = envelope::open(ring, &place::register_question(due.report, 1), &due.content)
        .inspect_err(|error| tracing::error!(%error, "a question to the register does not open"))
        .ok()?;
    serde_json::from_slice(&plain).ok()
}

impl Question {
    /// An answer, sealed for whoever has the number and the key of look-ups.
    #[must_use]
    pub fn seal(&self, cvr_hash: &[u8], answer: Option<&RegisteredFirm>) -> Sealed {
        place_of(cvr_hash).seal_json(&answer_key(&self.secret), &answer)
    }
}

fn place_of(cvr_hash: &[u8]) -> vault::Cell {
    place::register_answer(AnswerId::of(cvr_hash), 1)
}

fn answer_key(secret: &[u8; 32]) -> DataKey {
    DataKey::derived(secret, "register-answer")
}

/// Fills some cases from answers; answers how many there were. What cannot be filled is told in the log,
/// and not tried again: it is missing, as before.
pub fn round(
    tx: &mut Tx<'_>,
    safe: &Safe,
    deadlines: &Deadlines,
    most: i64,
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    let holders: Vec<_> = safe.ring().ids().collect();
    let answered = rows::take_answered(tx, &holders, most)?;
    for answered in &answered {
        match fill(tx, safe, deadlines, answered, now) {
            Ok(()) => {}
            Err(error @ (Error::Locked { .. } | Error::Open(_) | Error::ContentDeleted(_))) => {
                tracing::error!(case.id = %answered.case, %error, "a case cannot be filled");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(answered.len())
}

fn fill(
    tx: &mut Tx<'_>,
    safe: &Safe,
    deadlines: &Deadlines,
    answered: &Answered,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let Some(sealed) = &answered.answer else {
        return Ok(());
    };
    let case = cases::find_for_update(tx, answered.case)?;
    // Its periods of retention run from the last change.
    if matches!(case.status, Status::Closed | Status::Dismissed) {
        return Ok(());
    }
    let keys = CaseKeys::of(tx, safe, case.id)?;
    let found = read_filled(tx, &keys, case.id)?
        .into_iter()
        .find(|read| read.stored.id == answered.report);
    let Some(ReadReport { stored, report, .. }) = found else {
        return Ok(());
    };
    let Some(cvr) = &report.organisation.cvr else {
        return Ok(());
    };
    let answer = open(safe, cvr, &answered.cvr_hash, sealed)?;
    let Some(new) = answer.and_then(|firm| firm.beyond(&report.organisation)) else {
        return Ok(());
    };
    let body = new.to_facts(answered.origin.as_deref().unwrap_or_default());
    let mut whole = report.organisation.clone();
    whole.fill_from_facts(&body.facts);
    let line = Line {
        case: case.id,
        report: Some(stored.id),
        name: EventName::OrganisationFilled,
        audience: Audience::Reporter,
        body,
    };
    keys.append(tx, &Actor::System, now, &[line])?;
    change(tx, &case, &whole, now)?;
    if duty::may_be_under_nis2(&whole) && !duty::may_be_under_nis2(&report.organisation) {
        let clocks = stage::plan(
            deadlines,
            report.aware_or(stored.received_at),
            &[],
            None,
            now,
        );
        let clocks: Vec<_> = clocks.into_iter().map(|clock| (stored.id, clock)).collect();
        stages::insert(tx, &clocks)?;
    }
    Ok(())
}

fn open(
    safe: &Safe,
    cvr: &Cvr,
    cvr_hash: &[u8],
    sealed: &Sealed,
) -> Result<Option<RegisteredFirm>, OpenError> {
    let key = answer_key(&safe.keys.register_secret(cvr.as_str()));
    let answer: Option<RegisteredFirm> = place_of(cvr_hash).open_json(&key, sealed)?;
    // Of another firm it would be nonsense, whoever sealed it.
    Ok(answer.filter(|firm| firm.cvr == *cvr))
}

/// The open columns of a case that were empty, and the priority that follows from them.
fn change(
    tx: &mut Tx<'_>,
    case: &Case,
    whole: &Organisation,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let mut filled = case.clone();
    let region = whole.municipality.as_ref().map(Municipality::region);
    filled.size_class = case.size_class.or(whole.size_class);
    filled.region = case.region.clone().or_else(|| region.map(str::to_owned));
    let group = whole.sector.as_ref().and_then(Sector::group);
    filled.sector_group = case.sector_group.or(group);
    let change = cases::Change {
        size_class: filled.size_class,
        region: filled.region.clone(),
        sector_group: filled.sector_group,
        priority: Some(priority::priority(&filled.priority_facts())),
        ..cases::Change::default()
    };
    cases::change(tx, case, &change, now)?;
    Ok(())
}

/// The reports of a case as they were sent, with what the register told since. What was sent alone is
/// read by [`read_reports`].
pub fn read_filled(
    tx: &mut Tx<'_>,
    keys: &CaseKeys,
    case: CaseId,
) -> Result<Vec<ReadReport>, Error> {
    let mut reports = read_reports(tx, keys, case)?;
    for event in events::named(tx, case, &[EventName::OrganisationFilled])? {
        let of = |read: &&mut ReadReport| event.report == Some(read.stored.id);
        if let Some(read) = reports.iter_mut().find(of) {
            let body = keys.open_event(&event)?;
            read.report.organisation.fill_from_facts(&body.facts);
        }
    }
    Ok(reports)
}
