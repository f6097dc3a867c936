//! Deleting the content of cases whose period has run out, under a decision of the archives.

use chrono::{DateTime, Duration, Utc};
use domain::access::Actor;
use domain::audit::{Act, Record};
use domain::event::{Audience, EventName};
use domain::id::CaseId;
use domain::privacy::retention::{Verdict, verdict};
use store::deletion::{self, Candidate};
use store::events::{self, Bare};
use store::{Tx, archive};

use crate::{Error, audit};

/// Looks at every case whose last change lies so many days back: what becomes of each.
pub fn look(
    tx: &mut Tx<'_>,
    days: u32,
    now: DateTime<Utc>,
) -> Result<Vec<(Candidate, Verdict)>, Error> {
    let decisions = archive::list(tx)?;
    let before = now - Duration::days(i64::from(days));
    Ok(deletion::candidates(tx, before)?
        .into_iter()
        .map(|candidate| {
            let verdict = verdict(&candidate.facts, now, days, &decisions);
            (candidate, verdict)
        })
        .collect())
}

/// Deletes the content of a case if it is still due; answers under which decision.
pub fn delete(
    tx: &mut Tx<'_>,
    case: CaseId,
    days: u32,
    now: DateTime<Utc>,
) -> Result<Option<String>, Error> {
    let decisions = archive::list(tx)?;
    let Some(candidate) = deletion::held(tx, case)? else {
        return Ok(None);
    };
    let Verdict::Goes { decision } = verdict(&candidate.facts, now, days, &decisions) else {
        return Ok(None);
    };
    deletion::delete(tx, case, &decision, now)?;
    // There is no key left to seal a body with: the name says all, and the case names the decision.
    let event = Bare {
        uid: store::new_id(now),
        case,
        name: EventName::ContentDeleted,
        audience: Audience::Internal,
    };
    events::append_bare(tx, &Actor::System, now, &event)?;
    // The chain has sealed the events with their content: this says that it is gone.
    let line = Record::done(Act::RetentionDeleted).case(case);
    audit::record(tx, &Actor::System, line, now)?;
    Ok(Some(decision))
}
