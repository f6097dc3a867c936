//! Opening a sealed file while it is read.

use std::fmt;
use std::io::{self, ErrorKind, Read};

use aead_stream::DecryptorBE32;
use chacha20poly1305::KeyInit;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::error::FileError;
use super::{BOUND, CHUNK, Cipher, FORM, FileKey, HEADER, Header, TAG};

/// A sealed chunk and one byte more, which tells whether it is the last one.
const AHEAD: usize = CHUNK + TAG + 1;

/// Opens a sealed file while it is read.
///
/// Every byte it gives is authentic and in its place, but only the end says that nothing is
/// missing: act on a file when it was read to the end without an error.
pub struct FileOpener<R: Read> {
    state: State,
    file: Uuid,
    /// What every chunk is bound to.
    bound: [u8; BOUND],
    chunk: Zeroizing<Vec<u8>>,
    /// How much of the chunk was given out.
    given: usize,
    /// The first byte of the next chunk.
    ahead: Option<u8>,
    /// Chunks that were opened.
    opened: u64,
    from: R,
}

enum State {
    /// There are more chunks.
    More(DecryptorBE32<Cipher>),
    /// The last chunk is open.
    End,
    Failed,
}

impl<R: Read> FileOpener<R> {
    /// Reads the header and opens the first chunk, so that a wrong key or another file is known
    /// before the first byte is given out.
    ///
    /// # Errors
    /// Those of the input, or of kind `InvalidData` with a [`FileError`] in it.
    pub fn new(key: &FileKey, file_id: Uuid, mut reader: R) -> io::Result<Self> {
        let file = file_id;
        let mut bytes = [0; HEADER];
        if fill(&mut reader, &mut bytes)? < HEADER {
            return Err(FileError::NoHeader { file }.invalid());
        }
        let header = Header::read(&bytes).ok_or_else(|| FileError::NoHeader { file }.invalid())?;
        if header.form != FORM {
            let form = header.form;
            return Err(FileError::Form { file, form }.invalid());
        }
        if header.file != file {
            let found = header.file;
            return Err(FileError::OtherFile { file, found }.invalid());
        }
        let cipher = Cipher::new(key.expose().into());
        let mut opener = Self {
            state: State::More(DecryptorBE32::from_aead(cipher, &header.prefix.into())),
            file,
            bound: header.bound(),
            chunk: Zeroizing::new(Vec::with_capacity(AHEAD)),
            given: 0,
            ahead: None,
            opened: 0,
            from: reader,
        };
        opener.next_chunk()?;
        Ok(opener)
    }

    /// Opens the next chunk in place. After an error nothing more is given out.
    fn next_chunk(&mut self) -> io::Result<()> {
        let state = std::mem::replace(&mut self.state, State::Failed);
        match self.follow(state) {
            Ok(state) => {
                self.state = state;
                Ok(())
            }
            Err(error) => {
                self.chunk.clear();
                Err(error)
            }
        }
    }

    fn follow(&mut self, state: State) -> io::Result<State> {
        let file = self.file;
        let mut stream = match state {
            State::More(stream) => stream,
            State::End => return Ok(State::End),
            State::Failed => return Err(FileError::OpenAgain { file }.invalid()),
        };
        let last = self.read_sealed()?;
        self.opened = self.opened.saturating_add(1);
        let opened = if last {
            stream
                .decrypt_last_in_place(&self.bound, &mut *self.chunk)
                .map(|()| State::End)
        } else {
            stream
                .decrypt_next_in_place(&self.bound, &mut *self.chunk)
                .map(|()| State::More(stream))
        };
        let chunk = self.opened;
        self.given = 0;
        opened.map_err(|_| FileError::Damaged { file, chunk }.invalid())
    }

    /// Reads the next sealed chunk; true when nothing comes after it.
    fn read_sealed(&mut self) -> io::Result<bool> {
        self.chunk.resize(AHEAD, 0);
        let mut filled = 0;
        if let (Some(ahead), Some(first)) = (self.ahead.take(), self.chunk.first_mut()) {
            *first = ahead;
            filled = 1;
        }
        let room = self.chunk.get_mut(filled..).unwrap_or_default();
        filled = filled.saturating_add(fill(&mut self.from, room)?);
        self.chunk.truncate(filled);
        if filled == AHEAD {
            self.ahead = self.chunk.pop();
        }
        Ok(self.ahead.is_none())
    }
}

/// Reads until there is no room left or nothing more to read.
fn fill(from: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    let mut filled: usize = 0;
    while let Some(room) = into.get_mut(filled..).filter(|room| !room.is_empty()) {
        match from.read(room) {
            Ok(0) => break,
            Ok(read) => filled = filled.saturating_add(read),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

impl<R: Read> Read for FileOpener<R> {
    fn read(&mut self, plain: &mut [u8]) -> io::Result<usize> {
        if plain.is_empty() {
            return Ok(0);
        }
        if self.given >= self.chunk.len() {
            self.next_chunk()?;
        }
        let mut rest = self.chunk.get(self.given..).unwrap_or_default();
        let read = rest.read(plain)?;
        self.given = self.given.saturating_add(read);
        Ok(read)
    }
}

impl<R: Read> fmt::Debug for FileOpener<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileOpener({}, …)", self.file)
    }
}
