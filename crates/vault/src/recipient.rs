//! Sealing data keys: to a public key with HPKE, or under a key that the sealer holds anyway.
//!
//! HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305. One
//! encapsulation serves all data keys that are sealed to a recipient at the same time: each is
//! wrapped under a key of its own, exported from the context (section 5.3) for the data key's id.

use std::fmt;

use chacha20poly1305::aead::{Aead as _, KeyInit as _};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hpke::aead::ChaCha20Poly1305 as HpkeAead;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256 as Kem;
use hpke::{Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::derive::{derive, random};
use crate::key::DataKey;

const INFO: &[u8] = b"smv-cert sealed key";
const BY_AGREEMENT: u8 = 1;
const UNDER_A_KEY: u8 = 2;

/// The public half of a sealing key: to whom is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    id: Uuid,
    point: <Kem as hpke::Kem>::PublicKey,
}

/// The private half.
#[derive(Clone)]
pub struct PrivateKey {
    id: Uuid,
    scalar: <Kem as hpke::Kem>::PrivateKey,
}

/// A data key that only its recipient can open.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedKey(Vec<u8>);

/// A sealed key did not open. Holds ids only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the seal of data key {data_key} does not open: it was changed, or is for somebody else")]
pub struct SealError {
    /// The data key.
    pub data_key: Uuid,
}

impl PublicKey {
    /// A public key from its 32 bytes; none when they are no point to seal to.
    #[must_use]
    pub fn from_bytes(id: Uuid, bytes: &[u8]) -> Option<Self> {
        let point = <Kem as hpke::Kem>::PublicKey::from_bytes(bytes).ok()?;
        // A point of low order would make every shared secret the same: then sealing fails.
        hpke::setup_sender::<HpkeAead, HkdfSha256, Kem>(&OpModeS::Base, &point, INFO).ok()?;
        Some(Self { id, point })
    }

    /// Its name.
    #[must_use]
    pub const fn id(&self) -> Uuid {
        self.id
    }

    /// Its 32 bytes (RFC 7748, section 5).
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.point.to_bytes().to_vec()
    }

    /// Seals data keys, all with one agreement. The seals come in the order of the keys.
    pub fn seal(&self, keys: &[&DataKey]) -> Result<Vec<SealedKey>, SealError> {
        let failed = SealError { data_key: self.id };
        let (encapsulated, context) =
            hpke::setup_sender::<HpkeAead, HkdfSha256, Kem>(&OpModeS::Base, &self.point, INFO)
                .map_err(|_| failed)?;
        let head = [
            [BY_AGREEMENT].as_slice(),
            self.id.as_bytes(),
            &encapsulated.to_bytes(),
        ]
        .concat();
        keys.iter()
            .map(|key| {
                let mut wrapping = Zeroizing::new([0; 32]);
                context
                    .export(key.id().as_bytes(), wrapping.as_mut_slice())
                    .map_err(|_| failed)?;
                Ok(SealedKey([head.clone(), wrap(&wrapping, key)].concat()))
            })
            .collect()
    }
}

impl PrivateKey {
    /// A new random key.
    #[must_use]
    pub fn generate(id: Uuid) -> Self {
        Self::derived(id, Zeroizing::new(random::<32>()).as_slice())
    }

    /// The key that belongs to a secret (RFC 9180, section 7.1.3, `DeriveKeyPair`).
    #[must_use]
    pub fn derived(id: Uuid, secret: &[u8]) -> Self {
        let (scalar, _) = Kem::derive_keypair(secret);
        Self { id, scalar }
    }

    /// The public half of what [`PrivateKey::derived`] gives, without the private one.
    #[must_use]
    pub fn public_of_derived(id: Uuid, secret: &[u8]) -> PublicKey {
        let (_, point) = Kem::derive_keypair(secret);
        PublicKey { id, point }
    }

    /// A private key from its 32 bytes.
    #[must_use]
    pub fn from_bytes(id: Uuid, bytes: &[u8]) -> Option<Self> {
        let scalar = <Kem as hpke::Kem>::PrivateKey::from_bytes(bytes).ok()?;
        Some(Self { id, scalar })
    }

    /// Its 32 bytes, for its key file.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.scalar.to_bytes().to_vec())
    }

    /// Its name.
    #[must_use]
    pub const fn id(&self) -> Uuid {
        self.id
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey {
            id: self.id,
            point: Kem::sk_to_pk(&self.scalar),
        }
    }
}

/// Opens seals for one private key. Keys that were sealed together cost one agreement together.
pub struct Unsealer<'k> {
    key: &'k PrivateKey,
    agreed: Vec<(Vec<u8>, hpke::aead::AeadCtxR<HpkeAead, HkdfSha256, Kem>)>,
}

