//! Sealing one value for its place: XChaCha20-Poly1305, with the place as associated data.
//!
//! A cell is bound to its table, column, row, row version and key: moved to another place, or put
//! back after the row has gone on, it does not open. The form of a sealed cell:
//!
//! ```text
//! 1 byte   form, 2
//! 16 bytes id of the data key
//! 24 bytes random nonce
//! n bytes  ciphertext and tag; the plain text is padded, so that its length says little
//! ```

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::content::Sealed;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::derive::random;
use crate::key::DataKey;

const FORM: u8 = 2;
const NONCE: usize = 24;
/// Plain text is padded to a multiple of this, so that `yes` is as long as `no`.
const PAD_SHORT: usize = 64;
/// The same for longer plain text.
const PAD_LONG: usize = 256;

/// A place in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Table.
    pub table: &'static str,
    /// Column.
    pub column: &'static str,
    /// Id of the row.
    pub row: Uuid,
    /// Version of what the cell holds: an older cell put back does not open.
    pub version: i32,
}

/// A cell did not open. Names the place, never what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("table {}, column {}, row {}, version {}: {why}", cell.table, cell.column, cell.row, cell.version)]
pub struct OpenError {
    /// The place.
    pub cell: Cell,
    /// What is wrong.
    pub why: Why,
}

/// Why a cell did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// Cut short, or of a newer program.
    #[error("not a sealed cell that this program knows")]
    Form,
    /// The key that is named there is not at hand.
    #[error("its key is not at hand")]
    NoKey,
    /// Changed, or sealed for another place, version or key.
    #[error("was changed, or belongs elsewhere")]
    Changed,
    /// Opened, but not what the caller expects there.
    #[error("opened, but is not what belongs there")]
    Unreadable,
}

impl Cell {
    fn error(self, why: Why) -> OpenError {
        OpenError { cell: self, why }
    }

    /// The place in bytes. Names end with 0, everything else has a fixed length: no two places
    /// give the same bytes.
    fn associated_data(&self, key: Uuid) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(96);
        bytes.extend_from_slice(b"smv-cert cell\0");
        bytes.extend_from_slice(self.table.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(self.column.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(self.row.as_bytes());
        bytes.extend_from_slice(&self.version.to_be_bytes());
        bytes.extend_from_slice(key.as_bytes());
        bytes
    }

    /// Seals bytes for this place.
    #[must_use]
    pub fn seal(&self, key: &DataKey, plain: &[u8]) -> Sealed {
        let nonce: [u8; NONCE] = random();
        let aad = self.associated_data(key.id());
        let padded = pad(plain);
        let payload = Payload {
            msg: &padded,
            aad: &aad,
        };
        // Fails only for texts of 256 GiB.
        let sealed = XChaCha20Poly1305::new(key.secret().into())
            .encrypt(&XNonce::from(nonce), payload)
            .unwrap_or_default();
        Sealed::from_stored([&[FORM], key.id().as_bytes().as_slice(), &nonce, &sealed].concat())
    }

    /// Seals a value as JSON. What cannot be written as JSON becomes null: no type of ours is so.
    #[must_use]
    pub fn seal_json<T: Serialize + ?Sized>(&self, key: &DataKey, value: &T) -> Sealed {
        let json = Zeroizing::new(serde_json::to_vec(value).unwrap_or_else(|_| b"null".to_vec()));
        self.seal(key, &json)
    }

    /// Opens bytes that were sealed for this place.
    pub fn open(&self, key: &DataKey, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (named, rest) = split(sealed).ok_or_else(|| self.error(Why::Form))?;
        if named != key.id() {
            return Err(self.error(Why::NoKey));
        }
        let (nonce, ciphertext) = rest
            .split_first_chunk::<NONCE>()
            .ok_or_else(|| self.error(Why::Form))?;
        let aad = self.associated_data(named);
        let payload = Payload {
            msg: ciphertext,
            aad: &aad,
        };
        let mut plain = XChaCha20Poly1305::new(key.secret().into())
            .decrypt(&XNonce::from(*nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| self.error(Why::Changed))?;
        unpad(&mut plain).ok_or_else(|| self.error(Why::Form))?;
        Ok(plain)
    }

    /// Opens a value that was sealed as JSON.
    pub fn open_json<T: DeserializeOwned>(
        &self,
        key: &DataKey,
        sealed: &Sealed,
    ) -> Result<T, OpenError> {
        let plain = self.open(key, sealed)?;
        // The parser's own error would quote what it found.
        serde_json::from_slice(&plain).map_err(|_| self.error(Why::Unreadable))
    }

    /// The error for a key that is not at hand.
    #[must_use]
    pub fn no_key(&self) -> OpenError {
        self.error(Why::NoKey)
    }
}

/// The data key that a cell was sealed with; none when it is no sealed cell.
#[must_use]
pub fn key_of(sealed: &Sealed) -> Option<Uuid> {
    split(sealed).map(|(key, _)| key)
}

fn split(sealed: &Sealed) -> Option<(Uuid, &[u8])> {
    let rest = sealed.as_stored().strip_prefix(&[FORM])?;
    let (key, rest) = rest.split_first_chunk::<16>()?;
    Some((Uuid::from_bytes(*key), rest))
}

/// ISO/IEC 7816-4: one byte 0x80, then zeros.
fn pad(plain: &[u8]) -> Zeroizing<Vec<u8>> {
    let block = if plain.len() < 1024 {
        PAD_SHORT
    } else {
        PAD_LONG
    };
    let length = (plain.len() + 1).next_multiple_of(block);
    let mut padded = Zeroizing::new(Vec::with_capacity(length));
    padded.extend_from_slice(plain);
    padded.push(0x80);
    padded.resize(length, 0);
    padded
}

fn unpad(padded: &mut Vec<u8>) -> Option<()> {
    let end = padded.iter().rposition(|byte| *byte != 0)?;
    if padded.get(end) != Some(&0x80) {
        return None;
    }
    padded.truncate(end);
    Some(())
}

#[cfg(test)]
#[path = "cell/tests.rs"]
mod tests;
