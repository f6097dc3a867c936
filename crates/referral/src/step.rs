//! One step of a referral: the state, the facts and the event, together.

use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::content::Content;
use domain::event::{Audience, EventBody, EventName};
use domain::referral::Step;
use store::events::NewEvent;
use store::referrals::{self, Referral, StepFacts};
use store::{Tx, events};

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

/// Moves a referral and writes its lines.
pub(crate) fn take(
    tx: &mut Tx<'_>,
    actor: &Actor,
    referral: &Referral,
    step: Step,
    facts: &StepFacts,
    lines: Vec<Line>,
    now: DateTime<Utc>,
) -> Result<Referral, Error> {
    let next = referral.state.after(step)?;
    let moved = referrals::step(tx, referral, next, facts, now)?;
    write(tx, actor, &moved, lines, now)?;
    Ok(moved)
}

/// Writes lines about a referral.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    actor: &Actor,
    referral: &Referral,
    lines: Vec<Line>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let mut new = Vec::with_capacity(lines.len());
    for line in lines {
        new.push(NewEvent {
            case: referral.case,
            report: None,
            name: line.name,
            audience: line.audience,
            content: Content::of(&line.body.with("referral", referral.id))?,
        });
    }
    Ok(events::append(tx, actor, now, &new)?)
}
