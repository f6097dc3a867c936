//! Phone numbers with a country code. Danish ones without it are eight digits like others.

use domain::contact::Phone;

use super::{is_number, joined};
use crate::index::exact::Exact;
use crate::index::find::{Found, Reading};
use crate::index::words::Words;

/// Reads a number after `+` or `00`. Answers with its last word when nothing else can be meant.
///
/// Where a foreign number ends is not known: every end that fits is taken.
pub(super) fn international(words: &Words, at: usize, found: &mut Vec<Found<'_>>) -> Option<usize> {
    let mut place = words.place(at, at);
    let plus = words.slice(0, place.start).ends_with('+');
    let national = words.word(at).strip_prefix("00");
    if !plus && (national.is_none() || continues(words, at)) {
        return None;
    }
    place.start -= usize::from(plus);
    let reading = if plus {
        Reading::Certain
    } else {
        Reading::Possible
    };
    let (mut last, mut sure) = (at, None);
    let mut digits = String::from("+");
    digits.push_str(if plus {
        words.word(at)
    } else {
        national.unwrap_or_default()
    });
    while digits.len() <= 16 {
        let danish = digits.starts_with("+45") && digits.len() == 11;
        let foreign = digits.len() > 7 && !digits.starts_with("+45");
        if let Some(phone) = Phone::parse(&digits).filter(|_| danish || foreign) {
            let place = place.start..words.place(last, last).end;
            let reading = if danish { Reading::Certain } else { reading };
            sure = (reading == Reading::Certain).then_some(last);
            let value = phone.as_str().to_owned();
            found.push(Found::new(Exact::Phone, value, place, reading));
        }
        if danish || !joined(words, last) {
            break;
        }
        last += 1;
        digits.push_str(words.word(last));
    }
    sure
}

/// Whether the word before belongs to the same number.
fn continues(words: &Words, at: usize) -> bool {
    let before = at.checked_sub(1);
    before.is_some_and(|before| is_number(words, before) && joined(words, before))
}
