//! Backups in the age format (age-encryption.org/v1), encrypted and decrypted while they stream.
//!
//! Any age program opens them with the identity. Neither direction holds more than one chunk of
//! 64 KiB and a short header in memory. Knows nothing of what is in a backup and names no file.

#[cfg(test)]
mod damage_tests;
mod error;
mod header;
#[cfg(test)]
mod tests;

use std::fmt;
use std::io::{self, BufReader, Read, Write};

use age::secrecy::ExposeSecret;
use age::stream::{StreamReader, StreamWriter};
use age::x25519::{Identity, Recipient};
use age::{Decryptor, Encryptor};
use zeroize::Zeroizing;

use crate::escrow::EscrowKey;

pub use error::ArchiveError;
use header::Headed;

/// A new identity: the secret, `AGE-SECRET-KEY-1...`, and its recipient, `age1...`.
#[must_use]
pub fn new_identity() -> (Zeroizing<String>, String) {
    let identity = Identity::generate();
    let secret = Zeroizing::new(identity.to_string().expose_secret().to_owned());
    (secret, identity.to_public().to_string())
}

/// Starts an archive that each of the recipients (`age1...`) can open alone. The header is written
/// at once; the end only by [`ArchiveWriter::finish`].
///
/// # Errors
/// No recipient, a text that is not an X25519 recipient, or the header cannot be written.
pub fn encrypt<W: Write>(recipients: &[String], to: W) -> Result<ArchiveWriter<W>, ArchiveError> {
    let recipients = recipients
        .iter()
        .zip(1..)
        .map(|(text, number)| {
            text.trim()
                .parse()
                .map_err(|_| ArchiveError::Recipient { number })
        })
        .collect::<Result<Vec<Recipient>, _>>()?;
    let all = recipients.iter().map(|one| -> &dyn age::Recipient { one });
    let stream = Encryptor::with_recipients(all)?.wrap_output(to)?;
    Ok(ArchiveWriter { stream })
}

/// Opens an archive with an identity: the line `AGE-SECRET-KEY-1...`, or all of the file that
/// `age-keygen` wrote.
///
/// What is read is authentic chunk by chunk, but only the end says that nothing is missing: act on
/// an archive when it was read to the end without an error.
///
/// # Errors
/// The identity is not one, the input is not an age archive, damaged, or not for this identity.
pub fn decrypt<R: Read>(identity: &str, from: R) -> Result<ArchiveReader<R>, ArchiveError> {
    let mut lines = identity
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return Err(ArchiveError::Identity);
    };
    let identity = line.parse().map_err(|_| ArchiveError::Identity)?;
    open(&identity, from)
}

/// Opens an archive with the key of an escrow ceremony, as [`decrypt`] does with an identity.
///
/// # Errors
/// The input is not an age archive, damaged, or not for this key.
pub fn decrypt_with<R: Read>(key: &EscrowKey, from: R) -> Result<ArchiveReader<R>, ArchiveError> {
    open(key.identity(), from)
}

fn open<R: Read>(identity: &Identity, from: R) -> Result<ArchiveReader<R>, ArchiveError> {
    let headed = header::read_ahead(BufReader::new(from))?;
    let one: &dyn age::Identity = identity;
    let stream = Decryptor::new_buffered(headed)?.decrypt([one].into_iter())?;
    Ok(ArchiveReader { stream })
}

/// Encrypts what is written to it. Dropped before [`finish`](Self::finish), it leaves an archive
/// that does not open.
#[must_use = "an archive that is not finished does not open"]
pub struct ArchiveWriter<W: Write> {
    stream: StreamWriter<W>,
}

impl<W: Write> ArchiveWriter<W> {
    /// Writes the end, without which the archive does not open, and gives the output back, flushed.
    ///
    /// # Errors
    /// Those of the output. The archive is worthless then.
    pub fn finish(self) -> io::Result<W> {
        let mut to = self.stream.finish()?;
        to.flush()?;
        Ok(to)
    }
}

impl<W: Write> Write for ArchiveWriter<W> {
    fn write(&mut self, plain: &[u8]) -> io::Result<usize> {
        self.stream.write(plain)
    }

    /// Flushes the output; up to one chunk stays here until there is more or the end.
    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

impl<W: Write> fmt::Debug for ArchiveWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ArchiveWriter(…)")
    }
}

/// The plain content of an archive. An error of kind `InvalidData` or `UnexpectedEof` says that the
/// archive is damaged or cut short; what was read before is authentic, but not all.
pub struct ArchiveReader<R: Read> {
    stream: StreamReader<Headed<R>>,
}

impl<R: Read> Read for ArchiveReader<R> {
    fn read(&mut self, plain: &mut [u8]) -> io::Result<usize> {
        self.stream.read(plain).map_err(error::explained)
    }
}

impl<R: Read> fmt::Debug for ArchiveReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ArchiveReader(…)")
    }
}
