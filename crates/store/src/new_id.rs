//! New ids and random bytes: the one place below the edge that asks for randomness.

use chrono::{DateTime, Utc};
use domain::id::Id;

/// `N` random bytes from the operating system.
///
/// # Panics
/// When the operating system has no randomness to give: nothing safe can be done then.
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "without randomness no secret and no id is safe"
)]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A new id for this moment.
#[must_use]
pub fn new_id<T>(now: DateTime<Utc>) -> Id<T> {
    Id::new(now, &random())
}
