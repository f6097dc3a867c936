//! Accounts in a text: IBANs in groups or in one piece, and Danish accounts with or without labels.

use super::{is_number, joined, label, near};
use crate::index::account;
use crate::index::exact::Exact;
use crate::index::find::Found;
use crate::index::words::Words;

/// Reads an IBAN that begins at this word, or at a `DK` before it. Answers with its last word.
pub(super) fn iban(words: &Words, at: usize, found: &mut Vec<Found<'_>>) -> Option<usize> {
    let first = match at.checked_sub(1) {
        _ if account::begins_iban(words.word(at)) => at,
        Some(before) if words.word(before) == "dk" && words.gap(before) == Some(" ") => before,
        _ => return None,
    };
    let (mut last, mut value) = (first, String::new());
    loop {
        let word = words.word(last);
        value.push_str(&word.to_ascii_uppercase());
        if account::is_iban(&value) {
            break;
        }
        let group = last == first || word.len() == 4 || word.bytes().any(|b| b.is_ascii_digit());
        let fits = value.len() < 4 || account::begins_iban(&value);
        let joined = matches!(words.gap(last), Some(" " | "-" | "\u{a0}"));
        if value.len() > 34 || !(group && fits && joined) {
            return None;
        }
        last += 1;
    }
    let place = words.place(first, last);
    found.push(Found::certain(Exact::Account, value, place));
    Some(last)
}

/// Four digits and an account, with or without words that say so.
pub(super) fn danish(words: &Words, at: usize, found: &mut Vec<Found<'_>>) {
    let registration = words.word(at);
    if registration.len() == 14 {
        let value = account::normal_form(registration);
        found.push(Found::possible(Exact::Account, value, words.place(at, at)));
    }
    if registration.len() != 4 {
        return;
    }
    if let Some(start) = registration_label(words, at) {
        labelled_account(words, at, start, found);
    } else if matches!(words.gap(at), Some(" " | "-" | "/" | " - " | "\u{a0}"))
        && is_number(words, at + 1)
        && (6..=10).contains(&words.word(at + 1).len())
    {
        let value = account::danish(registration, words.word(at + 1));
        found.push(Found::possible(
            Exact::Account,
            value,
            words.place(at, at + 1),
        ));
    }
}

/// Where `reg.nr.` before this word begins.
fn registration_label(words: &Words, at: usize) -> Option<usize> {
    let label = label(words, at)?;
    account::is_registration(words.word(label)).then(|| words.place(label, label).start)
}

/// Takes every end that leaves a possible account, since spaces may stand inside it.
fn labelled_account(words: &Words, at: usize, start: usize, found: &mut Vec<Found<'_>>) {
    let mut last = at;
    while last < at + 4 && near(words, last) && account::is_filler(words.word(last + 1)) {
        last += 1;
    }
    let mut digits = String::new();
    while near(words, last)
        && is_number(words, last + 1)
        && (digits.is_empty() || joined(words, last))
    {
        last += 1;
        digits.push_str(words.word(last));
        if digits.len() > 10 {
            return;
        }
        if digits.len() >= 4 {
            let value = account::danish(words.word(at), &digits);
            found.push(Found::certain(
                Exact::Account,
                value,
                start..words.place(last, last).end,
            ));
        }
    }
}
