//! Deriving keys: HKDF-SHA-256 (RFC 5869), and random bytes.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// 32 bytes from a secret, for one purpose.
pub(crate) fn derive(secret: &[u8], salt: &[u8], purpose: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0; 32]);
    // 32 bytes are always allowed (RFC 5869, section 2.3: at most 255 hashes).
    let _ = Hkdf::<Sha256>::new(Some(salt), secret).expand(purpose, out.as_mut_slice());
    out
}

/// Random bytes from the operating system.
///
/// # Panics
/// When the operating system has no randomness to give: no key would be safe then.
#[expect(
    clippy::expect_used,
    reason = "without randomness no key and no nonce is safe"
)]
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
