//! What can go wrong in the ceremony, and what the people in the room do then.

use crate::archive::ArchiveError;

/// The escrow key could not be split, put together or used. Holds no key and no part of a share.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EscrowError {
    /// The numbers asked for do not make sense.
    #[error(
        "{threshold} of {shares} is not possible: 2 to 16 people get a share, at least 2 of them \
         must be needed and no more than there are; ask for 3 of 5, for example"
    )]
    Rule {
        /// How many shares were to be needed.
        threshold: u8,
        /// How many shares there were to be.
        shares: u8,
    },
    /// The new shares did not give the key back.
    #[error(
        "the new shares do not give the key back: hand out none of them, start the ceremony again \
         on another machine and tell the developers"
    )]
    SelfTest,
    /// Nothing to combine.
    #[error("no share was entered: enter the shares one after the other")]
    NoShares,
    /// One or more shares are missing.
    #[error(
        "{given} of the {needed} shares that are needed: enter {} more",
        needed.saturating_sub(*given)
    )]
    TooFew {
        /// How many shares were entered.
        given: usize,
        /// How many it takes.
        needed: usize,
    },
    /// Shares of different keys.
    #[error(
        "share {number} is of ceremony {other}, the first share of ceremony {first}: they belong \
         to different keys; look for the share with {first} on it"
    )]
    OtherCeremony {
        /// Ceremony of the first share.
        first: String,
        /// Ceremony of the share that does not belong.
        other: String,
        /// Its number.
        number: u8,
    },
    /// Shares of the same key, split at different times.
    #[error(
        "share {number} says that {other} shares are needed, the first share says {first}: the key \
         was split twice; take only shares that were printed together"
    )]
    OtherSplit {
        /// What the first share says.
        first: u8,
        /// What the share that does not belong says.
        other: u8,
        /// Its number.
        number: u8,
    },
    /// The same share again.
    #[error("share {number} was entered twice: ask the next person for another number")]
    Twice {
        /// Its number.
        number: u8,
    },
    /// The shares gave a key, but not the one of their ceremony.
    #[error(
        "these shares do not give the key of ceremony {ceremony}: at least one is forged or from \
         another print; try again with another share in place of one of them"
    )]
    WrongKey {
        /// The ceremony they name.
        ceremony: String,
    },
    /// A text that is not a share, or one with a typing error.
    #[error(transparent)]
    Share(#[from] ShareError),
    /// Sealing or opening failed.
    #[error(transparent)]
    Sealed(#[from] ArchiveError),
}

/// A typed share could not be read. Holds nothing of its secret part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ShareError {
    /// It does not look like a share at all.
    #[error(
        "this is not a share: it begins with SMV-SHARE-1- and ends with six signs; type all of it"
    )]
    NotAShare,
    /// A form of share that this program does not know.
    #[error("this share is of another form than 1: use the program version it was made with")]
    Form,
    /// Threshold or number cannot be.
    #[error(
        "the two figures after SMV-SHARE-1 cannot be right: first how many shares are needed (2 to \
         16), then the number of this one (1 to 16); compare them with the paper"
    )]
    Numbers,
    /// The ceremony id is not eight hexadecimal digits.
    #[error(
        "the ceremony after the two figures has eight signs, 0 to 9 and A to F: compare it with the \
         paper"
    )]
    Ceremony,
    /// A sign that no share has.
    #[error(
        "group {group} after the ceremony has a sign that no share has: compare it with the paper"
    )]
    Sign {
        /// Which group of four after the ceremony, the first is 1.
        group: usize,
    },
    /// Signs are missing or there are too many.
    #[error(
        "{found} signs after the ceremony instead of {needed}: compare group by group with the \
         paper"
    )]
    Length {
        /// How many there are.
        found: usize,
        /// How many there should be.
        needed: usize,
    },
    /// Everything looks right, but the checksum does not fit.
    #[error(
        "a sign is wrong somewhere, the checksum does not fit: compare the whole line with the \
         paper"
    )]
    Checksum,
}
