//! Why a file could not be sealed or opened.

use std::io;

use uuid::Uuid;

/// What is inside the [`io::Error`] of a sealer or an opener. Names the file, never what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// Not even the header is there.
    #[error("file {file}: what is stored ends within its header; restore it from a backup")]
    NoHeader {
        /// The file.
        file: Uuid,
    },
    /// Sealed by another program version, or not a sealed file at all.
    #[error("file {file}: form {form} is not known; open it with the version that sealed it")]
    Form {
        /// The file.
        file: Uuid,
        /// The first byte.
        form: u8,
    },
    /// Another file lies where this one should be.
    #[error("file {file}: file {found} is stored in its place; restore it from a backup")]
    OtherFile {
        /// The file that was asked for.
        file: Uuid,
        /// The file that is there.
        found: Uuid,
    },
    /// A chunk is not authentic.
    #[error(
        "file {file}: chunk {chunk} does not open: the file was changed or cut short, or the key is \
         another file's; restore it from a backup"
    )]
    Damaged {
        /// The file.
        file: Uuid,
        /// Which chunk; the first is 1.
        chunk: u64,
    },
    /// An error came before; there is nothing more to read.
    #[error("file {file}: reading it failed before; open it again from the start")]
    OpenAgain {
        /// The file.
        file: Uuid,
    },
    /// An error came before; what was written is worthless.
    #[error("file {file}: writing it failed before; seal it again from the start")]
    SealAgain {
        /// The file.
        file: Uuid,
    },
    /// More chunks than can be counted.
    #[error("file {file}: longer than 2^32 chunks of 64 KiB; split it")]
    TooLong {
        /// The file.
        file: Uuid,
    },
}

impl FileError {
    /// Of kind `InvalidData`.
    pub(super) fn invalid(self) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, self)
    }
}
