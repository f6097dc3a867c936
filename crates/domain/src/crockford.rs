//! Crockford base 32 and the check symbol over GF(32).
//!
//! The alphabet is Crockford's (no I, L, O, U; `I`/`L` read as 1, `O` as 0). The check symbol makes
//! the weighted sum of all symbols zero in GF(32) with weights `a^0, a^1, …` of the primitive
//! element `a` (polynomial x^5 + x^2 + 1). The weights are non-zero and differ between neighbours,
//! so every single wrong symbol and every swap of two neighbours is caught, up to 31 symbols.

/// Crockford's alphabet, by value.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The symbol for a value below 32.
fn symbol(value: u8) -> char {
    ALPHABET
        .get(usize::from(value & 31))
        .copied()
        .map_or('0', char::from)
}

/// The value of a symbol as people type it.
fn value(symbol: char) -> Option<u8> {
    let upper = match symbol.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        other => other,
    };
    ALPHABET
        .iter()
        .position(|&known| char::from(known) == upper)
        .and_then(|at| u8::try_from(at).ok())
}

/// Multiplies by the primitive element of GF(32).
const fn times_a(x: u8) -> u8 {
    let shifted = x << 1;
    if shifted & 0b10_0000 == 0 {
        shifted
    } else {
        (shifted ^ 0b10_0101) & 31
    }
}

/// The weighted sum over all symbols, the last one (the check symbol) with weight 1.
fn weighted_sum(values: &[u8]) -> u8 {
    // Horner's scheme: the first symbol ends up with the highest power.
    values.iter().fold(0, |sum, &v| times_a(sum) ^ v)
}

/// Symbols for the first `count` groups of five bits of `bytes`, with the check symbol appended.
pub(crate) fn encode_with_check(bytes: &[u8], count: usize) -> String {
    let mut bits = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| (byte >> bit) & 1));
    let mut values: Vec<u8> = (0..count)
        .map(|_| (0..5).fold(0, |value, _| (value << 1) | bits.next().unwrap_or(0)))
        .collect();
    // With weight 1 the check symbol is simply the sum of the others, shifted one place.
    values.push(times_a(weighted_sum(&values)));
    values.into_iter().map(symbol).collect()
}

/// Reads `count` symbols and a check symbol, with or without separators and in any case.
///
/// `None` when a symbol is unknown, the count is wrong or the check symbol does not fit.
pub(crate) fn parse_with_check(text: &str, count: usize) -> Option<String> {
    let values: Vec<u8> = text
        .chars()
        .filter(|c| !matches!(c, '-' | ' ' | '\u{a0}' | '.' | '_' | '\t' | '\n' | '\r'))
        .map(value)
        .collect::<Option<_>>()?;
    if values.len() != count + 1 || weighted_sum(&values) != 0 {
        return None;
    }
    Some(values.into_iter().map(symbol).collect())
}

/// Puts a separator after every four symbols, for reading aloud.
pub(crate) fn grouped(symbols: &str) -> String {
    let mut out = String::with_capacity(symbols.len() * 5 / 4);
    for (at, symbol) in symbols.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            out.push('-');
        }
        out.push(symbol);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{ALPHABET, encode_with_check, parse_with_check};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_single_error_and_every_swap_of_neighbours_is_caught(
            bytes in proptest::array::uniform17(any::<u8>()),
            count in prop_oneof![Just(7usize), Just(26usize)],
        ) {
            let good = encode_with_check(&bytes, count);
            prop_assert!(parse_with_check(&good, count).is_some());
            let symbols: Vec<char> = good.chars().collect();
            for at in 0..symbols.len() {
                for &other in ALPHABET {
                    let mut bad = symbols.clone();
                    bad[at] = char::from(other);
                    if bad != symbols {
                        prop_assert!(parse_with_check(&bad.iter().collect::<String>(), count).is_none());
                    }
                }
                if at > 0 && symbols[at] != symbols[at - 1] {
                    let mut bad = symbols.clone();
                    bad.swap(at, at - 1);
                    prop_assert!(parse_with_check(&bad.iter().collect::<String>(), count).is_none());
                }
            }
        }
    }

    #[test]
    fn lower_case_separators_and_look_alikes_are_read() {
        let good = encode_with_check(&[0b0000_1000, 0, 0, 0, 0], 7);

        let typed = good.to_lowercase().replace('1', "l").replace('0', "o");

        assert_eq!(parse_with_check(&format!(" {typed} "), 7), Some(good));
    }
}
