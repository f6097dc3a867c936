//! The one type in which content travels to and from the database: sealed.
//!
//! Content is everything that is not on the list of open columns (design.md, rule 8). `vault` seals
//! a value before it reaches `store` and opens it afterwards; `store` only ever sees these bytes.

/// Sealed content: bytes that say nothing without a key.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
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

    /// The bytes to store, given away.
    #[must_use]
    pub fn into_stored(self) -> Vec<u8> {
        self.0
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}
