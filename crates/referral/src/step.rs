//! One step of a referral: the state, the facts, what is sealed and the event, together.

use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::consent::ReferralBasis;
use domain::event::{Audience, EventBody, EventName};
use domain::referral::Step;
use store::Tx;
use store::referrals::{self, Referral, StepFacts};
use triage_queue::{CaseKeys, page};
use vault::{Cell, DataKey, place};

use crate::Error;

/// What a step says in the timeline.
pub(crate) struct Line {
    pub(crate) name: EventName,
    pub(crate) audience: Audience,
    pub(crate) body: EventBody,
}

impl Line {
    pub(crate) fn new(name: EventName, audience: Audience) -> Self {
        Self {
            name,
            audience,
            body: EventBody::default(),
        }
    }

    pub(crate) fn text(mut self, text: Option<&str>) -> Self {
        self.body.text = text.map(str::to_owned);
        self
    }

    pub(crate) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.body = self.body.with(name, value);
        self
    }
}

/// What a step seals that was not there before.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fresh<'a> {
    /// Nothing.
    Nothing,
    /// The exact bytes for the police; none takes them away.
    Package(Option<&'a [u8]>),
    /// The police's own number.
    PoliceCaseNumber(&'a str),
}

/// Moves a referral and writes its lines.
#[expect(
    clippy::too_many_arguments,
    reason = "who, where, what, with: each is one thing, and a struct would name them once more"
)]
pub(crate) fn take(
    tx: &mut Tx<'_>,
    keys: &CaseKeys,
    actor: &Actor,
    referral: &Referral,
    step: Step,
    (facts, fresh): (StepFacts, Fresh<'_>),
    lines: Vec<Line>,
    now: DateTime<Utc>,
) -> Result<Referral, Error> {
    let next = referral.state.after(step)?;
    let facts = sealed(tx, keys, referral, facts, fresh)?;
    let moved = referrals::step(tx, referral, next, &facts, now)?;
    write(tx, keys, actor, &moved, lines, now)?;
    Ok(moved)
}

/// All that is sealed in a row has one version: with something new, the rest is sealed again.
fn sealed(
    tx: &mut Tx<'_>,
    keys: &CaseKeys,
    referral: &Referral,
    facts: StepFacts,
    fresh: Fresh<'_>,
) -> Result<StepFacts, Error> {
    if matches!(fresh, Fresh::Nothing) {
        return Ok(facts);
    }
    let (id, version) = (referral.id, referral.seal_version + 1);
    let key = keys.case_key(referral.case)?;
    let basis: ReferralBasis = basis(keys, referral)?;
    let number = match fresh {
        Fresh::PoliceCaseNumber(number) => Some(number.to_owned()),
        Fresh::Nothing | Fresh::Package(_) => page::police_case_number(keys, referral)?,
    };
    let package = match fresh {
        Fresh::Package(bytes) => bytes.map(<[u8]>::to_vec),
        Fresh::Nothing | Fresh::PoliceCaseNumber(_) => package(tx, keys, referral)?,
    };
    let json = |place: Cell, key: &DataKey, value: &str| place.seal_json(key, value).into_stored();
    Ok(StepFacts {
        basis: Some(
            place::referral_basis(id, version)
                .seal_json(key, &basis)
                .into_stored(),
        ),
        package: Some(package.map(|bytes| {
            place::referral_package(id, version)
                .seal(key, &bytes)
                .into_stored()
        })),
        police_case_number: Some(number.map(|number| {
            json(
                place::referral_police_case_number(id, version),
                key,
                &number,
            )
        })),
        seal_version: Some(version),
        ..facts
    })
}

/// Why the case goes to the police.
pub(crate) fn basis(keys: &CaseKeys, referral: &Referral) -> Result<ReferralBasis, Error> {
    let place = place::referral_basis(referral.id, referral.seal_version);
    Ok(keys.open(&place, &referral.basis)?)
}

/// The exact bytes for the police; none before submit.
pub(crate) fn package(
    tx: &mut Tx<'_>,
    keys: &CaseKeys,
    referral: &Referral,
) -> Result<Option<Vec<u8>>, Error> {
    if referral.package_erased_at.is_some() {
        return Err(Error::PackageErased);
    }
    let place = place::referral_package(referral.id, referral.seal_version);
    referrals::package(tx, referral.id)?
        .map(|sealed| Ok(keys.open_bytes(&place, &sealed)?.to_vec()))
        .transpose()
}

/// Writes lines about a referral.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    keys: &CaseKeys,
    actor: &Actor,
    referral: &Referral,
    lines: Vec<Line>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let lines: Vec<triage_queue::Line> = lines
        .into_iter()
        .map(|line| triage_queue::Line {
            case: referral.case,
            report: None,
            name: line.name,
            audience: line.audience,
            body: line.body.with("referral", referral.id),
        })
        .collect();
    Ok(keys.append(tx, actor, now, &lines)?)
}
