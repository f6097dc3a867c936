//! What may happen to reports and cases: accepted, queued, claimed, asked about, resolved.
//!
//! Synchronous use cases on a transaction. Each asks `domain` whether it is allowed, tells `store`
//! to keep it, and writes its event, its clocks and its notifications in the same transaction. It
//! knows no HTTP, no mail and no SQL. Content is sealed and opened here, with `vault`: staff by a
//! [`Safe`], intake with public keys only, a reporter with the access code.

pub mod assess;
pub mod assign;
pub mod attachments;
pub mod audit;
pub mod break_glass;
pub mod call_backs;
pub mod case_keys;
pub mod claim;
pub mod drafts;
mod error;
pub mod intake;
pub mod keyed;
pub mod look_ups;
pub mod page;
pub mod privacy;
pub mod reach;
pub mod recipients;
pub mod reindex;
pub mod reminders;
pub mod reporter;
pub mod reseal;
pub mod safe;
pub mod sharing;
pub mod speaker;
pub mod stages;
pub mod surge;
mod tell;
pub mod transition;
pub mod write;

pub use case_keys::{CaseKeys, Line};
pub use error::Error;
pub use recipients::Recipients;
pub use safe::Safe;
pub use tell::tell_reporters;
pub use transition::transition;
