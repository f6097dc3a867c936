//! A stored file, read from its start.

use std::io::{self, Cursor, Read};

use domain::attachment::{AttachmentContent, Piece};
use domain::id::AttachmentId;
use tokio::runtime::Handle;
use vault::DataKey;
use vault::file::{FileKey, FileOpener};

use crate::storage::Storage;

/// Reads a file, piece by piece. For a thread that may wait, of a process with a runtime.
pub struct StoredFile {
    storage: Storage,
    runtime: Handle,
    id: AttachmentId,
    key: DataKey,
    pieces: std::vec::IntoIter<Piece>,
    next: u32,
    now: Option<Opened>,
}

struct Opened {
    plain: FileOpener<Cursor<Vec<u8>>>,
    left: u64,
}

impl StoredFile {
    /// Reads nothing yet.
    #[must_use]
    pub fn new(
        storage: Storage,
        runtime: Handle,
        id: AttachmentId,
        key: DataKey,
        content: &AttachmentContent,
    ) -> Self {
        Self {
            storage,
            runtime,
            id,
            key,
            pieces: content.pieces.clone().into_iter(),
            next: 0,
            now: None,
        }
    }

    /// Fetches and opens the next piece; none at the end.
    fn next_piece(&mut self) -> io::Result<Option<Opened>> {
        let Some(piece) = self.pieces.next() else {
            return Ok(None);
        };
        let sealed = self.runtime.block_on(self.storage.get(&piece.object));
        let sealed = Cursor::new(sealed.map_err(io::Error::other)?);
        let key = FileKey::of_piece(&self.key, self.next);
        self.next = self.next.saturating_add(1);
        Ok(Some(Opened {
            plain: FileOpener::new(&key, self.id.uuid(), sealed)?,
            left: piece.size,
        }))
    }
}

impl Read for StoredFile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(mut opened) = self.now.take() else {
                match self.next_piece()? {
                    Some(opened) => self.now = Some(opened),
                    None => return Ok(0),
                }
                continue;
            };
            let read = opened.plain.read(into)?;
            opened.left = opened
                .left
                .saturating_sub(u64::try_from(read).unwrap_or(u64::MAX));
            match (read, opened.left) {
                // Each piece is authentic, and so is how long it must be: it stands in the sealed content.
                (0, 1..) if !into.is_empty() => {
                    return Err(io::Error::new(
                        io::ErrorKind::UnexpectedEof,
                        "a piece is shorter than it was",
                    ));
                }
                (0, 0) => {}
                _ => {
                    self.now = Some(opened);
                    return Ok(read);
                }
            }
        }
    }
}
