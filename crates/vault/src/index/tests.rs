//! What is found, and what is not.

mod any_text;
mod hosts;
mod numbers;
mod values;

use super::find::{Found, Reading, found};
use super::words::Words;
use super::{IndexKey, Query, Terms};

fn key() -> IndexKey {
    IndexKey::new([7; 32])
}

fn bare(text: &str) -> Vec<i64> {
    let key = key();
    let mut terms = Terms::new(&key);
    terms.text(text);
    terms.bare()
}

/// Whether a search for the query finds the text.
fn finds(query: &str, text: &str) -> bool {
    Query::parse(&key(), query).is_some_and(|query| query.matches(&bare(text)))
}

/// All that is found, a line each: `kind value <- place`, with a question mark if only possible.
fn lines(text: &str) -> Vec<String> {
    let words = Words::of(text);
    let line = |found: Found<'_>| {
        let doubt = match found.reading {
            Reading::Certain => "",
            Reading::Possible => "?",
        };
        let place = words.slice(found.place.start, found.place.end);
        format!("{:?}{doubt} {} <- {place}", found.kind, found.value)
    };
    let mut lines: Vec<String> = found(&words).into_iter().map(line).collect();
    lines.sort_unstable();
    lines
}

#[test]
fn words_are_found_by_other_forms_and_by_their_beginnings() {
    let text = "Serverne blev krypteret; vi fik en løsesumsmeddelelse om de ENCRYPTED files.";
    for query in [
        "server",
        "krypter",
        "kryptere",
        "Løs",
        "LØSESUM",
        "løsesumsmeddelelserne",
        "encrypts",
        "krypteret server",
    ] {
        assert!(finds(query, text), "{query}");
    }
    for query in ["serverrum", "øse", "krypteret mail"] {
        assert!(!finds(query, text), "{query}");
    }
}

#[test]
fn a_query_of_stop_words_and_short_words_asks_nothing() {
    for text in ["", "ikke", "og til", "12 kl", "  ?!", "æ"] {
        assert_eq!(Query::parse(&key(), text), None, "{text}");
    }
    assert!(finds("vi kan ikke fakturere", "fakturerer"));
}

#[test]
fn a_long_word_is_found_by_its_first_24_letters() {
    let word = "å".repeat(30);
    assert!(finds(&word, &"å".repeat(24)) && finds(&"å".repeat(24), &word));
    assert!(!finds(&"å".repeat(24), &"å".repeat(23)));
}

#[test]
fn a_word_has_a_hash_for_each_prefix_and_each_stem() {
    assert_eq!(bare("løs").len(), 3);
    // Three prefixes; one Danish stem; in English, three words.
    assert_eq!(bare("løs løse løsen").len(), 3 + 1 + 3);
    assert_eq!(bare("4711").len(), 2);
    assert_eq!(bare(&"å".repeat(30)).len(), 22 + 2);
}

#[test]
fn decoys_differ_each_time() {
    let key = key();
    let entry = || {
        let mut terms = Terms::new(&key);
        terms.text("server");
        terms.finish()
    };
    assert_ne!(entry(), entry());
    assert_eq!(Terms::new(&key).finish().len(), 64);
}

#[test]
fn a_query_asks_once_for_each_place_and_each_word() {
    let groups = |text: &str| {
        let query = Query::parse(&key(), text).unwrap();
        let mut sizes: Vec<usize> = query.all.iter().map(Vec::len).collect();
        sizes.sort_unstable();
        sizes
    };
    for (text, sizes) in [
        ("server", &[3][..]),
        ("server Server 4711", &[1, 3]),
        ("server evil.dk mail", &[1, 3, 3]),
        ("+4520304050+4520304051", &[1, 1]),
        ("karen@evil.dk", &[1]),
        ("https://evil.dk/server?x=karen@evil.dk", &[1]),
        ("evil.dk karen@evil.dk", &[1, 1]),
        ("20304050", &[3]),
        ("20 30 40 50", &[2]),
        ("2030 4050", &[3, 3]),
        ("+45 20304050", &[1]),
        ("DK 20304050", &[1]),
        ("reg.nr. 0040 konto 0440 116 243", &[1]),
        ("20.30.40.50", &[3]),
        ("203.0.113.9", &[1]),
        ("12 20 30 40 50", &[3]),
        ("evil.dk 20304050", &[1, 3]),
    ] {
        assert_eq!(groups(text), sizes, "{text}");
    }
}
