//! Keys of calling systems: `smvk_` and 256 random bits with a checksum, so that a leaked one can be
//! found by scanners and a mistyped one is refused before the database is asked.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// How every key begins. As a rule for secret scanners: `smvk_[A-Za-z0-9_-]{43}_[0-9a-f]{6}`.
pub const PREFIX: &str = "smvk_";

/// A new key. It is shown once; only [`hash`] of it is stored.
#[must_use]
pub fn generate() -> String {
    let secret = URL_SAFE_NO_PAD.encode(store::random::<32>());
    format!("{PREFIX}{secret}_{}", checksum(&secret))
}

/// What is stored of a key. With 256 random bits a plain hash is enough (ASVS 5.0, 6.5.2).
#[must_use]
pub fn hash(key: &str) -> Vec<u8> {
    digest(&SHA256, key.as_bytes()).as_ref().to_vec()
}

/// Whether the text has the form of a key and its checksum fits.
#[must_use]
pub fn is_well_formed(text: &str) -> bool {
    text.strip_prefix(PREFIX)
        .and_then(|rest| rest.rsplit_once('_'))
        .is_some_and(|(secret, sum)| secret.len() == 43 && checksum(secret) == sum)
}

fn checksum(secret: &str) -> String {
    let hash = digest(&SHA256, format!("{PREFIX}{secret}").as_bytes());
    hex::encode(hash.as_ref().iter().take(3).copied().collect::<Vec<u8>>())
}

#[cfg(test)]
mod tests {
    use super::{generate, is_well_formed};

    #[test]
    fn a_key_with_one_wrong_symbol_is_refused_by_its_checksum() {
        let key = generate();
        assert!(is_well_formed(&key));

        for at in 5..key.len() {
            let mut bytes = key.clone().into_bytes();
            bytes[at] = if bytes[at] == b'a' { b'b' } else { b'a' };
            assert!(!is_well_formed(&String::from_utf8(bytes).unwrap()), "{at}");
        }
    }
}
