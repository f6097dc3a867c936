//! What can go wrong with an archive, and what to do then.

use std::io;

use age::{DecryptError, EncryptError};

/// Something could not be sealed in the age format, or not opened. Holds neither keys nor content.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// No recipient at all.
    #[error("no recipient: name at least one, age1... (what `age-keygen` calls the public key)")]
    NoRecipient,
    /// A recipient that is not one. Its text is not repeated: it may be a secret by mistake.
    #[error(
        "recipient {number} is not one: it must be age1 and 58 signs after it, the public key and \
         never the AGE-SECRET-KEY"
    )]
    Recipient {
        /// Which of them; the first is 1.
        number: usize,
    },
    /// These recipients do not go together.
    #[error("these recipients cannot be used together: name X25519 recipients (age1...) only")]
    Recipients,
    /// The identity is not one.
    #[error("the identity is not one: give one line AGE-SECRET-KEY-1... as `age-keygen` wrote it")]
    Identity,
    /// Not in the age format.
    #[error(
        "this is not an age archive, or its beginning is damaged: check that it is the right file, \
         the binary form and not the text form (`age -a`), and unpacked if it was compressed"
    )]
    NotAge,
    /// A later version of the age format.
    #[error("this archive is of a newer age format than v1: open it with a newer program")]
    Newer,
    /// For others.
    #[error(
        "this archive is not sealed to this key, or its beginning is damaged: take the identity of \
         one of its recipients, or another copy"
    )]
    OtherKey,
    /// Changed after it was made.
    #[error("the archive is damaged or was changed: take another copy")]
    Damaged,
    /// Its end is missing.
    #[error("the archive is cut short: take another copy, and check that it was copied to the end")]
    CutShort,
    /// Reading or writing failed.
    #[error("reading or writing an archive failed: {0}")]
    Io(#[source] io::Error),
}

impl From<EncryptError> for ArchiveError {
    fn from(error: EncryptError) -> Self {
        match error {
            EncryptError::MissingRecipients => Self::NoRecipient,
            EncryptError::Io(error) => Self::Io(error),
            EncryptError::EncryptedIdentities(_)
            | EncryptError::IncompatibleRecipients { .. }
            | EncryptError::InvalidRecipientLabels(_)
            | EncryptError::MixedRecipientAndPassphrase
            | _ => Self::Recipients,
        }
    }
}

impl From<DecryptError> for ArchiveError {
    fn from(error: DecryptError) -> Self {
        match error {
            DecryptError::InvalidHeader => Self::NotAge,
            DecryptError::UnknownFormat => Self::Newer,
            DecryptError::NoMatchingKeys => Self::OtherKey,
            DecryptError::Io(error) => error.into(),
            DecryptError::DecryptionFailed
            | DecryptError::InvalidMac
            | DecryptError::KeyDecryptionFailed
            | DecryptError::ExcessiveWork { .. }
            | _ => Self::Damaged,
        }
    }
}

impl From<io::Error> for ArchiveError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            Self::CutShort
        } else if error.kind() == io::ErrorKind::InvalidData {
            Self::Damaged
        } else {
            Self::Io(error)
        }
    }
}

/// What a stream in the age format says of itself, in our words.
pub(super) fn explained(error: io::Error) -> io::Error {
    let kind = error.kind();
    let ours = ArchiveError::from(error);
    if let ArchiveError::Io(error) = ours {
        error
    } else {
        io::Error::new(kind, ours)
    }
}
