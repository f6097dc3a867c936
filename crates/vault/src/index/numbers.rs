//! Numbers in a text: CVR, phone, IBAN, Danish accounts, written in one piece or in groups.

mod accounts;
mod phones;

use domain::contact::Phone;

use super::exact::Exact;
use super::find::Found;
use super::words::{Span, Words};

pub(super) fn find(words: &Words, found: &mut Vec<Found<'_>>) {
    let mut at = 0;
    while let Some(span) = words.spans().get(at) {
        at = match span.digits {
            0 => at + 1,
            _ => number(words, at, *span, found),
        };
    }
}

/// Reads what begins at this word. Answers with the number of the word to go on with.
fn number(words: &Words, at: usize, span: Span, found: &mut Vec<Found<'_>>) -> usize {
    if let Some(last) = accounts::iban(words, at, found) {
        return last + 1;
    }
    if !span.is_number() {
        glued_cvr(words, at, found);
        return at + 1;
    }
    if let Some(last) = phones::international(words, at, found) {
        return last + 1;
    }
    eight_digits(words, at, found);
    accounts::danish(words, at, found);
    at + 1
}

/// `DK12345678`, `cvr12345678`.
fn glued_cvr(words: &Words, at: usize, found: &mut Vec<Found<'_>>) {
    let word = words.word(at);
    let number = word.strip_prefix("dk").or_else(|| word.strip_prefix("cvr"));
    if let Some(digits) = number.filter(|n| n.len() == 8 && n.bytes().all(|b| b.is_ascii_digit())) {
        let place = words.place(at, at);
        found.push(Found::certain(Exact::Cvr, digits.to_owned(), place));
    }
}

/// Eight digits in all, in one piece or in groups: a CVR number, or a phone number, or neither.
fn eight_digits(words: &Words, at: usize, found: &mut Vec<Found<'_>>) {
    let length = |at| words.spans().get(at).map_or(0, |span: &Span| span.chars);
    let (mut last, mut total) = (at, length(at));
    let separator = words.gap(at);
    while total < 8 {
        let even = words.gap(last) == separator
            && matches!(separator, Some(" " | "\u{a0}" | "-" | "." | "/"));
        if !even || !is_number(words, last + 1) {
            return;
        }
        last += 1;
        total += length(last);
    }
    let single = (at..=last).any(|at| length(at) == 1);
    let date = last == at + 2 && (length(at) == 4 || length(last) == 4);
    if total > 8 || single || date {
        return;
    }
    let digits: String = (at..=last).map(|at| words.word(at)).collect();
    let place = words.place(at, last);
    if let Some(start) = cvr_label(words, at) {
        found.push(Found::certain(Exact::Cvr, digits.clone(), start..place.end));
    }
    if let Some(phone) = Phone::parse(&digits) {
        found.push(Found::possible(
            Exact::Phone,
            phone.as_str().to_owned(),
            place.clone(),
        ));
    }
    found.push(Found::possible(Exact::Cvr, digits, place));
}

/// Where a `DK` or `CVR-nr.` before this word begins, if it stands alone.
fn cvr_label(words: &Words, at: usize) -> Option<usize> {
    let label = label(words, at)?;
    let start = words.place(label, label).start;
    let alone = !words.slice(0, start).ends_with(['.', '-', '@', '_', '/']);
    (matches!(words.word(label), "dk" | "cvr" | "cvrnr") && alone).then_some(start)
}

/// The word before this one, over a `nr.` between them.
fn label(words: &Words, at: usize) -> Option<usize> {
    let before = at.checked_sub(1).filter(|label| near(words, *label))?;
    match words.word(before) {
        "nr" => before.checked_sub(1).filter(|label| near(words, *label)),
        _ => Some(before),
    }
}

/// Whether no more than some punctuation stands before the next word.
fn near(words: &Words, at: usize) -> bool {
    words.gap(at).is_some_and(|gap| gap.len() <= 4)
}

/// Whether the next word can be the next group of the digits of a phone number.
fn joined(words: &Words, at: usize) -> bool {
    is_number(words, at + 1)
        && words
            .gap(at)
            .is_some_and(|gap| gap.len() <= 3 && gap.chars().all(|c| " \u{a0}-./()".contains(c)))
}

fn is_number(words: &Words, at: usize) -> bool {
    words.spans().get(at).is_some_and(|span| span.is_number())
}
