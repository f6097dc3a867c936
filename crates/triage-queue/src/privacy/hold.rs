//! Legal holds: what keeps a case from erasure and deletion, why, and until when that is looked at.

use chrono::{DateTime, NaiveDate, Utc};
use domain::event::EventName;
use domain::number::ReportNumber;
use store::holds::{self, Hold};
use store::{Tx, cases};
use vault::place;

use super::{Order, record};
use crate::{CaseKeys, Error, Safe};

/// A hold as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Number of the case.
    pub number: String,
    /// Why.
    pub reason: String,
    /// When it must be looked at.
    pub review_on: NaiveDate,
    /// Whether that day has passed.
    pub is_overdue: bool,
}

/// Puts a case on hold.
pub fn add(
    tx: &mut Tx<'_>,
    safe: &Safe,
    number: &ReportNumber,
    review_on: NaiveDate,
    order: &Order,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let found = cases::by_number(tx, number)?;
    let case = cases::find_for_update(tx, found.id)?.id;
    let keys = CaseKeys::of(tx, safe, case)?;
    let id = store::new_id(now);
    let reason = place::hold_reason(id, 1).seal_json(keys.case_key(case)?, &order.reason);
    let hold = Hold {
        id,
        case,
        reason: Some(reason),
        reason_version: 1,
        review_on,
        created_at: now,
        released_at: None,
    };
    holds::insert(tx, &hold)?;
    let facts = [("review_on", review_on.to_string())];
    record(tx, &keys, case, EventName::HoldAdded, order, &facts, now)?;
    Ok(())
}

/// Ends the holds of a case; answers how many there were.
pub fn release(
    tx: &mut Tx<'_>,
    safe: &Safe,
    number: &ReportNumber,
    order: &Order,
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    let case = cases::by_number(tx, number)?.id;
    let released = holds::release(tx, case, now)?;
    if released > 0 {
        let keys = CaseKeys::of(tx, safe, case)?;
        record(tx, &keys, case, EventName::HoldReleased, order, &[], now)?;
    }
    Ok(released)
}

/// All holds that stand, the ones that should have been looked at first.
pub fn list(tx: &mut Tx<'_>, safe: &Safe, now: DateTime<Utc>) -> Result<Vec<Shown>, Error> {
    let standing = holds::standing(tx)?;
    let ids: Vec<_> = standing.iter().map(|hold| hold.case).collect();
    let keys = CaseKeys::of_all(tx, safe, &ids)?;
    standing
        .into_iter()
        .map(|hold| {
            let place = place::hold_reason(hold.id, hold.reason_version);
            let reason = hold.reason.as_ref().map(|sealed| keys.open(&place, sealed));
            Ok(Shown {
                number: cases::find(tx, hold.case)?.number.to_string(),
                reason: reason.transpose()?.unwrap_or_default(),
                review_on: hold.review_on,
                is_overdue: hold.review_on < now.date_naive(),
            })
        })
        .collect()
}
