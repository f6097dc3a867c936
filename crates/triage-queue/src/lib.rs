//! What may happen to reports and cases: accepted, queued, claimed, asked about, resolved.
//!
//! Synchronous use cases on a transaction. Each asks `domain` whether it is allowed, tells `store`
//! to keep it, and writes its event, its clocks and its notifications in the same transaction. It
//! knows no HTTP, no mail and no SQL.

pub mod assess;
pub mod assign;
pub mod claim;
mod error;
pub mod intake;
pub mod keyed;
pub mod page;
pub mod reporter;
mod tell;
pub mod transition;
pub mod write;

pub use error::Error;
pub use tell::tell_reporters;
pub use transition::transition;
