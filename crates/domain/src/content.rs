//! The one type in which content travels to and from the database.
//!
//! Content is everything that is not on the list of open columns (design.md, rule 8). Callers turn
//! a value into `Content` before it reaches `store` and read it again afterwards; `store` only ever
//! sees the bytes. This is where sealing slots in: the first byte says how the rest is kept.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// First byte of content that is kept as plain JSON.
const PLAIN_JSON: u8 = 0;
/// First byte of content that is kept as plain bytes.
const PLAIN_BYTES: u8 = 1;

/// Opaque content: one version byte and the bytes it describes.
#[derive(Clone, PartialEq, Eq)]
pub struct Content(Vec<u8>);

/// Content could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// The value cannot be written as JSON.
    #[error("content cannot be written")]
    Write(#[source] serde_json::Error),
    /// The stored bytes do not describe the value asked for.
    #[error("content cannot be read")]
    Read(#[source] serde_json::Error),
    /// The version byte is missing or from a newer program.
    #[error("content has an unknown form")]
    UnknownForm,
}

impl Content {
    /// Turns a value into content.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, ContentError> {
        let mut bytes = vec![PLAIN_JSON];
        serde_json::to_writer(&mut bytes, value).map_err(ContentError::Write)?;
        Ok(Self(bytes))
    }

    /// Reads the value back.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ContentError> {
        match self.0.split_first() {
            Some((&PLAIN_JSON, json)) => serde_json::from_slice(json).map_err(ContentError::Read),
            _ => Err(ContentError::UnknownForm),
        }
    }

    /// Keeps bytes exactly as they are.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self([&[PLAIN_BYTES], bytes].concat())
    }

    /// Gives the exact bytes back.
    pub fn read_bytes(&self) -> Result<&[u8], ContentError> {
        match self.0.split_first() {
            Some((&PLAIN_BYTES, bytes)) => Ok(bytes),
            _ => Err(ContentError::UnknownForm),
        }
    }

    /// Content as the database gave it back.
    #[must_use]
    pub const fn from_stored(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_stored(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Content({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::{Content, ContentError};

    #[test]
    fn content_reads_back_and_says_nothing_in_debug_output() {
        let content = Content::of("hemmelighed").unwrap();

        assert_eq!(content.read::<String>().unwrap(), "hemmelighed");
        assert!(!format!("{content:?}").contains("hemmelighed"));
    }

    #[test]
    fn content_of_an_unknown_form_is_an_error_not_garbage() {
        let newer = Content::from_stored(vec![250, 1, 2]);

        assert!(matches!(
            newer.read::<String>(),
            Err(ContentError::UnknownForm)
        ));
    }
}
