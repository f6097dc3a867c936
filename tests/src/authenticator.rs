//! An authenticator app (RFC 6238), written on its own so that it does not agree with the server by
//! sharing its code.

use aws_lc_rs::hmac;
use chrono::{DateTime, Utc};

/// An app with one secret.
#[derive(Debug, Clone)]
pub struct Authenticator {
    secret: Vec<u8>,
}

impl Authenticator {
    /// Takes the secret as it is shown, in base 32 (RFC 4648).
    #[must_use]
    pub fn new(base32: &str) -> Self {
        let mut bits = Vec::new();
        for symbol in base32.bytes() {
            let value = match symbol {
                b'A'..=b'Z' => symbol - b'A',
                b'2'..=b'7' => symbol - b'2' + 26,
                other => panic!("{other} is not of base 32"),
            };
            bits.extend((0..5).rev().map(|bit| (value >> bit) & 1));
        }
        let bytes = bits.chunks_exact(8);
        let secret = bytes.map(|byte| byte.iter().fold(0, |sum, bit| (sum << 1) | bit));
        Self {
            secret: secret.collect(),
        }
    }

    /// The six digits of this moment.
    #[must_use]
    pub fn code(&self, now: DateTime<Utc>) -> String {
        let step = now.timestamp() / 30;
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.secret);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let bytes = tag.as_ref();
        let offset = bytes.last().map_or(0, |last| usize::from(last & 15));
        let four = bytes.iter().skip(offset).take(4);
        let number = four.fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
        format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
    }
}
