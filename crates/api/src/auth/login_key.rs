//! The key of signing in: it seals second factors, and makes keyed hashes of who tries and with what.

use std::fmt;

use aws_lc_rs::hmac;
use vault::DataKey;

/// The 256-bit secret of `login.key`. Cheap to clone.
#[derive(Clone)]
pub struct LoginKey {
    hashing: hmac::Key,
    sealing: DataKey,
}

impl LoginKey {
    /// From 32 random bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self {
            hashing: hmac::Key::new(hmac::HMAC_SHA256, &bytes),
            sealing: DataKey::derived(&bytes, "second factors"),
        }
    }

    /// A keyed hash for one purpose: found again with the key, and telling nothing without.
    pub(crate) fn hash(&self, purpose: &str, parts: &[&[u8]]) -> Vec<u8> {
        let mut context = hmac::Context::with_key(&self.hashing);
        context.update(purpose.as_bytes());
        for part in parts {
            // Lengths keep ("ab", "c") and ("a", "bc") apart.
            context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            context.update(part);
        }
        context.sign().as_ref().to_vec()
    }

    /// What second factors are sealed with.
    pub(crate) const fn sealing(&self) -> &DataKey {
        &self.sealing
    }
}

impl fmt::Debug for LoginKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::LoginKey;

    #[test]
    fn a_hash_depends_on_key_purpose_and_how_the_parts_are_cut() {
        let key = LoginKey::new([7; 32]);
        let hash = key.hash("account", &[b"ab", b"c"]);

        assert_eq!(key.hash("account", &[b"ab", b"c"]), hash);
        for other in [
            key.hash("network", &[b"ab", b"c"]),
            key.hash("account", &[b"a", b"bc"]),
            LoginKey::new([8; 32]).hash("account", &[b"ab", b"c"]),
        ] {
            assert_ne!(other, hash);
        }
    }
}
