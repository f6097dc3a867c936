//! A file on its way in: hashed, and sealed piece by piece.
//!
//! Bytes are collected in small portions, and only a full portion is worked on, on a thread for such work:
//! a sender that hardly sends holds a buffer, no thread. A piece becomes an object when it is full; what is
//! recorded of it, and when, is the caller's business.

use std::io::Write as _;

use domain::attachment::{AttachmentContent, Hashing, Piece};
use domain::id::AttachmentId;
use tokio::runtime::Handle;
use vault::DataKey;
use vault::file::{FileKey, FileSealer, sealed_length};
use zeroize::Zeroizing;

use crate::PIECE;
use crate::hashing::Hashes;
use crate::leftovers::remove;
use crate::storage::{Storage, StorageError, piece_name};

/// Plain bytes that are worked on at once.
const PORTION: usize = 256 * 1024;
/// First bytes by which a media type is told.
const HEAD: usize = 8192;
/// Pieces after which it looks again whether the disk is too full.
const LOOK_EVERY: usize = 4;

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// It is longer than it may be.
    #[error("longer than {most} bytes")]
    TooLong {
        /// The limit.
        most: u64,
    },
    /// The storage could not keep it.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Sealing failed, or the hashes of an earlier request cannot be continued.
    #[error("sealing a file failed")]
    Broken,
}

/// A file on its way in.
///
/// Dropped, it removes the pieces that it kept and never gave away: a connection that is reset drops the
/// request in its middle.
pub struct Receiver {
    storage: Storage,
    id: AttachmentId,
    key: DataKey,
    content: AttachmentContent,
    /// So many pieces are somebody else's business.
    given: usize,
    most: u64,
    /// Bytes that were taken.
    size: u64,
    /// First bytes of the file, until its type is told.
    head: Vec<u8>,
    /// Taken and not worked on yet.
    portion: Zeroizing<Vec<u8>>,
    /// None until the first portion is worked on.
    work: Option<Box<Work>>,
}

/// What goes to the thread that works on a portion, and comes back.
///
/// Boxed, and opened only on such threads: hashes hold the last bytes of the file, and what is moved leaves
/// a copy on the stack. Those threads end soon, and what is freed is wiped.
struct Work {
    hashes: Hashes,
    /// The piece that is being filled, and its plain bytes.
    sealer: Option<(FileSealer<Vec<u8>>, u64)>,
}

impl Receiver {
    /// Begins with nothing, or goes on where `content` ends. `most`: bytes that the whole may have.
    #[must_use]
    pub fn new(
        storage: Storage,
        id: AttachmentId,
        key: DataKey,
        content: AttachmentContent,
        most: u64,
    ) -> Self {
        Self {
            storage,
            id,
            key,
            size: content.size(),
            given: content.pieces.len(),
            content,
            most,
            head: Vec::new(),
            portion: Zeroizing::new(Vec::new()),
            work: None,
        }
    }

    /// Takes the next bytes; true when a piece was kept, which the caller may record. No byte over the
    /// limit is taken.
    pub async fn take(&mut self, bytes: &[u8]) -> Result<bool, ReceiveError> {
        self.size = self.size.saturating_add(length(bytes));
        if self.size > self.most {
            return Err(ReceiveError::TooLong { most: self.most });
        }
        if self.content.pieces.is_empty() && self.head.len() < HEAD {
            let wanted = HEAD - self.head.len();
            self.head.extend(bytes.iter().take(wanted));
        }
        let (mut rest, mut kept) = (bytes, false);
        while !rest.is_empty() {
            let room = portion().saturating_sub(self.portion.len());
            let (now, later) = rest.split_at_checked(room).unwrap_or((rest, &[]));
            self.portion.extend_from_slice(now);
            rest = later;
            if self.portion.len() >= portion() {
                kept |= self.work_on().await?;
            }
        }
        Ok(kept)
    }

    /// Keeps what has come so far, so that it can be recorded; true when there was something.
    pub async fn pause(&mut self) -> Result<bool, ReceiveError> {
        let kept = self.work_on().await?;
        Ok(self.keep_piece().await? || kept)
    }

    /// What is kept, with all that is needed to go on. From here on it is the caller's: it may be recorded
    /// already when the request ends.
    #[must_use]
    pub fn so_far(&mut self) -> AttachmentContent {
        self.given = self.content.pieces.len();
        let mut content = self.content.clone();
        content.detected_type = content.detected_type.or_else(|| detect(&self.head));
        content
    }

    /// Keeps the rest and ends the file, which is the caller's from here on.
    pub async fn finish(&mut self) -> Result<AttachmentContent, ReceiveError> {
        self.pause().await?;
        let (work, before) = (self.work.take(), self.content.hashing.clone());
        let hashed = tokio::task::spawn_blocking(move || {
            // All of it may have come in earlier requests.
            let work = Work::going_on(work, before.as_ref())?;
            Ok::<_, ReceiveError>(work.hashes.finish())
        });
        let (sha256, sha512) = hashed.await.map_err(|_| ReceiveError::Broken)??;
        let content = self.so_far();
        Ok(AttachmentContent {
            hashing: None,
            sha256,
            sha512,
            ..content
        })
    }

