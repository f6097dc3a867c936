//! A wave of reports: begun and ended by itself, and shown to the desk with the cases that are alike.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use domain::access::{Action, Actor};
use domain::audit::{Act, Record};
use domain::case::Case;
use domain::case::status::Status;
use domain::id::CaseId;
use domain::surge::{SurgeSettings, Terms, groups};
use store::access::Sight;
use store::cases::{self, Filter};
use store::surges::{self as rows, Current};
use store::{Tx, new_id, terms};

use crate::audit::record;
use crate::{Error, reach};

/// So many cases are compared, the last changed.
const COMPARED: i64 = 1_000;

/// Looks whether there is a wave, and whether it goes on.
pub fn round(tx: &mut Tx<'_>, settings: &SurgeSettings, now: DateTime<Utc>) -> Result<(), Error> {
    let current = rows::current(tx)?;
    let arrivals = rows::arrivals(tx, settings.window, now)?;
    match (settings.judge(&arrivals, current.is_some()), current) {
        (Some(surge), None) => {
            tracing::warn!(
                recent = surge.recent,
                usual = surge.usual,
                "a wave of reports"
            );
            rows::begin(tx, new_id::<()>(now).uuid(), &surge, now)?;
        }
        (Some(surge), Some(_)) => rows::go_on(tx, &surge)?,
        (None, Some(_)) => {
            tracing::info!("the wave of reports is over");
            rows::end(tx, now)?;
        }
        (None, None) => {}
    }
    Ok(())
}

/// A wave with its unfinished cases, those that are alike together.
#[derive(Debug)]
pub struct Wave {
    /// How it stands.
    pub current: Current,
    /// Groups, largest first, each in the order the cases came.
    pub groups: Vec<Vec<Case>>,
}

/// The wave there is, with the cases that the actor may find.
pub fn view(
    tx: &mut Tx<'_>,
    actor: &Actor,
    window: Duration,
    now: DateTime<Utc>,
) -> Result<Option<Wave>, Error> {
    actor.may(Action::ReadCase)?;
    let Some(current) = rows::current(tx)? else {
        record(
            tx,
            actor,
            Record::done(Act::CasesListed).with("returned", 0),
            now,
        )?;
        return Ok(None);
    };
    let filter = Filter {
        status: vec![Status::New, Status::Open, Status::WaitingReporter],
        received_since: Some(current.began_at - window),
        ..Filter::default()
    };
    let found = cases::list(tx, &Sight::of(actor), &filter, None, COMPARED)?;
    let mut found = reach::those(tx, actor, Action::ReadCase, found)?;
    let line = Record::done(Act::CasesListed).with("returned", found.len());
    record(tx, actor, line, now)?;
    found.sort_by_key(|case| (case.received_at, case.id));
    let ids: Vec<CaseId> = found.iter().map(|case| case.id).collect();
    let mut words: HashMap<CaseId, Terms> = terms::of_cases(tx, &ids)?
        .into_iter()
        .map(|(id, terms)| (id, terms.into_iter().collect()))
        .collect();
    let words: Vec<Terms> = ids
        .iter()
        .map(|id| words.remove(id).unwrap_or_default())
        .collect();
    let mut found: Vec<Option<Case>> = found.into_iter().map(Some).collect();
    let groups = groups(&words)
        .into_iter()
        .map(|group| {
            let cases = group.into_iter();
            cases
                .filter_map(|at| found.get_mut(at).and_then(Option::take))
                .collect()
        })
        .collect();
    Ok(Some(Wave { current, groups }))
}
