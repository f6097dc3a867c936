//! The faults, by the crate `fail`.

use std::time::Duration;

use fail::{FailScenario, fail_point};

/// So much later than it should does a broken promise do its work.
const TOO_LATE: Duration = Duration::from_millis(30);

/// What `FAILPOINTS` says, until it is dropped.
pub struct Faults(#[expect(dead_code, reason = "it is held")] FailScenario<'static>);

/// Does what `FAILPOINTS` says from now on.
#[must_use]
pub fn read() -> Option<Faults> {
    Some(Faults(FailScenario::setup()))
}

/// Ends the program here, without a last word, if `return` was asked for.
pub fn point(name: &str) {
    fail_point!(name, |_| std::process::abort());
}

/// Whether `return` was asked for: then the caller breaks the promise of this name.
#[must_use]
pub fn broken(name: &str) -> bool {
    fail_point!(name, |_| true);
    false
}

/// Does the work too late.
#[expect(
    clippy::disallowed_methods,
    reason = "being late is the fault that is wanted"
)]
pub fn later(work: impl FnOnce() + Send + 'static) {
    std::thread::spawn(move || {
        std::thread::sleep(TOO_LATE);
        work();
    });
}
