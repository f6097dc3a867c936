//! An age identity as its 32 bytes and back: what is split, and what combining gives.
//!
//! age writes and reads an identity as text only (`AGE-SECRET-KEY-1…`, Bech32 in capitals).

use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use zeroize::Zeroizing;

use super::bech32::{self, Form, SECRET_SYMBOLS};

const PREFIX: &str = "AGE-SECRET-KEY-";

/// The 32 bytes behind an identity. `None` when age writes it otherwise than we do.
pub(super) fn secret_of(identity: &Identity) -> Option<Zeroizing<[u8; 32]>> {
    let text = identity.to_string();
    let symbols = text
        .expose_secret()
        .strip_prefix(PREFIX)?
        .strip_prefix('1')?;
    let mut values = Zeroizing::new(Vec::with_capacity(SECRET_SYMBOLS));
    values.extend(
        symbols
            .chars()
            .take(SECRET_SYMBOLS)
            .map_while(bech32::value),
    );
    let secret = bech32::bytes_of(&values)?;
    (text_of(&secret).as_str() == text.expose_secret()).then_some(secret)
}

/// An identity as age writes it (Bech32 in capitals).
pub(super) fn text_of(secret: &[u8; 32]) -> Zeroizing<String> {
    let values = bech32::values_of(secret);
    let check = bech32::checksum(PREFIX, &values, Form::Bech32);
    let mut text = Zeroizing::new(String::with_capacity(80));
    text.push_str(PREFIX);
    text.push('1');
    text.extend(
        values
            .iter()
            .chain(&check)
            .map(|&value| bech32::symbol(value)),
    );
    text
}
