//! The bytes of files that reporters send: received, hashed and sealed while they arrive, kept outside
//! the database, handed out to staff, and shown to a scanner.
//!
//! | module | owns |
//! |---|---|
//! | [`settings`] | what can be set |
//! | [`storage`] | where sealed pieces lie: a folder, or S3 |
//! | [`receive`] | a file on its way in |
//! | [`leftovers`] | pieces that belong to no file, or no more |
//! | [`open`] | a stored file, read from its start |
//! | [`hand_out`] | a file on its way out: as it is, or in an encrypted zip |
//! | [`scanner`] | asking ClamAV |
//! | [`round`] | what the worker does: scanning, and removing what nobody knows |
//!
//! A file lies in pieces of 2 MiB, each sealed under a key of its own ([`vault::file`]). Nothing in plain
//! is ever written to a disk, and no more than a piece of a file is ever in memory. Which files belong to
//! whom, and who may have them, is decided in `triage_queue::attachments`. Knows no HTTP server.

pub mod hand_out;
mod hashing;
pub mod leftovers;
pub mod open;
pub mod receive;
pub mod round;
mod s3;
pub mod scanner;
pub mod settings;
pub mod storage;

pub use receive::{ReceiveError, Receiver};
pub use settings::{ScannerAddress, Settings, Where};
pub use storage::{Storage, StorageError};

/// Plain bytes of a piece. An upload that is cut loses less than this.
pub const PIECE: u64 = 2 * 1024 * 1024;
