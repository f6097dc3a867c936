//! Waiting for another process, with a limit. The only place in this crate that sleeps.

use std::time::{Duration, Instant};

const STEP: Duration = Duration::from_millis(5);

/// Asks every few milliseconds until `probe` has an answer; `None` when `limit` has passed.
pub(crate) fn until<T>(limit: Duration, mut probe: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(found) = probe() {
            return Some(found);
        }
        if Instant::now() >= deadline {
            return None;
        }
        pause();
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "PostgreSQL reports its state in a file; there is nothing to block on"
)]
fn pause() {
    std::thread::sleep(STEP);
}
