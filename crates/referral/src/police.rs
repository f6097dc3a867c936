//! The police's side: the inbox, the document, and the answers.

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor};
use domain::audit::{Act, Record};
use domain::case::Case;
use domain::event::{Audience, EventName};
use domain::id::ReferralId;
use domain::notification::MailName;
use domain::referral::{State, Step};
use store::referrals::{self, Referral, StepFacts};
use store::{Tx, cases};
use triage_queue::{CaseKeys, Safe, audit, page, reach, tell_reporters};

use crate::Error;
use crate::step::{self, Fresh, Line, take};

/// An answer of the police.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The case has a number with the police.
    Acknowledgement {
        /// That number.
        police_case_number: String,
    },
    /// It is taken on.
    Accepted {
        /// Why, if told.
        reason: Option<String>,
    },
    /// It is not taken on.
    Declined {
        /// Why, if told.
        reason: Option<String>,
    },
    /// The police want to know more.
    Question {
        /// The question, for us.
        text: String,
    },
    /// What came of it.
    Outcome {
        /// In a word.
        outcome: String,
        /// In words, for the reporter.
        text: Option<String>,
    },
}

/// What is needed to show a referral in a list: metadata only.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The referral.
    pub referral: Referral,
    /// Its case.
    pub case: Case,
    /// The police's own number.
    pub police_case_number: Option<String>,
}

/// A page of referrals that the actor may know of: the police never see a draft.
pub fn inbox(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    wanted: Option<State>,
    after: Option<(DateTime<Utc>, ReferralId)>,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Entry>, Error> {
    let police = actor.may(Action::AnswerReferral).is_ok();
    if !police {
        actor.may(Action::ReadReferral)?;
    }
    let states: Vec<State> = State::ALL
        .iter()
        .copied()
        .filter(|state| !police || state.is_visible_to_police())
        .filter(|state| wanted.is_none_or(|wanted| wanted == *state))
        .collect();
    let page = referrals::list(tx, &states, after, limit)?;
    let line = Record::done(Act::ReferralsListed).with("returned", page.len());
    audit::record(tx, actor, line, now)?;
    let ids: Vec<_> = page.iter().map(|referral| referral.case).collect();
    let found = cases::several(tx, &ids)?;
    let action = if police {
        Action::AnswerReferral
    } else {
        Action::ReadReferral
    };
    let found = reach::those(tx, actor, action, found)?;
    let keys = CaseKeys::of_all(tx, safe, &ids)?;
    page.into_iter()
        .filter_map(|referral| {
            let case = found.iter().find(|case| case.id == referral.case)?.clone();
            Some((referral, case))
        })
        .map(|(referral, case)| {
            let number = page::police_case_number(&keys, &referral)?;
            Ok(Entry {
                referral,
                case,
                police_case_number: number,
            })
        })
        .collect()
}

/// The exact bytes and their signature. The first fetch delivers: the transaction must commit
/// before a byte leaves the house.
pub fn fetch(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    id: ReferralId,
    now: DateTime<Utc>,
) -> Result<(Vec<u8>, Referral), Error> {
    let referral = visible(tx, actor, id)?;
    let keys = CaseKeys::of(tx, safe, referral.case)?;
    let bytes = step::package(tx, &keys, &referral)?.ok_or(store::Error::NotFound)?;
    let line = Record::done(Act::ReferralDownloaded)
        .referral(id)
        .case(referral.case)
        .with("state", referral.state.code());
    audit::record(tx, actor, line, now)?;
    if referral.state != State::Approved {
        return Ok((bytes, referral));
    }
    let facts = StepFacts {
        delivered_at: Some(Some(now)),
        ..StepFacts::default()
    };
    let line = Line::new(EventName::ReferralDelivered, Audience::Reporter);
    let new = (facts, Fresh::Nothing);
    let delivered = take(
        tx,
        &keys,
        actor,
        &referral,
        Step::Deliver,
        new,
        vec![line],
        now,
    )?;
    tell_reporters(
        tx,
        safe,
        &keys,
        referral.case,
        MailName::HandedToPolice,
        now,
    )?;
    Ok((bytes, delivered))
}

/// Records an answer; the reporter sees it and is told that there is one.
pub fn answer(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    id: ReferralId,
    answer: &Answer,
    now: DateTime<Utc>,
) -> Result<Entry, Error> {
    let referral = visible(tx, actor, id)?;
    let keys = CaseKeys::of(tx, safe, referral.case)?;
    let (step, fresh, lines) = match answer {
        Answer::Acknowledgement { police_case_number } => (
            Step::Acknowledge,
            Fresh::PoliceCaseNumber(police_case_number),
            vec![
                Line::new(EventName::ReferralAcknowledged, Audience::Reporter)
                    .with("police_case_number", police_case_number),
            ],
        ),
        Answer::Accepted { reason } => (
            Step::Accept,
            Fresh::Nothing,
            vec![
                Line::new(EventName::ReferralAccepted, Audience::Reporter).text(reason.as_deref()),
            ],
        ),
        Answer::Declined { reason } => (
            Step::Decline,
            Fresh::Nothing,
            vec![
                Line::new(EventName::ReferralDeclined, Audience::Reporter).text(reason.as_deref()),
            ],
        ),
        Answer::Question { text } => (
            Step::AskMore,
            Fresh::Nothing,
            vec![
                // The question is for us; the reporter learns that there is one.
                Line::new(EventName::ReferralMoreInformation, Audience::Internal).text(Some(text)),
                Line::new(EventName::ReferralMoreInformation, Audience::Reporter),
            ],
        ),
        Answer::Outcome { outcome, text } => (
            Step::Conclude,
            Fresh::Nothing,
            vec![
                Line::new(EventName::ReferralConcluded, Audience::Reporter)
                    .text(text.as_deref())
                    .with("outcome", outcome),
            ],
        ),
    };
    let new = (StepFacts::default(), fresh);
    let moved = take(tx, &keys, actor, &referral, step, new, lines, now)?;
    if step != Step::AskMore {
        tell_reporters(tx, safe, &keys, referral.case, MailName::PoliceAnswer, now)?;
    }
    let police_case_number = page::police_case_number(&keys, &moved)?;
    let case = cases::find(tx, moved.case)?;
    Ok(Entry {
        referral: moved,
        case,
        police_case_number,
    })
}

/// The referral, if the police may know of it, held until the end of the transaction.
fn visible(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId) -> Result<Referral, Error> {
    actor.may(Action::AnswerReferral)?;
    let referral = referrals::find_for_update(tx, id)?;
    if referral.state.is_visible_to_police() {
        Ok(referral)
    } else {
        Err(store::Error::NotFound.into())
    }
}
