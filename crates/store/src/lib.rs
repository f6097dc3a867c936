//! PostgreSQL: rows, queries, transactions, the outbox and the migrations.
//!
//! The only room that knows diesel. It takes and returns [`domain::content::Sealed`] and never
//! opens it. Functions take `&mut Tx`, and only [`Db::transact`] makes a `Tx`: a reader of a
//! signature knows that it runs inside a transaction. Which rules hold is decided elsewhere; here
//! stands how a decision is kept, and that two people cannot both win.

pub mod access;
pub mod api_keys;
pub mod archive;
pub mod attachments;
pub mod audit;
pub mod backup;
pub mod call_backs;
pub mod cases;
pub mod clocks;
mod db;
pub mod deletion;
pub mod drafts;
pub mod enrolment;
mod error;
pub mod escrow;
pub mod events;
pub mod follow;
pub mod holds;
pub mod intake;
pub mod login_locks;
pub mod look_ups;
pub mod migrations;
mod new_id;
pub mod oidc;
pub mod origin;
pub mod outbox;
pub mod passkeys;
pub mod people;
pub mod persons;
pub mod referrals;
pub mod register;
pub mod reports;
pub mod requests;
pub mod retention;
pub mod rewrite;
#[rustfmt::skip]
mod schema;
pub mod sealing_keys;
pub mod seals;
pub mod sessions;
pub mod stages;
pub mod surges;
pub mod teams;
pub mod terms;
pub mod totp;

pub use db::{Db, DbRole, Settings, Tx, time};
pub use error::Error;
pub use new_id::{new_id, random};
