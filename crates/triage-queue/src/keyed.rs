//! Keyed hashes: access codes, and look-up values that tell nothing without the key.
//!
//! HMAC-SHA-256 (RFC 2104). Every purpose has its own prefix, so that a hash made for one can never
//! be found by another.

use domain::access_code::AccessCode;
use domain::number::ReportNumber;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The two secrets of intake.
#[derive(Clone)]
pub struct Keys {
    /// Makes access codes.
    pub code: Key,
    /// Makes look-up hashes.
    pub lookup: Key,
}

/// A 256-bit key for HMAC-SHA-256.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// A key from 32 random bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    fn mac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            return [0; 32];
        };
        mac.update(purpose.as_bytes());
        for part in parts {
            // Lengths keep ("ab", "c") and ("a", "bc") apart.
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl Keys {
    /// The access code of a report: a retry with the same key and body finds the number and so
    /// rebuilds the code. The number keeps two reports apart that were sent alike: by two callers,
    /// or again when the key has been forgotten.
    #[must_use]
    pub fn access_code(
        &self,
        request_key: &str,
        number: &ReportNumber,
        body_sha256: &[u8; 32],
    ) -> AccessCode {
        let parts = [
            request_key.as_bytes(),
            number.as_str().as_bytes(),
            body_sha256,
        ];
        AccessCode::from_mac(&self.code.mac("access-code", &parts))
    }

    /// A code for replacing a lost one: from fresh randomness, or from the name of a request, so
    /// that its retry gets the same.
    #[must_use]
    pub fn replaced_access_code(&self, seed: &[u8], body_sha256: &[u8; 32]) -> AccessCode {
        AccessCode::from_mac(&self.code.mac("replaced-code", &[seed, body_sha256]))
    }

    /// What is stored of an access code.
    #[must_use]
    pub fn code_hash(&self, code: &AccessCode) -> Vec<u8> {
        self.lookup
            .mac("code", &[code.symbols().as_bytes()])
            .to_vec()
    }

    /// What is stored of a draft's code.
    #[must_use]
    pub fn draft_hash(&self, code: &AccessCode) -> Vec<u8> {
        self.lookup
            .mac("draft", &[code.symbols().as_bytes()])
            .to_vec()
    }

    /// What is stored of a code that cannot be one: found nowhere, and it took as long.
    #[must_use]
    pub fn nonsense_code_hash(&self, text: &str) -> Vec<u8> {
        self.lookup.mac("nonsense", &[text.as_bytes()]).to_vec()
    }

    /// What is stored of an idempotency key or a source reference, within its scope.
    #[must_use]
    pub fn request_hash(&self, scope: &str, key: &str) -> Vec<u8> {
        self.lookup
            .mac("request", &[scope.as_bytes(), key.as_bytes()])
            .to_vec()
    }

    /// What is stored of a request's body.
    #[must_use]
    pub fn body_hash(&self, body_sha256: &[u8; 32]) -> Vec<u8> {
        self.lookup.mac("body", &[body_sha256]).to_vec()
    }

    /// What is stored of a report's firm and wording.
    #[must_use]
    pub fn fingerprint(&self, text: &str) -> Vec<u8> {
        self.lookup.mac("fingerprint", &[text.as_bytes()]).to_vec()
    }

    /// The secret that puzzles for browsers are signed with, and a form's name in its puzzle.
    #[must_use]
    pub fn puzzle(&self, form_key: &str) -> (String, String) {
        let secret = self.lookup.mac("puzzle-secret", &[]);
        let name = self.lookup.mac("puzzle-form", &[form_key.as_bytes()]);
        (hex::encode(secret), hex::encode(name))
    }

    /// What a form's turn is signed with: which form may send, and from when to when (Unix seconds).
    #[must_use]
    pub fn turn(&self, form_key: &str, from: i64, until: i64) -> Vec<u8> {
        let parts = [
            form_key.as_bytes(),
            &from.to_be_bytes(),
            &until.to_be_bytes(),
        ];
        self.lookup.mac("turn", &parts).to_vec()
    }

    /// What is stored of a firm that the live register is asked about.
    #[must_use]
    pub fn register_hash(&self, cvr: &str) -> Vec<u8> {
        self.lookup.mac("register", &[cvr.as_bytes()]).to_vec()
    }

    /// The secret that the live register's answer about a firm is sealed with.
    #[must_use]
    pub fn register_secret(&self, cvr: &str) -> [u8; 32] {
        self.lookup.mac("register-answer", &[cvr.as_bytes()])
    }

    /// The secret that a kept answer is sealed with. Made from the request, so that the answer opens
    /// only for who sends the same request again.
    #[must_use]
    pub fn answer_secret(&self, scope: &str, key: &str, body_sha256: &[u8; 32]) -> [u8; 32] {
        self.code
            .mac("answer", &[scope.as_bytes(), key.as_bytes(), body_sha256])
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, Keys};
    use domain::number::ReportNumber;

    #[test]
    fn the_same_key_number_and_body_give_the_same_code_and_nothing_else_does() {
        let keys = Keys {
            code: Key::new([1; 32]),
            lookup: Key::new([2; 32]),
        };
        let (number, other) = (ReportNumber::new(&[1; 5]), ReportNumber::new(&[2; 5]));
        let code = keys.access_code("0123456789abcdef", &number, &[3; 32]);

        let again = keys.access_code("0123456789abcdef", &number, &[3; 32]);
        assert_eq!(again, code);
        for different in [
            keys.access_code("0123456789abcdef", &number, &[4; 32]),
            keys.access_code("0123456789abcdef", &other, &[3; 32]),
            keys.access_code("0123456789abcdeg", &number, &[3; 32]),
        ] {
            assert_ne!(different, code);
        }
        assert_ne!(keys.request_hash("a", "bc"), keys.request_hash("ab", "c"));
    }
}
