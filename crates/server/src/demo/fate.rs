//! What becomes of each case: decided by how new it is, so that the desk looks like a desk.

use chrono::{DateTime, Duration, Timelike as _, Utc};

use super::dice::Dice;

/// How far back the oldest case goes.
const SPAN: Duration = Duration::days(60);

/// Where a case ends up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nobody has taken it.
    Queue,
    /// Taken and put back.
    Released,
    /// In work.
    Working,
    /// The reporter was asked.
    Waiting,
    /// The reporter was asked and has answered.
    Answered,
    /// Done.
    Resolved,
    /// Filed.
    Closed,
    /// Done, and taken up again.
    Reopened,
    /// It was no case.
    Dismissed,
}

/// How far its referral has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// Being prepared.
    Draft,
    /// Sent back by the duty lead.
    Rejected,
    /// Waits for approval.
    Submitted,
    /// In the police inbox.
    Approved,
    /// Taken back.
    Withdrawn,
    /// Fetched.
    Delivered,
    /// Has a number with the police.
    Acknowledged,
    /// The police want to know more.
    Questioned,
    /// Not taken on.
    Declined,
    /// Taken on.
    Accepted,
    /// The outcome is known.
    Concluded,
}

/// The plan of one case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// Counts from the oldest, 0.
    pub(super) case: u32,
    /// When it comes in.
    pub(super) received_at: DateTime<Utc>,
    /// What becomes of it.
    pub(super) fate: Fate,
    /// Whether it goes to the police.
    pub(super) referral: Option<Reach>,
    /// The firm's own reference; the first cases of the first filling read well without.
    pub(super) reference: Option<u32>,
}

/// The plans of a filling, oldest first.
pub(super) fn plans(seed: u64, total: u32, now: DateTime<Utc>) -> Vec<Plan> {
    let mut plans: Vec<Plan> = (0..total)
        .map(|case| {
            // 0 is the newest.
            let rank = total - 1 - case;
            let mut dice = Dice::of(seed, case);
            let received_at = by_day(now - age(rank, total, &mut dice), &mut dice);
            let age = now - received_at;
            let (fate, referral) = fate(rank, total, age, &mut dice);
            Plan {
                case,
                received_at,
                fate,
                referral,
                reference: (seed != 0 || case >= 200).then(|| dice.between(10_000_000, 99_999_999)),
            }
        })
        .collect();
    plans.sort_by_key(|plan| plan.received_at);
    plans
}

/// Most of what would come in at night comes in the afternoon before.
fn by_day(at: DateTime<Utc>, dice: &mut Dice) -> DateTime<Utc> {
    if at.hour() < 5 && dice.chance(75) {
        at - Duration::hours(9)
    } else {
        at
    }
}

/// Cases left in the queue: 35 of 200, and few more of many.
const fn queue_of(total: u32) -> u32 {
    if total <= 200 {
        total * 35 / 200
    } else {
        35 + (total - 200) / 50
    }
}

/// Grows with the square of the rank: half of all cases are of the last two weeks.
fn age(rank: u32, total: u32, dice: &mut Dice) -> Duration {
    let (rank, total) = (i64::from(rank), i64::from(total.max(1)));
    let share = |rank: i64| SPAN.num_seconds() * rank * rank / (total * total);
    let gap = u32::try_from(share(rank + 1) - share(rank)).unwrap_or(0);
    Duration::seconds(240 + share(rank) + i64::from(dice.below(gap)))
}

fn fate(rank: u32, total: u32, age: Duration, dice: &mut Dice) -> (Fate, Option<Reach>) {
    // Of the newest cases three of four wait in the queue.
    let newest = queue_of(total) * 4 / 3;
    if rank < newest {
        return match rank % 16 {
            11 | 15 => (Fate::Waiting, None),
            3 | 7 => (Fate::Working, None),
            6 => (Fate::Released, None),
            _ => (Fate::Queue, None),
        };
    }
    if rank % 6 == 1 {
        return (after_referral(age, dice), Some(reach(rank / 6, age)));
    }
    (usual(age, dice.below(100)), None)
}

fn usual(age: Duration, percent: u32) -> Fate {
    if age < Duration::days(5) {
        match percent {
            0..40 => Fate::Working,
            40..60 => Fate::Waiting,
            60..75 => Fate::Answered,
            75..90 => Fate::Resolved,
            _ => Fate::Dismissed,
        }
    } else if age < Duration::days(14) {
        match percent {
            0..15 => Fate::Working,
            15..25 => Fate::Waiting,
            25..35 => Fate::Answered,
            35..70 => Fate::Resolved,
            70..85 => Fate::Closed,
            85..90 => Fate::Reopened,
            _ => Fate::Dismissed,
        }
    } else {
        match percent {
            0..3 => Fate::Working,
            3..5 => Fate::Waiting,
            5..20 => Fate::Resolved,
            20..88 => Fate::Closed,
            88..90 => Fate::Reopened,
            _ => Fate::Dismissed,
        }
    }
}

fn after_referral(age: Duration, dice: &mut Dice) -> Fate {
    if age < Duration::days(6) || dice.chance(20) {
        Fate::Working
    } else if age < Duration::days(20) {
        Fate::Resolved
    } else {
        Fate::Closed
    }
}

fn reach(count: u32, age: Duration) -> Reach {
    use Reach as R;
    let of: &[Reach] = if age < Duration::days(5) {
        &[R::Submitted, R::Draft, R::Approved]
    } else if age < Duration::days(10) {
        &[
            R::Approved,
            R::Delivered,
            R::Rejected,
            R::Acknowledged,
            R::Withdrawn,
        ]
    } else if age < Duration::days(24) {
        &[
            R::Acknowledged,
            R::Accepted,
            R::Questioned,
            R::Delivered,
            R::Declined,
        ]
    } else {
        &[R::Concluded, R::Accepted, R::Concluded, R::Declined]
    };
    let at = usize::try_from(count).unwrap_or(0) % of.len();
    of.get(at).copied().unwrap_or(R::Draft)
}
