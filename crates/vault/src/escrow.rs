//! An offline key, split among people: what opens everything when the team keys are lost.
//!
//! An age X25519 identity (age-encryption.org/v1) that exists only during the ceremony. Its 32
//! bytes are split by Shamir's scheme (Shamir 1979, over GF(256)): any `threshold` shares give it
//! back, fewer say nothing about it. The ceremony's name is cut from the key's recipient and is
//! checked after combining, so a wrong set of shares is an error and never a silently wrong key.
//!
//! Pure: reads and writes no file and prints nothing. Who gets which share is not known here.

mod bech32;
mod error;
mod identity;
mod share;
#[cfg(test)]
mod share_tests;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::io::{Read, Write};

use age::x25519::Identity;
use blahaj::Sharks;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::archive;

pub use error::{EscrowError, ShareError};
pub use share::Share;

use identity::{secret_of, text_of};
use share::MAX_SHARES;

/// An age X25519 identity that exists only during the ceremony. Wiped when dropped.
pub struct EscrowKey {
    identity: Identity,
}

impl EscrowKey {
    /// A new random key.
    #[must_use]
    pub fn generate() -> Self {
        let identity = Identity::generate();
        Self { identity }
    }

    /// The public half, `age1...`: what everything is sealed to. May be seen.
    #[must_use]
    pub fn recipient(&self) -> String {
        self.identity.to_public().to_string()
    }

    /// The eight hexadecimal digits that stand on every share of this key.
    #[must_use]
    pub fn ceremony(&self) -> String {
        hex::encode_upper(ceremony_of(&self.recipient()))
    }

    /// Splits the key into `shares`, of which any `threshold` give it back. Every call makes new
    /// shares: those of two calls do not fit together.
    ///
    /// # Errors
    /// [`EscrowError::Rule`] unless 2 ≤ threshold ≤ shares ≤ 16; [`EscrowError::SelfTest`] when the
    /// new shares, combined once, do not give the key back.
    pub fn split(&self, threshold: u8, shares: u8) -> Result<Vec<Share>, EscrowError> {
        if threshold < 2 || threshold > shares || shares > MAX_SHARES {
            return Err(EscrowError::Rule { threshold, shares });
        }
        let secret = secret_of(&self.identity).ok_or(EscrowError::SelfTest)?;
        let ceremony = ceremony_of(&self.recipient());
        let dealt = Sharks(threshold).dealer(secret.as_slice());
        let split = (1..=shares)
            .zip(dealt)
            .map(|(number, dealt)| {
                let bytes = Zeroizing::new(Vec::from(&dealt));
                let (&given, part) = bytes.split_first().filter(|(x, _)| **x == number)?;
                let part = Zeroizing::new(<[u8; 32]>::try_from(part).ok()?);
                Some(Share {
                    threshold,
                    number: given,
                    ceremony,
                    part,
                })
            })
            .collect::<Option<Vec<_>>>()
            .ok_or(EscrowError::SelfTest)?;

        Self::combine(&split).map_err(|_| EscrowError::SelfTest)?;
        Ok(split)
    }

    /// Puts the key together from `threshold` or more shares, in any order.
    ///
    /// # Errors
    /// None or too few, of different ceremonies or splits, one of them twice, or a set that gives
    /// another key than its ceremony's: each its own [`EscrowError`] that says what to do.
    pub fn combine(shares: &[Share]) -> Result<Self, EscrowError> {
        let first = shares.first().ok_or(EscrowError::NoShares)?;
        let mut numbers = BTreeSet::new();
        for share in shares {
            belongs_to(first, share)?;
            if !numbers.insert(share.number) {
                return Err(EscrowError::Twice {
                    number: share.number,
                });
            }
        }
        let (given, needed) = (shares.len(), usize::from(first.threshold));
        if given < needed {
            return Err(EscrowError::TooFew { given, needed });
        }
        joined(shares, first.threshold)
            .filter(|key| ceremony_of(&key.recipient()) == first.ceremony)
            .ok_or_else(|| EscrowError::WrongKey {
                ceremony: first.ceremony(),
            })
    }

    /// Opens what [`seal_to`] or any age program sealed to this key's recipient.
    ///
    /// # Errors
    /// [`EscrowError::Sealed`] when it is damaged or sealed to other keys only.
    pub fn open(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, EscrowError> {
        // Room for all of it from the start: a buffer that grows leaves copies behind.
        let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
        archive::decrypt_with(self, sealed)?
            .read_to_end(&mut plain)
            .map_err(archive::ArchiveError::from)?;
        Ok(plain)
    }

    pub(crate) const fn identity(&self) -> &Identity {
        &self.identity
    }
}

impl fmt::Debug for EscrowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EscrowKey(…)")
    }
}

/// Seals to one recipient (`age1...`), in the age format (age-encryption.org/v1).
///
/// # Errors
/// [`EscrowError::Sealed`] when the recipient is not one.
pub fn seal_to(recipient: &str, plain: &[u8]) -> Result<Vec<u8>, EscrowError> {
    seal_to_all(&[recipient.to_owned()], plain)
}

/// Seals to several recipients, each of whom can open it alone.
///
/// # Errors
/// [`EscrowError::Sealed`] when there is no recipient or one of them is not one.
pub fn seal_to_all(recipients: &[String], plain: &[u8]) -> Result<Vec<u8>, EscrowError> {
    let mut writer = archive::encrypt(recipients, Vec::new())?;
    writer
        .write_all(plain)
        .map_err(archive::ArchiveError::from)?;
    Ok(writer.finish().map_err(archive::ArchiveError::from)?)
}

fn belongs_to(first: &Share, share: &Share) -> Result<(), EscrowError> {
    let number = share.number;
    if share.ceremony != first.ceremony {
        let (first, other) = (first.ceremony(), share.ceremony());
        return Err(EscrowError::OtherCeremony {
            first,
            other,
            number,
        });
    }
    if share.threshold != first.threshold {
        let (first, other) = (first.threshold, share.threshold);
        return Err(EscrowError::OtherSplit {
            first,
            other,
            number,
        });
    }
    Ok(())
}

/// The key that the shares give, right or wrong.
fn joined(shares: &[Share], threshold: u8) -> Option<EscrowKey> {
    let parts = shares
        .iter()
        .map(|share| {
            let mut bytes = Zeroizing::new(Vec::with_capacity(33));
            bytes.push(share.number);
            bytes.extend_from_slice(share.part.as_slice());
            blahaj::Share::try_from(bytes.as_slice()).ok()
        })
        .collect::<Option<Vec<_>>>()?;
    let secret = Zeroizing::new(Sharks(threshold).recover(&parts).ok()?);
    let secret = Zeroizing::new(<[u8; 32]>::try_from(secret.as_slice()).ok()?);
    let identity = text_of(&secret).parse().ok()?;
    Some(EscrowKey { identity })
}

/// The first four bytes of a hash of the recipient.
fn ceremony_of(recipient: &str) -> [u8; 4] {
    let hash = Sha256::new()
        .chain_update(b"smv-cert escrow ceremony 1\0")
        .chain_update(recipient);
    let [a, b, c, d, ..] = <[u8; 32]>::from(hash.finalize());
    [a, b, c, d]
}
