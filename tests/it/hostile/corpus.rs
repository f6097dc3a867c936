//! The strings, and samples of them.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// A string that means harm.
#[derive(Debug, Clone)]
pub(crate) struct Hostile {
    /// As JSON writes it; it may be text that no Rust string holds.
    pub(crate) literal: String,
}

impl Hostile {
    /// The text, if it is Unicode.
    pub(crate) fn text(&self) -> Option<String> {
        serde_json::from_str(&self.literal).ok()
    }

    /// The bytes; halves of surrogate pairs as three bytes each, as some programs write them.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        if let Some(text) = self.text() {
            return text.into_bytes();
        }
        let mut bytes = Vec::new();
        let mut rest = self.literal.trim_matches('"');
        while let Some(first) = rest.chars().next() {
            let unit = rest.strip_prefix("\\u").and_then(|hex| hex.get(..4));
            match unit.and_then(|hex| u32::from_str_radix(hex, 16).ok()) {
                Some(unit) => {
                    let part =
                        |shift: u32, mask: u32| u8::try_from((unit >> shift) & mask).unwrap();
                    bytes.extend([
                        0xe0 | part(12, 0xf),
                        0x80 | part(6, 0x3f),
                        0x80 | part(0, 0x3f),
                    ]);
                    rest = &rest[6..];
                }
                None => {
                    bytes.extend(first.to_string().bytes());
                    rest = &rest[first.len_utf8()..];
                }
            }
        }
        bytes
    }

    /// For a query or a path.
    pub(crate) fn in_address(&self) -> String {
        use std::fmt::Write as _;
        let mut encoded = String::new();
        for byte in self.bytes().iter().take(6000) {
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    }
}

/// All of them.
pub(crate) fn corpus() -> Vec<Hostile> {
    include_str!("corpus.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| match line.split_once(" * ") {
            Some((times, literal)) if times.bytes().all(|b| b.is_ascii_digit()) => {
                let inner = &literal[1..literal.len() - 1];
                let times = times.parse().unwrap();
                format!("\"{}\"", inner.repeat(times))
            }
            _ => line.to_owned(),
        })
        .map(|literal| Hostile { literal })
        .collect()
}

/// The seed of this run.
pub(crate) fn seed() -> u64 {
    std::env::var_os("SMV_CERT_TEST_SEED")
        .and_then(|seed| seed.to_str()?.parse().ok())
        .unwrap_or_else(|| u64::from(std::process::id()))
}

/// Some of them, the same for the same seed and name.
pub(crate) fn sample<'c>(
    all: &'c [Hostile],
    size: usize,
    seed: u64,
    name: &str,
) -> Vec<&'c Hostile> {
    let rank = |at: usize| {
        let mut hasher = DefaultHasher::new();
        (seed, name, at).hash(&mut hasher);
        hasher.finish()
    };
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|at| rank(*at));
    order.into_iter().take(size).map(|at| &all[at]).collect()
}
