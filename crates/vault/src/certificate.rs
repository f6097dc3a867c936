//! Which public keys may be sealed to: a signature over each.
//!
//! Public keys stand in the database, and who can write there could put one of their own. Ed25519
//! (RFC 8032) over the key, its id and what it is for; the key that signs is made and kept where
//! keys are made, its public half is a file of every role.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use uuid::Uuid;

use crate::recipient::PublicKey;

/// For whom a sealing key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Content for the analysts of this team.
    Team(Uuid),
    /// Recipients and payloads of mail, for the worker.
    Worker,
}

/// Signs public sealing keys.
pub struct Authority(Ed25519KeyPair);

/// Checks what an [`Authority`] signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorityKey([u8; 32]);

/// A public sealing key as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Id of the sealing key.
    pub id: Uuid,
    /// For whom.
    pub purpose: Purpose,
    /// Its 32 bytes.
    pub public_key: Vec<u8>,
    /// Signature over all of that.
    pub signature: Vec<u8>,
}

/// A public key that nobody of ours signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sealing key {id} has no valid signature: nothing is sealed to it")]
pub struct NotCertified {
    /// Id of the sealing key.
    pub id: Uuid,
}

impl Authority {
    /// From a PKCS #8 key (RFC 8410); none when it is no Ed25519 key.
    #[must_use]
    pub fn from_pkcs8(pkcs8: &[u8]) -> Option<Self> {
        Ed25519KeyPair::from_pkcs8(pkcs8).ok().map(Self)
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> AuthorityKey {
        AuthorityKey::from_bytes(self.0.public_key().as_ref()).unwrap_or(AuthorityKey([0; 32]))
    }

    /// Certifies a public key.
    #[must_use]
    pub fn certify(&self, key: &PublicKey, purpose: Purpose) -> Certificate {
        let public_key = key.to_bytes();
        let signature = self.0.sign(&message(key.id(), purpose, &public_key));
        Certificate {
            id: key.id(),
            purpose,
            public_key,
            signature: signature.as_ref().to_vec(),
        }
    }
}

impl AuthorityKey {
    /// From its 32 bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key to seal to, when the certificate holds.
    pub fn check(&self, certificate: &Certificate) -> Result<PublicKey, NotCertified> {
        let Certificate { id, purpose, .. } = *certificate;
        let said = message(id, purpose, &certificate.public_key);
        UnparsedPublicKey::new(&ED25519, &self.0)
            .verify(&said, &certificate.signature)
            .ok()
            .and_then(|()| PublicKey::from_bytes(id, &certificate.public_key))
            .ok_or(NotCertified { id })
    }
}

fn message(id: Uuid, purpose: Purpose, public_key: &[u8]) -> Vec<u8> {
    let (word, team) = match purpose {
        Purpose::Team(team) => (b't', team),
        Purpose::Worker => (b'w', Uuid::nil()),
    };
    [
        b"smv-cert sealing key\0".as_slice(),
        &[word],
        team.as_bytes(),
        id.as_bytes(),
        public_key,
    ]
    .concat()
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authority(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::{Authority, AuthorityKey, Certificate, Purpose};
    use crate::recipient::PrivateKey;
    use aws_lc_rs::signature::Ed25519KeyPair;
    use uuid::Uuid;

    fn authority() -> Authority {
        let pkcs8 = Ed25519KeyPair::generate().unwrap().to_pkcs8().unwrap();
        Authority::from_pkcs8(pkcs8.as_ref()).unwrap()
    }

    #[test]
    fn a_certificate_holds_for_its_key_and_purpose_only() {
        let (ours, theirs) = (authority(), authority());
        let key = PrivateKey::generate(Uuid::from_u128(1)).public();
        let purpose = Purpose::Team(Uuid::from_u128(2));
        let good = ours.certify(&key, purpose);
        let check = AuthorityKey::from_bytes(ours.public().as_bytes()).unwrap();

        assert_eq!(check.check(&good), Ok(key));
        let other = PrivateKey::generate(Uuid::from_u128(1)).public();
        let forged = [
            Certificate {
                public_key: other.to_bytes(),
                ..good.clone()
            },
            Certificate {
                id: Uuid::from_u128(3),
                ..good.clone()
            },
            Certificate {
                purpose: Purpose::Team(Uuid::from_u128(4)),
                ..good.clone()
            },
            Certificate {
                purpose: Purpose::Worker,
                ..good.clone()
            },
            Certificate {
                signature: vec![0; 64],
                ..good.clone()
            },
            Certificate {
                signature: Vec::new(),
                ..good.clone()
            },
            theirs.certify(&other, purpose),
        ];
        for certificate in forged {
            assert_eq!(check.check(&certificate).unwrap_err().id, certificate.id);
        }
        assert!(AuthorityKey::from_bytes(&[0; 31]).is_none());
        assert!(Authority::from_pkcs8(b"no key").is_none());
        assert_eq!(format!("{ours:?}"), "Authority(…)");
    }
}
