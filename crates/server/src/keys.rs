//! The key files: made once, readable by their owner only.
//!
//! | file | is | who needs it |
//! |---|---|---|
//! | `code.key` | makes access codes | public, staff |
//! | `lookup.key` | makes look-up hashes | public, staff |
//! | `authority.pub` | checks to which keys may be sealed (Ed25519) | public, staff |
//! | `index.key` | makes the hashes of the blind index | staff |
//! | `teams.ring` | opens what is sealed to teams (X25519, a line each) | staff |
//! | `login.key` | seals second factors; keyed hashes of browsers and of who tries to sign in | staff |
//! | `token.pk8` | signs tokens of staff (Ed25519) | staff |
//! | `referral.pk8` | signs referrals (Ed25519) | staff |
//! | `worker.ring` | opens mail for the worker (X25519) | worker |
//! | `audit.key` | seals the audit chain (HMAC) | worker |
//! | `authority.pk8` | signs the keys to which may be sealed | commands only; keep it offline |
//! | `*.jwk`, as in `referral-2026.retired.jwk` | public keys that stay published | staff |
//!
//! The public role has no key that opens anything. Public and staff must hold the same `code.key`,
//! `lookup.key` and `authority.pub`.

mod file;
mod name;
mod ring;
pub mod sealing;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use triage_queue::Safe;
use triage_queue::audit::AuditKey;
use triage_queue::keyed::{Key, Keys};
use vault::Keyring;
use vault::certificate::{Authority, AuthorityKey};
use vault::index::IndexKey;
use zeroize::Zeroizing;

use crate::Roles;
pub use name::Name;
pub use ring::RingLine;

