//! Places at which `make faults` breaks the program on purpose: it ends there as if killed, or keeps a
//! promise no more, so that the one who looks for lost reports can be seen to find one.
//!
//! Without the feature `on` everything here is empty, and nothing that is shipped has the feature. With it,
//! a program that calls [`read`] does what the variable `FAILPOINTS` says: `after-commit=3*off->return`
//! ends it when it is for the fourth time behind a commit. It must not decide anything else.

#[cfg(feature = "on")]
mod on;

#[cfg(feature = "on")]
pub use on::{Faults, broken, later, point, read};

#[cfg(not(feature = "on"))]
pub use off::{Faults, broken, later, point, read};

#[cfg(not(feature = "on"))]
mod off {
    /// None.
    #[derive(Debug)]
    pub struct Faults;

    /// Whether faults can be asked for: they cannot.
    #[must_use]
    pub const fn read() -> Option<Faults> {
        None
    }

    /// A place at which the program can be made to end.
    #[inline]
    pub const fn point(_name: &str) {}

    /// Whether a promise is broken on purpose.
    #[inline]
    #[must_use]
    pub const fn broken(_name: &str) -> bool {
        false
    }

    /// What a broken promise does too late: never reached, as none is broken.
    #[inline]
    pub fn later(work: impl FnOnce() + Send + 'static) {
        drop(work);
    }
}