impl<'k> Unsealer<'k> {
    /// Opens nothing yet.
    #[must_use]
    pub const fn new(key: &'k PrivateKey) -> Self {
        Self {
            key,
            agreed: Vec::new(),
        }
    }

    /// The data key behind a seal.
    pub fn open(&mut self, data_key: Uuid, sealed: &SealedKey) -> Result<DataKey, SealError> {
        let failed = SealError { data_key };
        let rest = sealed.0.strip_prefix(&[BY_AGREEMENT]).ok_or(failed)?;
        let (holder, rest) = rest.split_first_chunk::<16>().ok_or(failed)?;
        let (encapsulated, wrapped) = rest.split_first_chunk::<32>().ok_or(failed)?;
        if holder != self.key.id.as_bytes() {
            return Err(failed);
        }
        let known = self
            .agreed
            .iter()
            .position(|(bytes, _)| bytes == encapsulated);
        let at = match known {
            Some(at) => at,
            None => self.agree(encapsulated).ok_or(failed)?,
        };
        let mut wrapping = Zeroizing::new([0; 32]);
        let (_, context) = self.agreed.get(at).ok_or(failed)?;
        context
            .export(data_key.as_bytes(), wrapping.as_mut_slice())
            .map_err(|_| failed)?;
        unwrap(&wrapping, data_key, wrapped).ok_or(failed)
    }

    fn agree(&mut self, encapsulated: &[u8; 32]) -> Option<usize> {
        let key = <Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated).ok()?;
        let context = hpke::setup_receiver::<HpkeAead, HkdfSha256, Kem>(
            &OpModeR::Base,
            &self.key.scalar,
            &key,
            INFO,
        )
        .ok()?;
        self.agreed.push((encapsulated.to_vec(), context));
        Some(self.agreed.len() - 1)
    }
}

impl SealedKey {
    /// Seals a data key under a secret: no agreement is needed where the sealer holds the secret.
    pub(crate) fn under(secret: &[u8], key: &DataKey) -> Self {
        let wrapping = derive(secret, key.id().as_bytes(), b"smv-cert key under key");
        Self([vec![UNDER_A_KEY], wrap(&wrapping, key)].concat())
    }

    /// Opens what [`SealedKey::under`] made.
    pub(crate) fn open_under(&self, secret: &[u8], data_key: Uuid) -> Result<DataKey, SealError> {
        let failed = SealError { data_key };
        let wrapped = self.0.strip_prefix(&[UNDER_A_KEY]).ok_or(failed)?;
        let wrapping = derive(secret, data_key.as_bytes(), b"smv-cert key under key");
        unwrap(&wrapping, data_key, wrapped).ok_or(failed)
    }

    /// Seals a data key under another one: who opens that one opens this one.
    #[must_use]
    pub fn under_key(outer: &DataKey, key: &DataKey) -> Self {
        Self::under(outer.secret(), key)
    }

    /// Opens what [`SealedKey::under_key`] made.
    pub fn open_under_key(&self, outer: &DataKey, data_key: Uuid) -> Result<DataKey, SealError> {
        self.open_under(outer.secret(), data_key)
    }

    /// A seal as the database gave it back.
    #[must_use]
    pub const fn from_stored(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_stored(&self) -> &[u8] {
        &self.0
    }

    /// The sealing key it is for; none when it is under a key.
    #[must_use]
    pub fn holder(&self) -> Option<Uuid> {
        let rest = self.0.strip_prefix(&[BY_AGREEMENT])?;
        Some(Uuid::from_bytes(*rest.first_chunk::<16>()?))
    }

    /// Whether it was made for a public key, by agreement.
    #[must_use]
    pub fn is_by_agreement(&self) -> bool {
        self.0.first() == Some(&BY_AGREEMENT)
    }
}

/// Wraps a data key. Every wrapping key is used once, so the nonce may be fixed.
fn wrap(wrapping: &[u8; 32], key: &DataKey) -> Vec<u8> {
    ChaCha20Poly1305::new(wrapping.into())
        .encrypt(&Nonce::default(), key.secret().as_slice())
        .unwrap_or_default()
}

fn unwrap(wrapping: &[u8; 32], id: Uuid, wrapped: &[u8]) -> Option<DataKey> {
    let plain = ChaCha20Poly1305::new(wrapping.into())
        .decrypt(&Nonce::default(), wrapped)
        .map(Zeroizing::new)
        .ok()?;
    let mut secret = Zeroizing::new([0; 32]);
    if plain.len() != secret.len() {
        return None;
    }
    secret.copy_from_slice(&plain);
    Some(DataKey::from_parts(id, secret))
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({})", self.id)
    }
}

impl fmt::Debug for SealedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedKey({} bytes)", self.0.len())
    }
}

#[cfg(test)]
#[path = "recipient/tests.rs"]
mod tests;
