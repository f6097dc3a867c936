//! A blind index: keyed hashes by which sealed content can be searched without being opened.
//!
//! Each word of a text gives the hash of its Danish stem, of its English stem, and of every prefix
//! from three letters; exact values (addresses, numbers, digests) give the hash of their one normal
//! form. A query becomes groups of hashes, and a row matches when it holds one of every group.
//!
//! What a thief of the hashes still learns is in `docs/threat-model.md`. This module keeps no text,
//! and must not: a cache of stems would be a cache of content.

mod account;
mod entry;
mod exact;
mod find;
mod hosts;
mod key;
mod numbers;
mod query;
mod refang;
mod stem;
mod stop_words;
mod words;

pub use entry::Terms;
pub use exact::{Exact, normal_form};
pub use key::IndexKey;
pub use query::{Query, query_exact};

/// Shorter words are neither indexed nor searched for.
const SHORTEST: usize = 3;
/// The longest prefix, in characters.
const LONGEST: usize = 24;

#[cfg(test)]
mod tests;
