//! Searching: a text becomes groups of hashes, and a row must hold one of every group.

use std::cmp::Reverse;
use std::ops::Range;

use super::exact::{Exact, normal_form};
use super::find::{Found, Reading, found};
use super::key::{IndexKey, hash};
use super::refang::refanged;
use super::words::{Span, Words};
use super::{LONGEST, SHORTEST, stem, stop_words};

/// What to look for in the stored hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Every group must be matched by at least one of its hashes.
    pub all: Vec<Vec<i64>>,
}

/// Exact values that take up one place of the query.
struct Values {
    place: Range<usize>,
    reading: Reading,
    hashes: Vec<i64>,
    asked: bool,
}

impl Query {
    /// Reads what someone typed. `None` when nothing in it can be searched for: only stop words, or
    /// words of under three letters.
    ///
    /// A word matches its other forms, Danish or English, and every word that begins with it. An
    /// exact value matches itself, however written; a domain also what is below it.
    #[must_use]
    pub fn parse(key: &IndexKey, text: &str) -> Option<Self> {
        let words = Words::of(&refanged(text));
        let mut values = values(key, found(&words));
        let mut all = Vec::new();
        for span in words.spans() {
            let at = values.partition_point(|value| value.place.end <= span.start);
            match values.get_mut(at) {
                Some(value) if value.place.contains(&span.start) => {
                    all.extend(value.group(word_group(key, &words, *span)));
                }
                _ => all.extend(word_group(key, &words, *span)),
            }
        }
        let unasked = values.into_iter().filter(|value| !value.asked);
        all.extend(unasked.map(|value| value.hashes));
        all.sort_unstable();
        all.dedup();
        (!all.is_empty()).then_some(Self { all })
    }

    /// Whether a row with these hashes, sorted, is a match.
    #[must_use]
    pub fn matches(&self, sorted_hashes: &[i64]) -> bool {
        let held = |hash: &i64| sorted_hashes.binary_search(hash).is_ok();
        self.all.iter().all(|group| group.iter().any(held))
    }
}

/// The one hash by which a value of that kind is found, in whatever form it is given.
#[must_use]
pub fn query_exact(key: &IndexKey, kind: Exact, value: &str) -> i64 {
    key.exact(kind, &normal_form(kind, value))
}

impl Values {
    /// The group for a word inside this place.
    ///
    /// Groups of digits may be words after all: (a and b) or c is (a or c) and (b or c).
    fn group(&mut self, word: Option<Vec<i64>>) -> Option<Vec<i64>> {
        if self.reading == Reading::Possible {
            let word = word?;
            self.asked = true;
            return Some([word.as_slice(), self.hashes.as_slice()].concat());
        }
        let first = !self.asked;
        self.asked = true;
        first.then(|| self.hashes.clone())
    }
}

/// A word's stems and its prefix; `None` when it is too short or says nothing.
fn word_group(key: &IndexKey, words: &Words, span: Span) -> Option<Vec<i64>> {
    let word = words.slice(span.start, span.end);
    if span.chars < SHORTEST || stop_words::contains(stop_words::head(word), word.len()) {
        return None;
    }
    let end = word.char_indices().nth(LONGEST).map(|(end, _)| end);
    let prefix = end.and_then(|end| word.get(..end)).unwrap_or(word);
    let mut group = vec![hash(&key.prefixes(), prefix)];
    if stem::has_stems(word) {
        group.push(hash(&key.danish_stems(), stem::danish(word)));
        group.push(hash(&key.english_stems(), &stem::english(word)));
    }
    Some(group)
}

/// The values by place, in order, none overlapping. What may be meant otherwise gives way.
fn values(key: &IndexKey, mut found: Vec<Found<'_>>) -> Vec<Values> {
    found.sort_by_key(|value| (value.place.start, Reverse(value.place.end)));
    let of = |reading| {
        let read = found.iter().filter(move |value| value.reading == reading);
        read.fold(Vec::new(), |values, value| added(key, values, value))
    };
    let mut values = of(Reading::Certain);
    let possible = of(Reading::Possible);
    let free = |value: &Values| {
        let at = values.partition_point(|other| other.place.end <= value.place.start);
        values
            .get(at)
            .is_none_or(|other| other.place.start >= value.place.end)
    };
    let possible: Vec<Values> = possible.into_iter().filter(free).collect();
    values.extend(possible);
    values.sort_by_key(|value| value.place.start);
    values
}

/// Adds a value, to the place before if they overlap; not if it is only a part of that one.
fn added(key: &IndexKey, mut values: Vec<Values>, value: &Found<'_>) -> Vec<Values> {
    let hash = key.exact(value.kind, &value.value);
    match values.last_mut() {
        Some(last) if value.place.start < last.place.end => {
            let part = value.place.end <= last.place.end && value.place != last.place;
            if !(part && value.reading == Reading::Certain) {
                last.place.end = last.place.end.max(value.place.end);
                last.hashes.push(hash);
            }
        }
        _ => values.push(Values {
            place: value.place.clone(),
            reading: value.reading,
            hashes: vec![hash],
            asked: false,
        }),
    }
    values
}
