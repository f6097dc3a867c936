//! Attachments, sealed while they stream, each with a key of its own.
//!
//! The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizar 2015) over XChaCha20-Poly1305 with
//! a 32-bit counter: every chunk is bound to its place, the last one is marked as such, and all are
//! bound to the header (filled up with zeros to 64 bytes). The form of a sealed file:
//!
//! ```text
//! 1 byte   form, 1
//! 16 bytes id of the file
//! 19 bytes random nonce prefix
//! chunks   64 KiB of plain text each, the last one 0 to 64 KiB, and 16 bytes of tag each
//! ```
//!
//! Never holds more than one chunk. Where keys are kept and what is in a file is not known here.

#[cfg(test)]
mod change_tests;
mod error;
mod open;
mod seal;
#[cfg(test)]
mod tests;

use std::fmt;

use chacha20poly1305::XChaCha20Poly1305;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::derive::{derive, random};
use crate::key::DataKey;

pub use error::FileError;
pub use open::FileOpener;
pub use seal::FileSealer;

/// Plain bytes in a chunk.
pub const CHUNK: usize = 64 * 1024;
/// Bytes that a sealed chunk is longer than its plain text.
const TAG: usize = 16;
const FORM: u8 = 1;
const ID: usize = 16;
const PREFIX: usize = 19;
const HEADER: usize = 1 + ID + PREFIX;
/// The header, filled up with zeros, is the associated data of every chunk. Poly1305 takes four
/// blocks of 16 bytes at a time: anything but a multiple of that costs a seventh of the speed.
const BOUND: usize = 64;

/// Bytes of a sealed file of so many plain ones.
#[must_use]
pub const fn sealed_length(plain: usize) -> usize {
    // An empty file has a chunk too.
    let chunks = if plain == 0 { 1 } else { plain.div_ceil(CHUNK) };
    HEADER + plain + chunks * TAG
}

/// As for cells. The long nonce costs one block per chunk, and sealing twice with one key, by
/// mistake, is harmless.
type Cipher = XChaCha20Poly1305;

/// The key of one file: 32 random bytes, wiped when dropped. Debug output shows nothing.
#[derive(Clone)]
pub struct FileKey {
    secret: Zeroizing<[u8; 32]>,
}

impl FileKey {
    /// A new random key.
    #[must_use]
    pub fn generate() -> Self {
        Self::from_bytes(random())
    }

    /// The key that was kept.
    #[must_use]
    pub fn from_bytes(secret: [u8; 32]) -> Self {
        Self {
            secret: Zeroizing::new(secret),
        }
    }

    /// The key of one piece of a file that comes in pieces, from the file's data key. Each piece has
    /// its own, so none opens in the place of another.
    #[must_use]
    pub fn of_piece(file: &DataKey, piece: u32) -> Self {
        Self {
            secret: derive(
                file.secret(),
                b"smv-cert piece of a file",
                &piece.to_be_bytes(),
            ),
        }
    }

    /// The bytes, to be kept: seal them first.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.secret
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey(…)")
    }
}

/// What stands in front of the chunks; each of them is bound to it.
struct Header {
    form: u8,
    file: Uuid,
    prefix: [u8; PREFIX],
}

impl Header {
    fn new(file: Uuid) -> Self {
        Self {
            form: FORM,
            file,
            prefix: random(),
        }
    }

    fn bytes(&self) -> [u8; HEADER] {
        let mut bytes = [self.form; HEADER];
        let rest = self.file.as_bytes().iter().chain(&self.prefix);
        bytes
            .iter_mut()
            .skip(1)
            .zip(rest)
            .for_each(|(to, from)| *to = *from);
        bytes
    }

    /// What every chunk is bound to.
    fn bound(&self) -> [u8; BOUND] {
        let mut bound = [0; BOUND];
        bound
            .iter_mut()
            .zip(self.bytes())
            .for_each(|(to, from)| *to = from);
        bound
    }

    /// `None` never happens: the length is in the type.
    fn read(bytes: &[u8; HEADER]) -> Option<Self> {
        let (form, rest) = bytes.split_first()?;
        let (file, prefix) = rest.split_first_chunk::<ID>()?;
        Some(Self {
            form: *form,
            file: Uuid::from_bytes(*file),
            prefix: prefix.try_into().ok()?,
        })
    }
}
