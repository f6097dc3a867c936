//! The running system for tests: a database of its own, an HTTP client per person, a mail folder
//! and a clock that moves on demand.
//!
//! `make test` starts one throwaway PostgreSQL for all tests; a bare `cargo test` starts its own
//! under `target/` and leaves it running for the next time.

#![expect(
    clippy::missing_panics_doc,
    reason = "a harness panics when the system is not there"
)]

mod app;
mod authenticator;
mod browser;
mod client;
mod database;
pub mod report;

pub use app::{PASSWORD, TestApp, text};
pub use authenticator::Authenticator;
pub use browser::Browser;
pub use client::{Caller, Reply, send};
pub use database::{TestDatabase, count, execute, lines};
