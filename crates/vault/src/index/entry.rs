//! Making the index entry of a text: all its hashes, and decoys.

use std::hash::Hasher;
use std::iter;

use siphasher::sip::SipHasher24;

use super::exact::{Exact, normal_form, with_parents};
use super::find::found;
use super::key::{IndexKey, hash};
use super::refang::refanged;
use super::words::Words;
use super::{LONGEST, SHORTEST, stem, stop_words};

/// Entries hold a multiple of so many hashes.
const BUCKET: usize = 64;

/// Gathers the hashes of one row.
pub struct Terms<'k> {
    key: &'k IndexKey,
    words: Words,
    hashes: Vec<i64>,
}

/// A word, sorted by its first eight bytes as one number, then by all of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Word<'t> {
    head: u64,
    text: &'t str,
}

impl<'k> Terms<'k> {
    /// Starts an entry without any hash.
    #[must_use]
    pub fn new(key: &'k IndexKey) -> Self {
        let words = Words::default();
        let hashes = Vec::with_capacity(8 * BUCKET);
        Self { key, words, hashes }
    }

    /// Adds free text: its words, and the exact values in it.
    pub fn text(&mut self, text: &str) {
        self.words.split(text);
        add_words(self.key, &self.words, &mut self.hashes);
        let clear = refanged(text);
        if clear != text {
            self.words.split(&clear);
        }
        for value in found(&self.words) {
            add_exact(self.key, value.kind, &value.value, &mut self.hashes);
        }
    }

    /// Adds a value known to be of that kind, in whatever form. Not its words: those are `text`.
    pub fn exact(&mut self, kind: Exact, value: &str) {
        add_exact(self.key, kind, &normal_form(kind, value), &mut self.hashes);
    }

    /// Sorted and distinct, filled up with decoys to the next multiple of 64, at least 64, so that
    /// their number says little. The decoys differ each time.
    #[must_use]
    pub fn finish(self) -> Vec<i64> {
        let decoys = self.key.decoys();
        let mut hashes = self.bare();
        let full = hashes.len().next_multiple_of(BUCKET).max(BUCKET);
        let mut seed = [0; 16];
        // Should the system have no randomness, decoys still follow from the secret and the text.
        let _ = getrandom::fill(&mut seed);
        let text = hashes
            .iter()
            .fold(0_i64, |sum, hash| sum.wrapping_add(*hash));
        let mut count = 0_u64;
        while hashes.len() < full {
            for _ in hashes.len()..full {
                let mut decoy = decoys;
                decoy.write(&seed);
                decoy.write_i64(text);
                decoy.write_u64(count);
                hashes.push(decoy.finish().cast_signed());
                count += 1;
            }
            sort_anew(&mut hashes);
            hashes.dedup();
        }
        hashes
    }

    /// Sorted and distinct, without decoys: for tests and measurements.
    #[must_use]
    pub fn bare(mut self) -> Vec<i64> {
        self.hashes.sort_unstable();
        self.hashes.dedup();
        self.hashes
    }
}

/// Sorts a sorted list to which a little was added.
#[expect(
    clippy::stable_sort_primitive,
    reason = "the stable sort merges runs that are sorted already"
)]
fn sort_anew(hashes: &mut [i64]) {
    hashes.sort();
}

fn add_exact(key: &IndexKey, kind: Exact, normal_form: &str, hashes: &mut Vec<i64>) {
    if normal_form.is_empty() {
        return;
    }
    hashes.push(key.exact(kind, normal_form));
    let domain = match kind {
        Exact::Domain => Some(normal_form),
        Exact::Email => normal_form.rsplit_once('@').map(|(_, domain)| domain),
        Exact::Cvr | Exact::Phone | Exact::Hash | Exact::Account => None,
    };
    for domain in domain.into_iter().flat_map(with_parents) {
        hashes.push(key.exact(Exact::Domain, domain));
    }
}

/// Adds every word once. In sorted order, a word need not repeat the prefixes of the one before.
fn add_words(key: &IndexKey, words: &Words, hashes: &mut Vec<i64>) {
    let long = words.spans().iter().filter(|span| span.chars >= SHORTEST);
    let mut sorted: Vec<Word<'_>> = long
        .map(|span| words.slice(span.start, span.end))
        .map(|text| Word {
            head: stop_words::head(text),
            text,
        })
        .collect();
    sorted.sort_unstable();
    sorted.dedup();
    let (danish, english) = (key.danish_stems(), key.english_stems());
    let prefixes = key.prefixes();
    let mut before = "";
    for Word { head, text } in sorted {
        if stop_words::contains(head, text.len()) {
            continue;
        }
        add_prefixes(prefixes, text, shared(before, text), hashes);
        before = text;
        if stem::has_stems(text) {
            hashes.push(hash(&danish, stem::danish(text)));
            hashes.push(hash(&english, &stem::english(text)));
        }
    }
}

/// How many bytes two words begin with alike.
fn shared(before: &str, word: &str) -> usize {
    let pairs = before.bytes().zip(word.bytes());
    pairs.take_while(|(a, b)| a == b).count()
}

/// Adds the prefixes that are longer than `same` bytes. Whole blocks are done only once.
fn add_prefixes(mut start: SipHasher24, word: &str, same: usize, hashes: &mut Vec<i64>) {
    const BLOCK: usize = 8;
    let starts = word.char_indices().map(|(start, _)| start);
    let ends = starts.chain(iter::once(word.len())).skip(SHORTEST);
    let mut rest = word.as_bytes();
    let mut done = 0;
    for end in ends.take(LONGEST + 1 - SHORTEST).filter(|end| *end > same) {
        while end - done >= BLOCK {
            let Some((block, more)) = rest.split_at_checked(BLOCK) else {
                return;
            };
            start.write(block);
            rest = more;
            done += BLOCK;
        }
        let last = rest.get(..end - done).unwrap_or_default();
        hashes.push(start.hash(last).cast_signed());
    }
}
