//! Symbols of five bits and their checksum, as in Bech32 and Bech32m (BIP 173, BIP 350).
//!
//! An age identity is written in Bech32; a printed share borrows alphabet and checksum. The code
//! behind the checksum finds every error of up to four wrong symbols in a text of up to 89 (a share
//! has 68), and anything else but once in 2^30. It never corrects: what does not fit is refused.

use zeroize::Zeroizing;

/// Symbols that hold 32 bytes; the last one has four bits to spare, which are zero.
pub(super) const SECRET_SYMBOLS: usize = 52;
/// Symbols of a checksum.
pub(super) const CHECK_SYMBOLS: usize = 6;

/// The symbols by value, in capitals. There is no B, I, O and 1.
const ALPHABET: &[u8; 32] = b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
const GENERATOR: [u32; 5] = [
    0x3b6a_57b2,
    0x2650_8e6d,
    0x1ea1_19fa,
    0x3d42_33dd,
    0x2a14_62b3,
];

/// Which of the two checksums.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// BIP 173; age uses it.
    Bech32,
    /// BIP 350; shares use it.
    Bech32m,
}

impl Form {
    const fn constant(self) -> u32 {
        match self {
            Self::Bech32 => 1,
            Self::Bech32m => 0x2bc8_30a3,
        }
    }
}

/// The symbol for a value below 32.
pub(super) fn symbol(value: u8) -> char {
    ALPHABET
        .get(usize::from(value & 31))
        .copied()
        .map_or('Q', char::from)
}

/// The value of a symbol as people type it: any case, look-alikes read as what they look like.
pub(super) fn value(symbol: char) -> Option<u8> {
    let upper = match symbol.to_ascii_uppercase() {
        'B' => '8',
        'I' | '1' => 'L',
        'O' => '0',
        other => other,
    };
    ALPHABET
        .iter()
        .position(|&known| char::from(known) == upper)
        .and_then(|at| u8::try_from(at).ok())
}

/// The values of the symbols that hold `bytes`.
pub(super) fn values_of(bytes: &[u8; 32]) -> Zeroizing<Vec<u8>> {
    let mut bits = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| (byte >> bit) & 1));
    let mut values = Zeroizing::new(Vec::with_capacity(SECRET_SYMBOLS + CHECK_SYMBOLS));
    for _ in 0..SECRET_SYMBOLS {
        values.push((0..5).fold(0, |value, _| (value << 1) | bits.next().unwrap_or(0)));
    }
    values
}

/// The bytes that `values` hold. `None` when it is not 32 bytes or the spare bits are not zero.
pub(super) fn bytes_of(values: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    if values.len() != SECRET_SYMBOLS {
        return None;
    }
    let mut bits = values
        .iter()
        .flat_map(|value| (0..5).rev().map(move |bit| (value >> bit) & 1));
    let mut bytes = Zeroizing::new([0; 32]);
    for byte in bytes.iter_mut() {
        *byte = (0..8).fold(0, |byte, _| (byte << 1) | bits.next().unwrap_or(0));
    }
    bits.all(|bit| bit == 0).then_some(bytes)
}

/// The checksum of `values` after the prefix, which is taken in lower case.
pub(super) fn checksum(prefix: &str, values: &[u8], form: Form) -> [u8; CHECK_SYMBOLS] {
    let after = values.iter().copied().chain([0; CHECK_SYMBOLS]);
    let sum = remainder(prefix, after) ^ form.constant();
    [25, 20, 15, 10, 5, 0].map(|shift| {
        let [low, ..] = (sum >> shift).to_le_bytes();
        low & 31
    })
}

/// Whether `values`, which end in a checksum, are as they were written.
pub(super) fn fits(prefix: &str, values: &[u8], form: Form) -> bool {
    remainder(prefix, values.iter().copied()) == form.constant()
}

fn remainder(prefix: &str, values: impl Iterator<Item = u8>) -> u32 {
    let lower = || prefix.bytes().map(|byte| byte.to_ascii_lowercase());
    lower()
        .map(|byte| byte >> 5)
        .chain([0])
        .chain(lower().map(|byte| byte & 31))
        .chain(values)
        .fold(1, |sum: u32, value| {
            let top = sum >> 25;
            let shifted = ((sum & 0x01ff_ffff) << 5) ^ u32::from(value);
            GENERATOR
                .iter()
                .enumerate()
                .filter(|(bit, _)| (top >> bit) & 1 == 1)
                .fold(shifted, |sum, (_, term)| sum ^ term)
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Form, bytes_of, checksum, fits, symbol, value, values_of};

    fn values(text: &str) -> Vec<u8> {
        text.chars().map(|c| value(c).unwrap()).collect()
    }

    #[test]
    fn the_examples_of_both_standards_fit() {
        // BIP 173 and BIP 350, "Test vectors".
        assert!(fits("a", &values("2uel5l"), Form::Bech32));
        assert!(fits(
            "split",
            &values("checkupstagehandshakeupstreamerranterredcaperred2y9e3w"),
            Form::Bech32
        ));
        assert!(fits("a", &values("lqfn3a"), Form::Bech32m));
        assert!(fits(
            "split",
            &values("checkupstagehandshakeupstreamerranterredcaperredlc445v"),
            Form::Bech32m
        ));
        assert!(!fits("a", &values("2uel5l"), Form::Bech32m));
    }

    #[test]
    fn look_alikes_are_read_and_strangers_are_not() {
        assert_eq!(value('o'), value('0'));
        assert_eq!(value('1'), value('L'));
        assert_eq!(value('i'), value('l'));
        assert_eq!(value('b'), value('8'));
        for stranger in ['-', ' ', '*', 'æ', '\u{0}'] {
            assert_eq!(value(stranger), None);
        }
        assert!((0..32).all(|v| value(symbol(v)) == Some(v)));
    }

    #[test]
    fn spare_bits_and_other_lengths_are_refused() {
        let mut good = values_of(&[7; 32]).to_vec();
        assert!(bytes_of(&good).is_some());
        assert!(bytes_of(&good[1..]).is_none());
        good[51] |= 1;
        assert!(bytes_of(&good).is_none());
    }

    proptest! {
        #[test]
        fn symbols_hold_the_bytes(bytes in any::<[u8; 32]>()) {
            prop_assert_eq!(*bytes_of(&values_of(&bytes)).unwrap(), bytes);
        }

        #[test]
        fn up_to_four_wrong_symbols_never_fit(
            bytes in any::<[u8; 32]>(),
            wrong in prop::collection::vec((0usize..58, 1u8..32), 1..=4),
        ) {
            let mut good = values_of(&bytes).to_vec();
            good.extend(checksum("smv", &good, Form::Bech32m));
            prop_assert!(fits("smv", &good, Form::Bech32m));
            let mut bad = good.clone();
            for (at, by) in wrong {
                bad[at] ^= by;
            }
            prop_assert_eq!(fits("smv", &bad, Form::Bech32m), bad == good);
        }
    }
}
