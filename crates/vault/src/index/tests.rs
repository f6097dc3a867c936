//! What is found, and what is not.

mod any_text;
mod values;

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
