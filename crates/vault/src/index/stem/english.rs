//! The English stemmer, asked only when it has something to do.

use std::borrow::Cow;
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// The English stem of a word of at least three letters.
pub(crate) fn english(word: &str) -> Cow<'_, str> {
    cut_only(word).map_or_else(|| STEMMER.stem(word), Cow::Borrowed)
}

/// The stem, if no rule fits the end of the word, or only the one about a final e.
fn cut_only(word: &str) -> Option<&str> {
    let suffix = match word.as_bytes() {
        // Rules that hold early in a word, or change letters.
        [.., b's' | b'y']
        | [.., b'e', b'd']
        | [.., b'i', b'n', b'g']
        | [.., b'f', b'u', b'l']
        | [.., b'i', b'z', b'e', b'r']
        | [.., b'a', b't', b'o', b'r']
        | [.., b'c' | b'g' | b'l' | b't', b'i']
        | [.., b'i', b'c', b'a', b'l']
        | [.., b'o', b'n', b'a', b'l']
        | [.., b'a', b'l', b'i', b's', b'm']
        | [.., b'a', b't', b'i', b'o', b'n']
        | [.., b'a' | b'e', b'n', b'c', b'e']
        | [.., b'a' | b'i', b'b', b'l', b'e']
        | [.., b'a', b't', b'e']
        | [.., b'i', b'v' | b'z', b'e'] => return None,
        [.., b'e'] => {
            return if odd(word) {
                None
            } else {
                Some(without_e(word))
            };
        }
        // Rules that hold only after two vowels with a consonant behind them.
        [.., b'l', b'l'] => 1,
        [.., b'e', b'r'] | [.., b'i', b'c'] | [.., b'a', b'l'] => 2,
        [.., b'i', b'o', b'n'] | [.., b'i', b's', b'm'] | [.., b'a' | b'e', b'n', b't'] => 3,
        _ => return Some(word),
    };
    let late = region(word, 1).is_some_and(|start| start + suffix <= word.len());
    if late || odd(word) { None } else { Some(word) }
}

/// Words whose regions are not found by vowels alone, and an exception.
fn odd(word: &str) -> bool {
    word.contains('y')
        || ["arsen", "commun", "gener"]
            .iter()
            .any(|start| word.starts_with(start))
        || word == "howe"
}

/// The byte after the consonant behind the first (0) or second (1) group of vowels.
fn region(word: &str, vowels: usize) -> Option<usize> {
    let pairs = word.bytes().zip(word.bytes().skip(1)).zip(2..);
    let mut starts = pairs.filter(|((a, b), _)| is_vowel((*a).into()) && !is_vowel((*b).into()));
    starts.nth(vowels).map(|(_, start)| start)
}

fn without_e(word: &str) -> &str {
    let Some(body) = word.strip_suffix('e') else {
        return word;
    };
    let within = |start: Option<usize>| start.is_some_and(|start| start <= body.len());
    if within(region(word, 1)) || within(region(word, 0)) && !ends_short(body) {
        body
    } else {
        word
    }
}

/// Whether the last syllable is short: the e says so, and stays.
fn ends_short(body: &str) -> bool {
    let mut letters = body.chars().rev();
    match (letters.next(), letters.next(), letters.next()) {
        (Some(last), Some(vowel), before) if is_vowel(vowel) && !is_vowel(last) => {
            before.is_none_or(|c| !is_vowel(c) && !matches!(last, 'w' | 'x'))
        }
        _ => false,
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}