/// Name and content of a secret file.
pub type SecretFile = (&'static str, Zeroizing<Vec<u8>>);

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

impl KeyFolder {
    /// The folder of a data directory.
    #[must_use]
    pub fn of(data_dir: &Path) -> Self {
        Self(data_dir.join("keys"))
    }

    /// A folder anywhere, for instance that of the credentials that systemd hands over.
    #[must_use]
    pub const fn at(folder: PathBuf) -> Self {
        Self(folder)
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
        // One authority for all hosts: it is made with everything else, or copied.
        let has_public = self.path(Name::AuthorityPublic).exists();
        let makes_authority = roles == Roles::All && !has_public;
        if roles == Roles::All && has_public && !self.path(Name::Authority).exists() {
            bail!(
                "authority.pub is here, but not authority.pk8, which signs sealing keys: bring it \
                 back from where it is kept (`smv-cert keys recover`); a new one would not be \
                 believed by other hosts"
            );
        }
        for name in Name::ALL {
            let wanted = name.is_needed_by(roles) || (makes_authority && name == Name::Authority);
            if wanted && name.is_made_alone() {
                let bytes = name.generate()?;
                if file::write_new(&self.path(name), &bytes)? {
                    made.push(name);
                }
            }
        }
        if !makes_authority {
            return Ok(made);
        }
        let public = self.authority_pair()?.public();
        let text = format!("{}\n", hex::encode(public.as_bytes()));
        if file::write_new(&self.path(Name::AuthorityPublic), text.as_bytes())? {
            made.push(Name::AuthorityPublic);
        }
        Ok(made)
    }

    /// What keeps these roles from using their keys, a line each.
    #[must_use]
    pub fn problems(&self, roles: Roles) -> Vec<String> {
        let needed = Name::ALL
            .into_iter()
            .filter(|name| name.is_needed_by(roles));
        file::check_folder(&self.0)
            .err()
            .into_iter()
            .chain(needed.filter_map(|name| self.check(name).err()))
            .map(|error| format!("{error:#}"))
            .collect()
    }

    /// The same, leaving out the rings.
    #[must_use]
    pub fn problems_but_rings(&self, roles: Roles) -> Vec<String> {
        Name::ALL
            .into_iter()
            .filter(|name| name.is_needed_by(roles) && !name.is_ring())
            .filter_map(|name| self.check(name).err())
            .map(|error| format!("{error:#}"))
            .collect()
    }

    /// Lets one process at a time make keys; released when the answer is dropped.
    fn lock(&self) -> anyhow::Result<std::fs::File> {
        file::make_folder(&self.0)?;
        file::lock(&self.0.join(".lock"))
    }

    /// The two secrets of intake.
    pub fn intake(&self) -> anyhow::Result<Keys> {
        Ok(Keys {
            code: Key::new(self.secret(Name::Code)?),
            lookup: Key::new(self.secret(Name::Lookup)?),
        })
    }

    /// What seals second factors.
    pub fn login(&self) -> anyhow::Result<api::LoginKey> {
        Ok(api::LoginKey::new(self.secret(Name::Login)?))
    }

    /// What checks to which keys may be sealed.
    pub fn authority(&self) -> anyhow::Result<AuthorityKey> {
        let bytes = self.secret(Name::AuthorityPublic)?;
        AuthorityKey::from_bytes(&bytes).context("authority.pub holds no public key")
    }

    /// What signs the keys to which may be sealed. Commands only.
    pub fn authority_pair(&self) -> anyhow::Result<Authority> {
        self.check(Name::Authority)?;
        let path = self.path(Name::Authority);
        Authority::from_pkcs8(&file::read(&path)?)
            .with_context(|| format!("{} is not an Ed25519 key", path.display()))
    }

    /// What staff open and seal with. The rings are read again when a key is missing.
    pub fn safe(&self) -> anyhow::Result<Safe> {
        self.check(Name::Teams)?;
        let folder = self.clone();
        Ok(Safe::new(
            self.intake()?,
            IndexKey::new(self.secret(Name::Index)?),
            self.authority()?,
            move || match folder.ring(Name::Teams) {
                Ok(ring) => Some(ring),
                Err(error) => {
                    tracing::error!(error = format!("{error:#}"), "teams.ring cannot be read");
                    None
                }
            },
        ))
    }

    /// What seals the audit chain.
    pub fn audit(&self) -> anyhow::Result<AuditKey> {
        Ok(AuditKey::new(self.secret(Name::Audit)?))
    }

    /// The private keys of a ring file.
    pub fn ring(&self, name: Name) -> anyhow::Result<Keyring> {
        let lines = self.ring_lines(name)?;
        Ok(Keyring::new(lines.into_iter().map(|line| line.key)))
    }

    /// The lines of a ring file, newest key first; none when it is not there yet.
    pub fn ring_lines(&self, name: Name) -> anyhow::Result<Vec<RingLine>> {
        let path = self.path(name);
        if !path.exists() {
            return Ok(Vec::new());
        }
        file::check_private(&path)?;
        ring::read(&path)
    }

    /// Puts a new key at the head of a ring file.
    pub fn add_to_ring(&self, name: Name, line: RingLine) -> anyhow::Result<()> {
        file::make_folder(&self.0)?;
        let mut lines = self.ring_lines(name)?;
        lines.insert(0, line);
        file::replace(&self.path(name), ring::text(&lines).as_bytes())
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

    /// Name and content of every secret file that is here, for the escrow.
    pub fn secrets(&self) -> anyhow::Result<Vec<SecretFile>> {
        let mut found = Vec::new();
        for name in Name::ALL {
            if self.path(name).exists() {
                let bytes = Zeroizing::new(file::read(&self.path(name))?);
                found.push((name.file(), bytes));
            }
        }
        Ok(found)
    }

    /// Writes a file that came back from the escrow. False: there is one already, and it stays.
    pub fn restore(&self, name: Name, content: &[u8]) -> anyhow::Result<bool> {
        file::make_folder(&self.0)?;
        file::write_new(&self.path(name), content)
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
            Name::Code | Name::Lookup | Name::Index | Name::Login | Name::Audit => {
                let hash = digest(
                    &SHA256,
                    &[name.file().as_bytes(), bytes.as_slice()].concat(),
                );
                Ok(hex::encode(hash.as_ref()).chars().take(16).collect())
            }
            Name::Token => of_public("tok"),
            Name::Referral => of_public("ref"),
            Name::Authority => of_public("aut"),
            Name::AuthorityPublic => {
                let key = self.authority()?;
                Ok(format!(
                    "aut-{}",
                    referral::sign::thumbprint(key.as_bytes())
                ))
            }
            Name::Teams | Name::Worker => Ok(format!("{} keys", self.ring_lines(name)?.len())),
        }
    }

    /// Whether a key is there, private and of the right form.
    fn check(&self, name: Name) -> anyhow::Result<()> {
        let path = self.path(name);
        file::check_private(&path)?;
        match name {
            Name::Code
            | Name::Lookup
            | Name::Index
            | Name::Login
            | Name::Audit
            | Name::AuthorityPublic => self.secret(name).map(drop),
            Name::Token | Name::Referral | Name::Authority => {
                Ed25519KeyPair::from_pkcs8(&file::read(&path)?)
                    .map(drop)
                    .map_err(|_| anyhow::anyhow!("{} is not an Ed25519 key", path.display()))
            }
            Name::Teams | Name::Worker => ring::read(&path).map(drop),
        }
    }

    fn secret(&self, name: Name) -> anyhow::Result<[u8; 32]> {
        let path = self.path(name);
        file::check_private(&path)?;
        let text = String::from_utf8(file::read(&path)?).unwrap_or_default();
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.trim(), &mut bytes)
            .map_err(|_| anyhow::anyhow!("{} does not hold 64 hex digits", path.display()))?;
        Ok(bytes)
    }
}

#[cfg(test)]
#[path = "keys/tests.rs"]
mod tests;
