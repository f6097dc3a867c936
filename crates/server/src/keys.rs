//! The key files under `<data dir>/keys/`: made once, readable by their owner only.
//!
//! | file | is | who needs it |
//! |---|---|---|
//! | `code.key` | makes access codes | public, staff |
//! | `lookup.key` | makes look-up hashes | public, staff |
//! | `token.pk8` | signs tokens of staff (Ed25519) | staff |
//! | `referral.pk8` | signs referrals (Ed25519) | staff |
//! | `*.jwk`, as in `referral-2026.retired.jwk` | public keys that stay published | staff |
//!
//! Public and staff must hold the same `code.key` and `lookup.key`.

mod file;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use triage_queue::keyed::{Key, Keys};

use crate::{Role, Roles};

/// One of the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// Makes access codes.
    Code,
    /// Makes look-up hashes.
    Lookup,
    /// Signs tokens of staff.
    Token,
    /// Signs referrals.
    Referral,
}

/// The folder with the keys.
#[derive(Debug, Clone)]
pub struct KeyFolder(PathBuf);

/// The keys of the staff role that sign.
pub struct Signing {
    /// PKCS #8 of the key that signs tokens.
    pub token: Vec<u8>,
    /// PKCS #8 of the key that signs referrals.
    pub referral: Vec<u8>,
}

impl Name {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Code, Self::Lookup, Self::Token, Self::Referral];

    /// Name of its file.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Code => "code.key",
            Self::Lookup => "lookup.key",
            Self::Token => "token.pk8",
            Self::Referral => "referral.pk8",
        }
    }

    /// Whether a process with these roles needs it.
    #[must_use]
    pub fn is_needed_by(self, roles: Roles) -> bool {
        match self {
            Self::Code | Self::Lookup => roles.has(Role::Public) || roles.has(Role::Staff),
            Self::Token | Self::Referral => roles.has(Role::Staff),
        }
    }

    fn generate(self) -> anyhow::Result<Vec<u8>> {
        match self {
            Self::Code | Self::Lookup => {
                Ok(format!("{}\n", hex::encode(store::random::<32>())).into_bytes())
            }
            Self::Token | Self::Referral => Ok(Ed25519KeyPair::generate()
                .and_then(|pair| pair.to_pkcs8())
                .map_err(|_| anyhow::anyhow!("a new {} cannot be made", self.file()))?
                .as_ref()
                .to_vec()),
        }
    }
}

impl KeyFolder {
    /// The folder of a data directory.
    #[must_use]
    pub fn of(data_dir: &Path) -> Self {
        Self(data_dir.join("keys"))
    }

    /// Where a key is or would be.
    #[must_use]
    pub fn path(&self, name: Name) -> PathBuf {
        self.0.join(name.file())
    }

    /// Makes the keys these roles need and that are not there; answers which.
    pub fn generate_missing(&self, roles: Roles) -> anyhow::Result<Vec<Name>> {
        file::make_folder(&self.0)?;
        let mut made = Vec::new();
        for name in Name::ALL {
            if name.is_needed_by(roles) && file::write_new(&self.path(name), &name.generate()?)? {
                made.push(name);
            }
        }
        Ok(made)
    }

    /// What keeps these roles from using their keys, a line each.
    #[must_use]
    pub fn problems(&self, roles: Roles) -> Vec<String> {
        let needed = Name::ALL
            .into_iter()
            .filter(|name| name.is_needed_by(roles));
        needed
            .filter_map(|name| self.check(name).err())
            .map(|error| format!("{error:#}"))
            .collect()
    }

    /// The two secrets of intake.
    pub fn intake(&self) -> anyhow::Result<Keys> {
        Ok(Keys {
            code: self.secret(Name::Code)?,
            lookup: self.secret(Name::Lookup)?,
        })
    }

    /// The keys that sign.
    pub fn signing(&self) -> anyhow::Result<Signing> {
        for name in [Name::Token, Name::Referral] {
            self.check(name)?;
        }
        Ok(Signing {
            token: file::read(&self.path(Name::Token))?,
            referral: file::read(&self.path(Name::Referral))?,
        })
    }

    /// Public keys that stay published: of earlier referral signatures, and of other processes.
    pub fn published(&self) -> anyhow::Result<Vec<serde_json::Value>> {
        let mut found = Vec::new();
        for path in file::with_suffix(&self.0, ".jwk")? {
            let jwk = std::fs::read(&path)
                .map_err(anyhow::Error::from)
                .and_then(|text| Ok(serde_json::from_slice(&text)?))
                .with_context(|| format!("{} is not a public key (JWK)", path.display()))?;
            found.push(jwk);
        }
        Ok(found)
    }

    /// The name under which a key can be compared without showing it.
    pub fn fingerprint(&self, name: Name) -> anyhow::Result<String> {
        self.check(name)?;
        let bytes = file::read(&self.path(name))?;
        let of_public = |prefix: &str| -> anyhow::Result<String> {
            let pair = Ed25519KeyPair::from_pkcs8(&bytes)
                .map_err(|_| anyhow::anyhow!("not an Ed25519 key"))?;
            let thumbprint = referral::sign::thumbprint(pair.public_key().as_ref());
            Ok(format!("{prefix}-{thumbprint}"))
        };
        match name {
            Name::Code | Name::Lookup => {
                let hash = digest(
                    &SHA256,
                    &[name.file().as_bytes(), bytes.as_slice()].concat(),
                );
                Ok(hex::encode(hash.as_ref()).chars().take(16).collect())
            }
            Name::Token => of_public("tok"),
            Name::Referral => of_public("ref"),
        }
    }

    /// Whether a key is there, private and of the right form.
    fn check(&self, name: Name) -> anyhow::Result<()> {
        let path = self.path(name);
        file::check_private(&path)?;
        match name {
            Name::Code | Name::Lookup => self.secret(name).map(drop),
            Name::Token | Name::Referral => Ed25519KeyPair::from_pkcs8(&file::read(&path)?)
                .map(drop)
                .map_err(|_| anyhow::anyhow!("{} is not an Ed25519 key", path.display())),
        }
    }

    fn secret(&self, name: Name) -> anyhow::Result<Key> {
        let path = self.path(name);
        file::check_private(&path)?;
        let text = String::from_utf8(file::read(&path)?).unwrap_or_default();
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.trim(), &mut bytes)
            .map_err(|_| anyhow::anyhow!("{} does not hold 64 hex digits", path.display()))?;
        Ok(Key::new(bytes))
    }
}

#[cfg(test)]
#[path = "keys/tests.rs"]
mod tests;
