//! Our side: draft, submit, approve by another person, reject, withdraw.

use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, Utc};
use domain::access::{Action, Actor, Denied};
use domain::case::Case;
use domain::consent::{ReferralBasis, WORDING_VERSION};
use domain::content::Content;
use domain::event::{Audience, EventName};
use domain::id::{CaseId, PersonId, ReferralId};
use domain::referral::Step;
use store::referrals::{self, Referral, StepFacts};
use store::{Tx, cases, people};
use triage_queue::page;

use crate::Error;
use crate::package::{Parts, build, may_go};
use crate::sign::Signer;
use crate::step::{Line, take, write};

/// Most events that are looked through for messages.
const TIMELINE_MAX: i64 = 5_000;

/// Begins a referral. Without a legal basis, at least one reporter must have said yes.
pub fn draft(
    tx: &mut Tx<'_>,
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
            actor.may(Action::ReferOnLegalBasis)?;
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
    check_basis(tx, case.id, &basis)?;
    let by_consent = matches!(basis, ReferralBasis::Consent { .. });
    let id = store::new_id(now);
    let referral = referrals::insert(
        tx,
        id,
        case.id,
        by_consent,
        &Content::of(&basis)?,
        person,
        now,
    )?;
    let line = Line::new(EventName::ReferralDrafted, Audience::Internal);
    write(tx, actor, &referral, vec![line], now)?;
    Ok(referral)
}

/// Builds the package, hashes it and hands it to another person.
pub fn submit(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ReferralId,
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Referral, Error> {
    let (referral, case) = held(tx, actor, Action::PrepareReferral, id, expected)?;
    let person = person(actor, Action::PrepareReferral)?;
    referral.state.after(Step::Submit)?;
    let basis: ReferralBasis = referral.basis.read()?;
    check_basis(tx, case.id, &basis)?;
    let names = people::names(tx, &[person])?;
    let bytes = build(&Parts {
        id,
        case: &case,
        reports: &page::read_reports(tx, case.id)?,
        timeline: &page::timeline(tx, actor, case.id, 0, TIMELINE_MAX)?,
        basis: &basis,
        submitted_by: names.first().map_or("", |(_, name)| name),
        now,
    })?;
    let facts = StepFacts {
        package: Some(Some(Content::of_bytes(&bytes).as_stored().to_vec())),
        package_sha256: Some(Some(digest(&SHA256, &bytes).as_ref().to_vec())),
        submitted_by: Some(Some(person.uuid())),
        submitted_at: Some(Some(now)),
        ..StepFacts::default()
    };
    let line = Line::new(EventName::ReferralSubmitted, Audience::Reporter);
    take(tx, actor, &referral, Step::Submit, &facts, vec![line], now)
}

/// Signs the package. The approver is another person than the one who submitted, and may name the
/// hash that was shown.
pub fn approve(
    tx: &mut Tx<'_>,
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
    check_basis(tx, case.id, &referral.basis.read()?)?;
    let package = referrals::package(tx, id)?.ok_or(store::Error::NotFound)?;
    let jws = signer.sign(package.read_bytes()?, &person.to_string())?;
    let facts = StepFacts {
        jws: Some(Some(jws)),
        approved_by: Some(Some(person.uuid())),
        approved_at: Some(Some(now)),
        ..StepFacts::default()
    };
    let line = Line::new(EventName::ReferralApproved, Audience::Reporter);
    take(tx, actor, &referral, Step::Approve, &facts, vec![line], now)
}

/// Sends a referral back to draft, with a reason for the one who prepared it.
pub fn reject(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ReferralId,
    reason: Option<&str>,
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Referral, Error> {
    let (referral, _) = held(tx, actor, Action::DecideReferral, id, expected)?;
    let facts = StepFacts {
        package: Some(None),
        package_sha256: Some(None),
        submitted_by: Some(None),
        submitted_at: Some(None),
        ..StepFacts::default()
    };
    let line = Line::new(EventName::ReferralRejected, Audience::Internal).text(reason);
    take(tx, actor, &referral, Step::Reject, &facts, vec![line], now)
}

/// Takes a referral back that the police have not fetched.
pub fn withdraw(
    tx: &mut Tx<'_>,
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
    take(
        tx,
        actor,
        &referral,
        Step::Withdraw,
        &StepFacts::default(),
        lines,
        now,
    )
}

/// What staff see of a referral. Reading delivers nothing.
#[derive(Debug, Clone)]
pub struct Look {
    /// Where it stands.
    pub referral: Referral,
    /// Its case.
    pub case: Case,
    /// The exact bytes; none before submit.
    pub bytes: Option<Vec<u8>>,
}

/// A referral with its exact bytes, for staff to look at.
pub fn look(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId) -> Result<Look, Error> {
    let (referral, case) = held(tx, actor, Action::ReadReferral, id, None)?;
    let package = referrals::package(tx, id)?;
    let bytes = package
        .as_ref()
        .map(Content::read_bytes)
        .transpose()?
        .map(<[u8]>::to_vec);
    Ok(Look {
        referral,
        case,
        bytes,
    })
}

fn check_basis(tx: &mut Tx<'_>, case: CaseId, basis: &ReferralBasis) -> Result<(), Error> {
    let reports = page::read_reports(tx, case)?;
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
    actor.may(action)?;
    let case = cases::find_for_update(tx, id)?;
    actor.may_on(action, case.team)?;
    Ok(case)
}

fn person(actor: &Actor, action: Action) -> Result<PersonId, Error> {
    Ok(actor.person().ok_or(Denied::Forbidden(action))?)
}
