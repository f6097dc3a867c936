//! Files that come with a report: where each stands, and what is known of it.

mod name;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use name::safe_name;

coded_enum! {
    /// Where a file stands.
    pub enum AttachmentState {
        /// Not all of it is here.
        Uploading = "uploading",
        /// It is here, and nobody has looked at it.
        Received = "received",
        /// The scanner looks at it now.
        Scanning = "scanning",
        /// The scanner knows nothing against it.
        Clean = "clean",
        /// The scanner knows it.
        Infected = "infected",
        /// The scanner could not say. Never taken for clean.
        Unknown = "unknown",
    }
}

/// What is known of a file. All of it is content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentContent {
    /// Its name as it was sent.
    pub name: String,
    /// The media type that its sender declared.
    pub declared_type: Option<String>,
    /// The media type by its first bytes; none: they say nothing.
    pub detected_type: Option<String>,
    /// SHA-256 of the whole, hexadecimal; empty until it is here.
    pub sha256: String,
    /// SHA-512 of the whole, hexadecimal; empty until it is here.
    pub sha512: String,
    /// Its pieces, in order.
    pub pieces: Vec<Piece>,
    /// How far both hashes are, of a file that comes in several requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hashing: Option<Hashing>,
}

/// A piece, sealed by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Name of the object that holds it.
    pub object: String,
    /// Plain bytes in it.
    pub size: u64,
}

/// Hashes that are not finished, hexadecimal. Their form is the hashing library's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hashing {
    /// SHA-256.
    pub sha256: String,
    /// SHA-512.
    pub sha512: String,
}

/// What the scanner said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Name of the signature that matched, or why there is no verdict.
    pub detail: String,
}

impl AttachmentContent {
    /// Plain bytes in all pieces.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.pieces.iter().map(|piece| piece.size).sum()
    }
}
