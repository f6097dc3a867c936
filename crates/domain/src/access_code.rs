//! Access codes: the secret that opens a report to its reporter. Shown once, never stored in plain.

use std::fmt;

use crate::crockford;

/// Symbols before the check symbol: 26 x 5 = 130 bits.
const SYMBOLS: usize = 26;

/// An access code: 26 Crockford symbols (130 bits) and a check symbol.
///
/// ASVS 5.0, 11.5.1 and 6.5.2: enough entropy for a keyed hash without a slow key derivation.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessCode(String);

impl AccessCode {
    /// Cuts a code from a MAC of at least 17 bytes.
    #[must_use]
    pub fn from_mac(mac: &[u8; 32]) -> Self {
        Self(crockford::encode_with_check(mac, SYMBOLS))
    }

    /// Reads a code as people type it: any case, with or without separators.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        crockford::parse_with_check(text, SYMBOLS).map(Self)
    }

    /// The code in groups of four, for showing once.
    #[must_use]
    pub fn shown(&self) -> String {
        crockford::grouped(&self.0)
    }

    /// The bare symbols, for hashing.
    #[must_use]
    pub fn symbols(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AccessCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::AccessCode;

    #[test]
    fn a_code_is_shown_in_groups_and_read_in_any_shape() {
        let code = AccessCode::from_mac(&[0xa5; 32]);

        assert_eq!(code.symbols().len(), 27);
        assert_eq!(code.shown().split('-').count(), 7);
        assert_eq!(
            AccessCode::parse(&code.shown().to_lowercase()),
            Some(code.clone())
        );
        assert_eq!(
            AccessCode::parse(&code.shown().replace('-', " ")),
            Some(code.clone())
        );
        assert!(!format!("{code:?}").contains(code.symbols()));
    }
}
