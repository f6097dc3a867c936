//! Handing a case to the police: build the package, sign it, hand it out, take the answer.
//!
//! Two people are always needed: one submits, another approves. The bytes are built and hashed at
//! submit, shown for approval by their hash, signed at approve, and are the same whenever the
//! police fetch them. It sends no mail and speaks no HTTP: it writes rows and says what happened.

mod error;
pub mod package;
pub mod police;
pub mod prepare;
pub mod sign;
mod step;

pub use error::Error;
