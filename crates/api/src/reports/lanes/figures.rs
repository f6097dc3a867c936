//! What intake has done, and where its time went; for `/metrics` and `make bench`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use triage_queue::intake::Took;

/// Sums since the process started. Read at different moments, they may differ by a group.
#[derive(Debug, Default)]
pub struct IntakeFigures {
    /// Reports that were answered after a commit; a repeated one counts each time.
    pub reports: AtomicU64,
    /// Transactions that were committed.
    pub groups: AtomicU64,
    /// Reports that found no place in the queue.
    pub refused: AtomicU64,
    /// Microseconds that all reports waited for their group together.
    pub waiting: AtomicU64,
    /// Microseconds of all groups: keyed hashes, sealing, first priority.
    pub preparing: AtomicU64,
    /// Microseconds of all groups: the statements.
    pub writing: AtomicU64,
    /// Microseconds of all groups: a connection, begin and commit.
    pub committing: AtomicU64,
}

impl IntakeFigures {
    pub(super) fn committed(&self, reports: usize, waited: Duration, whole: Duration, took: Took) {
        let add = |sum: &AtomicU64, more: u64| sum.fetch_add(more, Ordering::Relaxed);
        add(&self.reports, u64::try_from(reports).unwrap_or(u64::MAX));
        add(&self.groups, 1);
        add(&self.waiting, micros(waited));
        add(&self.preparing, micros(took.preparing));
        add(&self.writing, micros(took.writing));
        let rest = whole.saturating_sub(took.preparing + took.writing);
        add(&self.committing, micros(rest));
    }

    pub(super) fn refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
