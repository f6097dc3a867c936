//! Sealing a file while it is written.

use std::fmt;
use std::io::{self, Write};

use aead_stream::EncryptorBE32;
use chacha20poly1305::KeyInit;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::error::FileError;
use super::{BOUND, CHUNK, Cipher, FileKey, HEADER, Header, TAG};

/// Bytes that are copied at once. Larger copies are `rep movsb` in glibc, which is six times slower
/// on AMD processors when the two addresses are unluckily close within their pages.
const PIECE: usize = 1024;

/// Seals what is written to it. Only [`finish`](Self::finish) writes the end: dropped before, it
/// leaves a file that does not open.
#[must_use = "a file that is not finished does not open"]
pub struct FileSealer<W: Write> {
    stream: EncryptorBE32<Cipher>,
    file: Uuid,
    /// Until it is written.
    header: Option<[u8; HEADER]>,
    bound: [u8; BOUND],
    failed: bool,
    /// Plain text, until it is sealed in place.
    chunk: Zeroizing<Vec<u8>>,
    to: W,
}

impl<W: Write> FileSealer<W> {
    /// A file that opens with this key and under this id only. Writes nothing yet.
    pub fn new(key: &FileKey, file_id: Uuid, writer: W) -> Self {
        let header = Header::new(file_id);
        let cipher = Cipher::new(key.expose().into());
        Self {
            stream: EncryptorBE32::from_aead(cipher, &header.prefix.into()),
            file: file_id,
            header: Some(header.bytes()),
            bound: header.bound(),
            failed: false,
            chunk: Zeroizing::new(Vec::with_capacity(CHUNK + TAG)),
            to: writer,
        }
    }

    /// Seals the rest as the end and gives the output back, flushed.
    ///
    /// # Errors
    /// Those of the output, or an error came before. The file is worthless then.
    pub fn finish(mut self) -> io::Result<W> {
        self.begin()?;
        let too_long = FileError::TooLong { file: self.file };
        self.stream
            .encrypt_last_in_place(&self.bound, &mut *self.chunk)
            .map_err(|_| io::Error::other(too_long))?;
        self.to.write_all(&self.chunk)?;
        self.to.flush()?;
        Ok(self.to)
    }

    /// Writes the header once. What failed is not tried again: nobody knows what was written.
    fn begin(&mut self) -> io::Result<()> {
        if self.failed {
            return Err(io::Error::other(FileError::SealAgain { file: self.file }));
        }
        self.failed = true;
        if let Some(header) = self.header.take() {
            self.to.write_all(&header)?;
        }
        Ok(())
    }

    /// Seals and writes the chunk, which is full and not the last.
    fn write_chunk(&mut self) -> io::Result<()> {
        self.begin()?;
        let too_long = FileError::TooLong { file: self.file };
        self.stream
            .encrypt_next_in_place(&self.bound, &mut *self.chunk)
            .map_err(|_| io::Error::other(too_long))?;
        self.to.write_all(&self.chunk)?;
        self.chunk.clear();
        self.failed = false;
        Ok(())
    }
}

impl<W: Write> Write for FileSealer<W> {
    /// A full chunk waits for the next byte: it may be the last one.
    fn write(&mut self, plain: &[u8]) -> io::Result<usize> {
        if !plain.is_empty() && self.chunk.len() >= CHUNK {
            self.write_chunk()?;
        }
        let room = CHUNK.saturating_sub(self.chunk.len());
        let taken = plain.get(..room).unwrap_or(plain);
        for piece in taken.chunks(PIECE) {
            self.chunk.extend_from_slice(piece);
        }
        Ok(taken.len())
    }

    /// Flushes the output; up to one chunk stays here until there is more or the end.
    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl<W: Write> fmt::Debug for FileSealer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileSealer({}, …)", self.file)
    }
}
