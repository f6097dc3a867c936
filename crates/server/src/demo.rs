//! A demonstration: eight people and cases that have lived through what cases live through.
//!
//! Everything a case shows was written by the same use cases that real people's clicks call, by the
//! demo people, at times of the last sixty days. The texts are data (`crates/server/demo/*.json`).
//! Nobody is told: the mails that old cases would owe are taken back in the same transaction.

pub(crate) mod dice;
mod fate;
mod fill;
mod firm;
mod material;
pub(crate) mod people;
mod progress;
mod report;
mod story;
mod to_police;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use fill::{Wanted, fill, is_empty};
pub(crate) use progress::Progress;
