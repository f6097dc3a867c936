//! The clocks of the stages: when each is due, and when the firm is reminded.

use chrono::{DateTime, Utc};

use super::{Mark, StageName, StageState};
use crate::deadline::Deadlines;

/// One clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StageClock {
    /// Of which stage.
    pub stage: StageName,
    /// When its time runs out.
    pub due_at: DateTime<Utc>,
    /// When the firm sent it, as it says.
    pub sent_at: Option<DateTime<Utc>>,
    /// When the firm is to be reminded; none: not any more.
    pub remind_at: Option<DateTime<Utc>>,
    /// When it was reminded of this due time.
    pub reminded_at: Option<DateTime<Utc>>,
}

/// All three clocks as they run from now on. `before` are those that run already, if any: a due time that
/// was told stays, except that of the final report, which follows the notification.
#[must_use]
pub fn plan(
    deadlines: &Deadlines,
    aware_at: DateTime<Utc>,
    before: &[StageClock],
    marked: Option<(StageName, Mark)>,
    now: DateTime<Utc>,
) -> Vec<StageClock> {
    let known = |stage: StageName| before.iter().find(|clock| clock.stage == stage);
    let sent_at = |stage: StageName| match marked {
        Some((of, Mark::SentAt(at))) if of == stage => Some(at),
        Some((of, Mark::NotSent)) if of == stage => None,
        Some(_) | None => known(stage).and_then(|clock| clock.sent_at),
    };
    let due_of = |stage: StageName| {
        known(stage).map_or_else(
            || deadlines.of(stage).due.after(aware_at),
            |clock| clock.due_at,
        )
    };
    let notification = due_of(StageName::Notification);
    let notified = sent_at(StageName::Notification).unwrap_or(notification);
    let all = StageName::ALL.iter();
    all.map(|&stage| {
        let due_at = match stage {
            StageName::EarlyWarning | StageName::Notification => due_of(stage),
            StageName::Final => deadlines.final_report.due.after(notified),
        };
        let is_done = StageName::ALL
            .iter()
            .any(|other| *other >= stage && sent_at(*other).is_some());
        let reminded_at = known(stage)
            .filter(|clock| clock.due_at == due_at)
            .and_then(|clock| clock.reminded_at);
        StageClock {
            stage,
            due_at,
            sent_at: sent_at(stage),
            remind_at: if is_done || reminded_at.is_some() {
                None
            } else {
                reminder(deadlines, stage, due_at, now)
            },
            reminded_at,
        }
    })
    .collect()
}

/// So long before the end as is set; when less is left than that, half-way to it. What is over when
/// somebody writes to us needs no reminder.
fn reminder(
    deadlines: &Deadlines,
    stage: StageName,
    due_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let lead = deadlines.of(stage).reminder?;
    if due_at <= now {
        return None;
    }
    let usual = lead.before(due_at);
    Some(if usual > now {
        usual
    } else {
        now + (due_at - now) / 2
    })
}

/// Where a stage stands, by all clocks of its report.
#[must_use]
pub fn state(clocks: &[StageClock], stage: StageName, now: DateTime<Utc>) -> StageState {
    let Some(clock) = clocks.iter().find(|clock| clock.stage == stage) else {
        return StageState::NotCounted;
    };
    let later_was_sent = clocks
        .iter()
        .any(|other| other.stage > stage && other.sent_at.is_some());
    if clock.sent_at.is_some() {
        StageState::Sent
    } else if later_was_sent {
        StageState::Covered
    } else if clock.due_at < now {
        StageState::Overdue
    } else {
        StageState::Running
    }
}
