//! The words of a text: runs of letters and digits, in lower case, in one buffer.
//!
//! Index and query are split here and nowhere else, so that they always agree on what a word is.

use std::ops::Range;

/// A text in lower case and where its words are in it.
#[derive(Default)]
pub(super) struct Words {
    text: String,
    spans: Vec<Span>,
}

/// One word, by byte positions in the lower-cased text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Characters in all.
    pub(super) chars: usize,
    /// How many of them are ASCII digits.
    pub(super) digits: usize,
}

impl Span {
    pub(super) fn is_number(self) -> bool {
        self.digits == self.chars
    }
}

/// In lower case, composed, without invisible characters.
pub(super) fn folded(text: &str) -> String {
    Words::of(text).text
}

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let mut words = Self::default();
        words.split(text);
        words
    }

    /// Forgets the last text and splits another; the buffers are kept.
    pub(super) fn split(&mut self, text: &str) {
        self.text.clear();
        self.spans.clear();
        self.text.reserve(text.len());
        self.spans.reserve(text.len() / 6);
        let mut word = Span::default();
        for c in text.chars() {
            match c {
                'a'..='z' | 'æ' | 'ø' | 'å' => self.grow(&mut word, c, 0),
                'A'..='Z' => self.grow(&mut word, c.to_ascii_lowercase(), 0),
                '0'..='9' => self.grow(&mut word, c, 1),
                '\0'..='\x7f' => self.separate(&mut word, c),
                _ => word = self.rare(word, c),
            }
        }
        self.end(&mut word);
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn spans(&self) -> &[Span] {
        &self.spans
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The word with this number; nothing past the last one.
    pub(super) fn word(&self, at: usize) -> &str {
        self.spans
            .get(at)
            .map_or("", |span| self.slice(span.start, span.end))
    }

    /// From the start of one word to the end of another.
    pub(super) fn place(&self, first: usize, last: usize) -> Range<usize> {
        let start = self.spans.get(first).map_or(0, |span| span.start);
        let end = self.spans.get(last).map_or(start, |span| span.end);
        start..end
    }

    /// What stands between this word and the next one; `None` after the last.
    pub(super) fn gap(&self, at: usize) -> Option<&str> {
        let (this, next) = (self.spans.get(at)?, self.spans.get(at + 1)?);
        self.text.get(this.end..next.start)
    }

    #[inline]
    fn grow(&mut self, word: &mut Span, c: char, digit: usize) {
        if word.chars == 0 {
            word.start = self.text.len();
        }
        word.chars += 1;
        word.digits += digit;
        self.text.push(c);
    }

    #[inline]
    fn separate(&mut self, word: &mut Span, c: char) {
        self.end(word);
        self.text.push(c);
    }

    #[inline]
    fn end(&mut self, word: &mut Span) {
        if word.chars > 0 {
            word.end = self.text.len();
            self.spans.push(*word);
            *word = Span::default();
        }
    }

    fn rare(&mut self, mut word: Span, c: char) -> Span {
        if invisible(c) {
            return word;
        }
        for lower in c.to_lowercase() {
            match lower {
                '\u{300}'..='\u{36f}' if word.chars > 0 => self.mark(lower),
                '\u{300}'..='\u{36f}' => {}
                _ if lower.is_alphanumeric() => self.grow(&mut word, lower, 0),
                _ => self.separate(&mut word, lower),
            }
        }
        word
    }

    /// A combining mark changes the letter before it, or nothing.
    fn mark(&mut self, mark: char) {
        let letter = self.text.chars().next_back();
        if let Some(composed) = letter.and_then(|letter| compose(letter, mark)) {
            self.text.pop();
            self.text.push(composed);
        }
    }
}

/// Soft hyphens and zero-width characters, which word processors leave inside words.
fn invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{fe0f}' | '\u{feff}'
    )
}

/// The letters of Latin-1 that a Mac or a phone may send in two parts.
fn compose(letter: char, mark: char) -> Option<char> {
    let (plain, marked) = match mark {
        '\u{300}' => ("aeiou", "àèìòù"),
        '\u{301}' => ("aeiouy", "áéíóúý"),
        '\u{302}' => ("aeiou", "âêîôû"),
        '\u{303}' => ("ano", "ãñõ"),
        '\u{308}' => ("aeiouy", "äëïöüÿ"),
        '\u{30a}' => ("a", "å"),
        '\u{327}' => ("c", "ç"),
        _ => return None,
    };
    let place = plain.chars().position(|c| c == letter)?;
    marked.chars().nth(place)
}

#[cfg(test)]
mod tests {
    use super::{Words, folded};

    fn words(text: &str) -> Vec<String> {
        let words = Words::of(text);
        (0..words.spans().len())
            .map(|at| words.word(at).to_owned())
            .collect()
    }

    #[test]
    fn words_are_runs_of_letters_and_digits_in_lower_case() {
        assert_eq!(
            words("Ærø-båd, ÅBEN kl. 6.40 (qz7lock)!"),
            ["ærø", "båd", "åben", "kl", "6", "40", "qz7lock"]
        );
        assert_eq!(words(" \n–"), [""; 0]);
    }

    #[test]
    fn letters_in_two_parts_are_one_letter_and_aa_stays_aa() {
        assert_eq!(words("A\u{30a}lborg cafe\u{301}"), ["ålborg", "café"]);
        assert_eq!(words("Aalborg"), ["aalborg"]);
        for (parts, letter) in [
            ("E\u{300}", "è"),
            ("o\u{302}", "ô"),
            ("N\u{303}", "ñ"),
            ("u\u{308}", "ü"),
            ("c\u{327}", "ç"),
            ("İ", "i"),
        ] {
            assert_eq!(words(parts), [letter]);
        }
        assert_eq!(words("x\u{30a}y \u{30a}z"), ["xy", "z"]);
    }

    #[test]
    fn invisible_characters_do_not_break_words() {
        assert_eq!(words("for\u{ad}tro\u{200b}lig"), ["fortrolig"]);
        assert_eq!(folded("\u{feff}A\u{a0}B"), "a\u{a0}b");
    }

    #[test]
    fn a_span_counts_characters_and_digits() {
        let words = Words::of("æ1 12345678");

        let spans = words.spans();

        assert_eq!((spans[0].chars, spans[0].digits), (2, 1));
        assert!(spans[1].is_number() && !spans[0].is_number());
        assert_eq!((words.gap(0), words.gap(1)), (Some(" "), None));
    }
}