    /// Removes what was kept of a file that will not be.
    pub async fn abandon(mut self) {
        let strays = self.content.pieces.split_off(self.given);
        remove(&self.storage, &strays).await;
    }

    /// Hashes and seals the portion; true when that filled a piece, which was kept.
    async fn work_on(&mut self) -> Result<bool, ReceiveError> {
        if self.portion.is_empty() {
            return Ok(false);
        }
        fault::point("mid-attachment");
        let portion = std::mem::take(&mut self.portion);
        let (work, before) = (self.work.take(), self.content.hashing.take());
        let piece = u32::try_from(self.content.pieces.len()).unwrap_or(u32::MAX);
        let (key, id) = (FileKey::of_piece(&self.key, piece), self.id);
        let done = tokio::task::spawn_blocking(move || {
            let work = Work::going_on(work, before.as_ref())?;
            let mut portion = portion;
            let done = sealed(work, &portion, &key, id)?;
            // The next one is collected in the same memory.
            portion.clear();
            Ok::<_, ReceiveError>((done, portion))
        });
        let ((work, hashing), portion) = done.await.map_err(|_| ReceiveError::Broken)??;
        self.portion = portion;
        self.content.hashing = Some(hashing);
        let is_full = work.sealer.as_ref().is_some_and(|(_, size)| *size >= PIECE);
        self.work = Some(work);
        if is_full {
            self.keep_piece().await?;
        }
        Ok(is_full)
    }

    /// Ends the piece that is being filled, and stores it.
    async fn keep_piece(&mut self) -> Result<bool, ReceiveError> {
        let Some((sealer, size)) = self.work.as_mut().and_then(|work| work.sealer.take()) else {
            return Ok(false);
        };
        let storage = self.storage.clone();
        let looks = self.content.pieces.len().is_multiple_of(LOOK_EVERY);
        let ended = tokio::task::spawn_blocking(move || {
            if looks {
                storage.has_room()?;
            }
            sealer.finish().map_err(|_| ReceiveError::Broken)
        });
        let bytes = ended.await.map_err(|_| ReceiveError::Broken)??;
        let object = piece_name(self.id, self.content.pieces.len());
        let put = self.storage.put(&object, bytes).await;
        if !fault::broken("a-full-disk-is-told") {
            put?;
        }
        fault::point("after-attachment-fsync");
        self.content.pieces.push(Piece { object, size });
        Ok(true)
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let strays = self.content.pieces.split_off(self.given);
        if strays.is_empty() {
            return;
        }
        if let Ok(runtime) = Handle::try_current() {
            let storage = self.storage.clone();
            runtime.spawn(async move { remove(&storage, &strays).await });
        }
    }
}

impl Work {
    /// Where this request is; else where an earlier one ended; else with nothing.
    fn going_on(
        work: Option<Box<Self>>,
        kept: Option<&Hashing>,
    ) -> Result<Box<Self>, ReceiveError> {
        if let Some(work) = work {
            return Ok(work);
        }
        let hashes = match kept {
            Some(kept) => Hashes::resumed(kept).ok_or(ReceiveError::Broken)?,
            None => Hashes::default(),
        };
        Ok(Box::new(Self {
            hashes,
            sealer: None,
        }))
    }
}

/// A portion is never cut: a piece is a whole number of portions, except where a request ended.
fn sealed(
    mut work: Box<Work>,
    portion: &[u8],
    key: &FileKey,
    id: AttachmentId,
) -> Result<(Box<Work>, Hashing), ReceiveError> {
    work.hashes.take(portion);
    let (sealer, size) = work.sealer.get_or_insert_with(|| {
        // A full portion is of a long file: a whole piece is made room for, so that nothing is copied as it grows.
        let is_long = portion.len() >= PORTION;
        let whole = if is_long { PIECE } else { length(portion) };
        let room = usize::try_from(whole).unwrap_or(PORTION);
        let sealed = Vec::with_capacity(sealed_length(room));
        (FileSealer::new(key, id.uuid(), sealed), 0)
    });
    sealer
        .write_all(portion)
        .map_err(|_| ReceiveError::Broken)?;
    *size = size.saturating_add(length(portion));
    let hashing = work.hashes.kept();
    Ok((work, hashing))
}

fn portion() -> usize {
    if fault::broken("files-come-in-portions") {
        usize::MAX
    } else {
        PORTION
    }
}

/// The media type by the first bytes.
fn detect(head: &[u8]) -> Option<String> {
    infer::get(head).map(|found| found.mime_type().to_owned())
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
