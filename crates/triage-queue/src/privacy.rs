//! The rights of the persons in our cases, and what keeps or ends the content of a case.
//!
//! For commands of the operator, as the schema's owner and with the keys of staff: finding what is
//! held about somebody, handing it out, handing out documents, erasing a person, legal holds, and
//! deletion under a decision of the archives. The rules stand in `domain::privacy`.

pub mod documents;
pub mod erase;
pub mod export;
pub mod find;
pub mod hold;
mod opened;
pub mod retain;

use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::audit::{Act, Record};
use domain::event::{Audience, EventBody, EventName};
use domain::id::CaseId;
use store::{Tx, rewrite};

use crate::{CaseKeys, Error, Line, audit};

pub use opened::{Named, OpenReferral, Opened};

/// Who orders something, and why: both stand in the timeline afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Writes into a case's timeline what was ordered, by whom and why; answers the version of the case
/// now, so that its index takes the words in. Its last change, which starts periods, stays.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the other events are no orders"
)]
pub fn record(
    tx: &mut Tx<'_>,
    keys: &CaseKeys,
    case: CaseId,
    name: EventName,
    order: &Order,
    facts: &[(&str, String)],
    now: DateTime<Utc>,
) -> Result<i32, Error> {
    let mut body = EventBody::text(&order.reason).with("by", &order.by);
    for (fact, value) in facts {
        body = body.with(fact, value);
    }
    let line = Line {
        case,
        report: None,
        name,
        audience: Audience::Internal,
        body,
    };
    keys.append(tx, &Actor::System, now, &[line])?;
    let act = match name {
        EventName::DataExported => Some(Act::PrivacyExported),
        EventName::DocumentsExported => Some(Act::DocumentsExported),
        EventName::HoldAdded => Some(Act::HoldAdded),
        EventName::HoldReleased => Some(Act::HoldReleased),
        // An erasure names what it sealed again.
        _ => None,
    };
    if let Some(act) = act {
        audit::record(tx, &Actor::System, Record::done(act).case(case), now)?;
    }
    Ok(rewrite::count(tx, case)?)
}
