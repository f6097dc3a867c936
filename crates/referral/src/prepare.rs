//! Our side: draft, submit, approve by another person, reject, withdraw.

use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, Utc};
use domain::access::{Action, Actor, Denied};
use domain::audit::{Act, Record};
use domain::case::Case;
use domain::consent::{ReferralBasis, WORDING_VERSION};
use domain::event::{Audience, EventName};
use domain::id::{CaseId, PersonId, ReferralId};
use domain::referral::Step;
use store::referrals::{self, Referral, StepFacts};
use store::{Tx, people};
use triage_queue::{CaseKeys, Safe, audit, look_ups, page, reach};
use vault::place;

use crate::Error;
use crate::package::{Parts, build, may_go};
use crate::sign::Signer;
use crate::step::{self, Fresh, Line, take, write};

/// Most events that are looked through for messages.
const TIMELINE_MAX: i64 = 5_000;

/// Begins a referral. Without a legal basis, at least one reporter must have said yes.
pub fn draft(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    case: CaseId,
    legal_basis: Option<String>,
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Referral, Error> {
    let case = case_for(tx, actor, Action::PrepareReferral, case)?;
    if expected.is_some_and(|version| version != case.version) {
        return Err(Error::Queue(triage_queue::Error::StaleVersion));
    }
    let person = person(actor, Action::PrepareReferral)?;
    let basis = match legal_basis {
        Some(reason) => {
            reach::check(tx, actor, Action::ReferOnLegalBasis, &case)?;
            ReferralBasis::LegalBasis { reason }
        }
        None => ReferralBasis::Consent {
            wording_version: WORDING_VERSION.to_owned(),
        },
    };
    if let Some(live) = referrals::of_case(tx, case.id)?
        .into_iter()
        .find(|other| other.state.is_live())
    {
        return Err(Error::AlreadyReferred { state: live.state });
    }
    let keys = CaseKeys::of(tx, safe, case.id)?;
    check_basis(tx, &keys, case.id, &basis)?;
    let by_consent = matches!(basis, ReferralBasis::Consent { .. });
    let id = store::new_id(now);
    let referral = referrals::insert(
        tx,
        id,
        case.id,
        by_consent,
        &place::referral_basis(id, 1).seal_json(keys.case_key(case.id)?, &basis),
        person,
        now,
    )?;
    let line = Line::new(EventName::ReferralDrafted, Audience::Internal);
    write(tx, &keys, actor, &referral, vec![line], now)?;
    Ok(referral)
}

/// Builds the package, hashes it and hands it to another person.
pub fn submit(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    id: ReferralId,
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Referral, Error> {
    let (referral, case) = held(tx, actor, Action::PrepareReferral, id, expected)?;
    let person = person(actor, Action::PrepareReferral)?;
    referral.state.after(Step::Submit)?;
    let keys = CaseKeys::of(tx, safe, case.id)?;
    let basis = step::basis(&keys, &referral)?;
    check_basis(tx, &keys, case.id, &basis)?;
    let names = people::names(tx, &[person])?;
    let bytes = build(&Parts {
        id,
        case: &case,
        reports: &look_ups::read_filled(tx, &keys, case.id)?,
        timeline: &page::events_of(tx, safe, actor, case.id, 0, TIMELINE_MAX)?,
        basis: &basis,
        submitted_by: names.first().map_or("", |(_, name)| name),
        now,
    })?;
    let facts = StepFacts {
        package_sha256: Some(Some(digest(&SHA256, &bytes).as_ref().to_vec())),
        submitted_by: Some(Some(person.uuid())),
        submitted_at: Some(Some(now)),
        ..StepFacts::default()
    };
    let line = Line::new(EventName::ReferralSubmitted, Audience::Reporter);
    let new = (facts, Fresh::Package(Some(&bytes)));
    take(
        tx,
        &keys,
        actor,
        &referral,
        Step::Submit,
        new,
        vec![line],
        now,
    )
}

/// Signs the package. The approver is another person than the one who submitted, and may name the
/// hash that was shown.
#[expect(
    clippy::too_many_arguments,
    reason = "who, where, what, with: each is one thing, and a struct would name them once more"
)]
pub fn approve(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    signer: &Signer,
    id: ReferralId,
    shown_sha256: Option<&[u8]>,
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Referral, Error> {
    let (referral, case) = held(tx, actor, Action::DecideReferral, id, expected)?;
    let person = person(actor, Action::DecideReferral)?;
    referral.state.after(Step::Approve)?;
    if referral.submitted_by == Some(person) {
        return Err(Error::SamePerson);
    }
    if shown_sha256.is_some_and(|shown| referral.package_sha256.as_deref() != Some(shown)) {
        return Err(Error::OtherPackage);
    }
    let keys = CaseKeys::of(tx, safe, case.id)?;
    check_basis(tx, &keys, case.id, &step::basis(&keys, &referral)?)?;
    let package = step::package(tx, &keys, &referral)?.ok_or(store::Error::NotFound)?;
    let jws = signer.sign(&package, &person.to_string())?;
    let facts = StepFacts {
        jws: Some(Some(jws)),
        approved_by: Some(Some(person.uuid())),
        approved_at: Some(Some(now)),
        ..StepFacts::default()
    };
    let line = Line::new(EventName::ReferralApproved, Audience::Reporter);
    let new = (facts, Fresh::Nothing);
    take(
        tx,
        &keys,
        actor,
        &referral,
        Step::Approve,
        new,
        vec![line],
        now,
    )
}

/// Sends a referral back to draft, with a reason for the one who prepared it.
pub fn reject(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    id: ReferralId,
    reason: Option<&str>,
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Referral, Error> {
    let (referral, _) = held(tx, actor, Action::DecideReferral, id, expected)?;
    let facts = StepFacts {
        package_sha256: Some(None),
        submitted_by: Some(None),
        submitted_at: Some(None),
        ..StepFacts::default()
    };
    let line = Line::new(EventName::ReferralRejected, Audience::Internal).text(reason);
    let keys = CaseKeys::of(tx, safe, referral.case)?;
    let new = (facts, Fresh::Package(None));
    take(
        tx,
        &keys,
        actor,
        &referral,
        Step::Reject,
        new,
        vec![line],
        now,
    )
}

/// Takes a referral back that the police have not fetched.
pub fn withdraw(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    id: ReferralId,
    reason: Option<&str>,
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Referral, Error> {
    let (referral, _) = held(tx, actor, Action::PrepareReferral, id, expected)?;
    let mut lines = vec![Line::new(EventName::ReferralWithdrawn, Audience::Internal).text(reason)];
    if referral.submitted_at.is_some() {
        lines.push(Line::new(EventName::ReferralWithdrawn, Audience::Reporter));
    }
    let keys = CaseKeys::of(tx, safe, referral.case)?;
    let new = (StepFacts::default(), Fresh::Nothing);
    take(tx, &keys, actor, &referral, Step::Withdraw, new, lines, now)
}

/// What staff see of a referral. Reading delivers nothing.
#[derive(Debug, Clone)]
pub struct Look {
    /// Where it stands.
    pub referral: Referral,
    /// Its case.
    pub case: Case,
    /// The police's own number, once they gave one.
    pub police_case_number: Option<String>,
    /// The exact bytes; none before submit.
    pub bytes: Option<Vec<u8>>,
}

/// A referral with its exact bytes, for staff to look at.
pub fn look(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    id: ReferralId,
    now: DateTime<Utc>,
) -> Result<Look, Error> {
    let (referral, case) = held(tx, actor, Action::ReadReferral, id, None)?;
    let line = Record::done(Act::ReferralRead).referral(id).case(case.id);
    audit::record(tx, actor, line, now)?;
    let keys = CaseKeys::of(tx, safe, case.id)?;
    let bytes = step::package(tx, &keys, &referral)?;
    Ok(Look {
        police_case_number: page::police_case_number(&keys, &referral)?,
        referral,
        case,
        bytes,
    })
}

fn check_basis(
    tx: &mut Tx<'_>,
    keys: &CaseKeys,
    case: CaseId,
    basis: &ReferralBasis,
) -> Result<(), Error> {
    let reports = page::read_reports(tx, keys, case)?;
    if reports.iter().any(|read| may_go(read, basis)) {
        Ok(())
    } else {
        Err(Error::NoConsent)
    }
}

/// The referral, held until the end of the transaction, and its case.
fn held(
    tx: &mut Tx<'_>,
    actor: &Actor,
    action: Action,
    id: ReferralId,
    expected: Option<i32>,
) -> Result<(Referral, Case), Error> {
    actor.may(action)?;
    // The case first: a reporter who takes a consent back holds the case and then stops referrals.
    let case = referrals::case_of(tx, id)?;
    let case = case_for(tx, actor, action, case)?;
    let referral = referrals::find_for_update(tx, id)?;
    if expected.is_some_and(|version| version != referral.version) {
        return Err(Error::Queue(triage_queue::Error::StaleVersion));
    }
    Ok((referral, case))
}

fn case_for(tx: &mut Tx<'_>, actor: &Actor, action: Action, id: CaseId) -> Result<Case, Error> {
    Ok(reach::held(tx, actor, action, id)?)
}

fn person(actor: &Actor, action: Action) -> Result<PersonId, Error> {
    Ok(actor.person().ok_or(Denied::Forbidden(action))?)
}
