//! The secret of the index, and the one hash function each purpose has of it.

use std::fmt;

use hkdf::Hkdf;
use sha2::Sha256;
use siphasher::sip::SipHasher24;
use zeroize::Zeroize;

use super::exact::Exact;

/// Secret of the index, held by the staff role only.
///
/// With it anybody can try words against the stored hashes: it is as secret as a team key.
#[derive(Clone)]
pub struct IndexKey {
    stem_da: Purpose,
    stem_en: Purpose,
    prefix: Purpose,
    cvr: Purpose,
    email: Purpose,
    domain: Purpose,
    phone: Purpose,
    hash: Purpose,
    account: Purpose,
    decoy: Purpose,
}

#[derive(Clone)]
struct Purpose([u8; 16]);

impl IndexKey {
    /// Derives a key for each purpose, with HKDF-SHA256.
    #[must_use]
    pub fn new(mut secret: [u8; 32]) -> Self {
        let root = Hkdf::<Sha256>::new(None, &secret);
        secret.zeroize();
        let purpose = |name| Purpose(derived(&root, name));
        Self {
            stem_da: purpose("stem-da"),
            stem_en: purpose("stem-en"),
            prefix: purpose("prefix"),
            cvr: purpose("cvr"),
            email: purpose("email"),
            domain: purpose("domain"),
            phone: purpose("phone"),
            hash: purpose("hash"),
            account: purpose("account"),
            decoy: purpose("decoy"),
        }
    }

    pub(super) fn danish_stems(&self) -> SipHasher24 {
        self.stem_da.hasher()
    }

    pub(super) fn english_stems(&self) -> SipHasher24 {
        self.stem_en.hasher()
    }

    pub(super) fn prefixes(&self) -> SipHasher24 {
        self.prefix.hasher()
    }

    pub(super) fn decoys(&self) -> SipHasher24 {
        self.decoy.hasher()
    }

    /// The hash of a value in its normal form.
    pub(super) fn exact(&self, kind: Exact, normal_form: &str) -> i64 {
        let purpose = match kind {
            Exact::Cvr => &self.cvr,
            Exact::Email => &self.email,
            Exact::Domain => &self.domain,
            Exact::Phone => &self.phone,
            Exact::Hash => &self.hash,
            Exact::Account => &self.account,
        };
        hash(&purpose.hasher(), normal_form)
    }
}

/// The hash as PostgreSQL keeps it.
#[inline]
pub(super) fn hash(hasher: &SipHasher24, text: &str) -> i64 {
    hasher.hash(text.as_bytes()).cast_signed()
}

impl Purpose {
    fn hasher(&self) -> SipHasher24 {
        SipHasher24::new_with_key(&self.0)
    }
}

impl Drop for Purpose {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for IndexKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IndexKey").finish_non_exhaustive()
    }
}

fn derived(root: &Hkdf<Sha256>, purpose: &str) -> [u8; 16] {
    let mut key = [0; 16];
    let fits = root.expand(purpose.as_bytes(), &mut key).is_ok();
    assert!(fits, "HKDF-SHA256 gives up to 8160 bytes");
    key
}

#[cfg(test)]
mod tests {
    use super::{Exact, IndexKey, hash};
    use std::collections::BTreeSet;

    #[test]
    fn every_purpose_and_every_secret_hashes_differently() {
        let mut seen = BTreeSet::new();
        for secret in [[1; 32], [2; 32]] {
            let key = IndexKey::new(secret);
            for hasher in [
                key.danish_stems(),
                key.english_stems(),
                key.prefixes(),
                key.decoys(),
            ] {
                seen.insert(hash(&hasher, "server"));
            }
            for kind in [
                Exact::Cvr,
                Exact::Email,
                Exact::Domain,
                Exact::Phone,
                Exact::Hash,
                Exact::Account,
            ] {
                seen.insert(key.exact(kind, "server"));
            }
        }
        assert_eq!(seen.len(), 20);
    }

    #[test]
    fn hashes_stay_what_they_are() {
        // Reckoned in Python, from RFC 5869 and the paper on SipHash.
        let key = IndexKey::new([7; 32]);
        assert_eq!(
            key.exact(Exact::Cvr, "12345678"),
            -2_253_727_738_897_465_191
        );
        assert_eq!(hash(&key.prefixes(), "faktura"), 6_251_601_422_900_498_382);
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", IndexKey::new([7; 32])), "IndexKey { .. }");
    }
}
