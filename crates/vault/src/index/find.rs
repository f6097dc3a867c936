//! Finds exact values in a text. Index and query look for them with the same eyes.
//!
//! The index takes all that is found, liberally: a run of digits may be several things at once.

use std::borrow::Cow;
use std::ops::Range;

use super::exact::Exact;
use super::hosts;
use super::numbers;
use super::words::Words;

/// A value that was found.
#[derive(Debug)]
pub(super) struct Found<'t> {
    pub(super) kind: Exact,
    /// In its normal form.
    pub(super) value: Cow<'t, str>,
    /// What it takes up of the lower-cased text, in bytes.
    pub(super) place: Range<usize>,
    /// How sure it is that this is meant.
    pub(super) reading: Reading,
}

/// Whether the text can be meant otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Its form leaves no doubt: the words in it need not be looked for as words.
    Certain,
    /// It may as well be an invoice number, an amount, or the beginning of a longer digest.
    Possible,
}

impl<'t> Found<'t> {
    pub(super) fn new(
        kind: Exact,
        value: impl Into<Cow<'t, str>>,
        place: Range<usize>,
        reading: Reading,
    ) -> Self {
        let value = value.into();
        Self {
            kind,
            value,
            place,
            reading,
        }
    }

    pub(super) fn certain(
        kind: Exact,
        value: impl Into<Cow<'t, str>>,
        place: Range<usize>,
    ) -> Self {
        Self::new(kind, value, place, Reading::Certain)
    }

    pub(super) fn possible(
        kind: Exact,
        value: impl Into<Cow<'t, str>>,
        place: Range<usize>,
    ) -> Self {
        Self::new(kind, value, place, Reading::Possible)
    }
}

/// All exact values in the text, in no order.
pub(super) fn found(words: &Words) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    hosts::find(words, &mut found);
    hosts::find_emails(words, &mut found);
    numbers::find(words, &mut found);
    for (at, span) in words.spans().iter().enumerate() {
        if matches!(span.chars, 32 | 40 | 64 | 128) {
            find_hash(words, at, &mut found);
        }
    }
    found
}

fn find_hash<'t>(words: &'t Words, at: usize, found: &mut Vec<Found<'t>>) {
    let word = words.word(at);
    if word.bytes().all(|b| b.is_ascii_hexdigit()) {
        found.push(Found::possible(Exact::Hash, word, words.place(at, at)));
    }
}
