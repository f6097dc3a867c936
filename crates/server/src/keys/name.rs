//! The names of the key files, and who needs which.

use aws_lc_rs::signature::Ed25519KeyPair;

use crate::{Role, Roles};

/// One of the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// Makes access codes.
    Code,
    /// Makes look-up hashes.
    Lookup,
    /// Makes the hashes of the blind index.
    Index,
    /// Signs the keys to which may be sealed.
    Authority,
    /// Checks to which keys may be sealed.
    AuthorityPublic,
    /// Opens what is sealed to teams.
    Teams,
    /// Opens mail for the worker.
    Worker,
    /// Seals second factors, and makes hashes of browsers and of who tries to sign in.
    Login,
    /// Signs tokens of staff.
    Token,
    /// Signs referrals.
    Referral,
    /// Seals the audit chain.
    Audit,
}

impl Name {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Code,
        Self::Lookup,
        Self::Index,
        Self::Authority,
        Self::AuthorityPublic,
        Self::Teams,
        Self::Worker,
        Self::Login,
        Self::Token,
        Self::Referral,
        Self::Audit,
    ];

    /// Name of its file.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Code => "code.key",
            Self::Lookup => "lookup.key",
            Self::Index => "index.key",
            Self::Authority => "authority.pk8",
            Self::AuthorityPublic => "authority.pub",
            Self::Teams => "teams.ring",
            Self::Worker => "worker.ring",
            Self::Login => "login.key",
            Self::Token => "token.pk8",
            Self::Referral => "referral.pk8",
            Self::Audit => "audit.key",
        }
    }

    /// The key with this file name.
    #[must_use]
    pub fn of_file(file: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.file() == file)
    }

    /// Whether a process with these roles needs it.
    #[must_use]
    pub fn is_needed_by(self, roles: Roles) -> bool {
        let (public, staff) = (roles.has(Role::Public), roles.has(Role::Staff));
        match self {
            Self::Code | Self::Lookup | Self::AuthorityPublic => public || staff,
            Self::Index | Self::Teams | Self::Login | Self::Token | Self::Referral => staff,
            Self::Worker | Self::Audit => roles.has(Role::Worker),
            Self::Authority => false,
        }
    }

    /// Whether it is a file of several keys, made for teams and the worker in the database.
    pub(super) const fn is_ring(self) -> bool {
        matches!(self, Self::Teams | Self::Worker)
    }

    /// Whether it is made by itself: rings belong to teams in the database, and the public half to
    /// its private one.
    pub(super) const fn is_made_alone(self) -> bool {
        !matches!(self, Self::Teams | Self::Worker | Self::AuthorityPublic)
    }

    pub(super) fn generate(self) -> anyhow::Result<Vec<u8>> {
        match self {
            Self::Code | Self::Lookup | Self::Index | Self::Login | Self::Audit => {
                Ok(format!("{}\n", hex::encode(store::random::<32>())).into_bytes())
            }
            Self::Token | Self::Referral | Self::Authority => Ok(Ed25519KeyPair::generate()
                .and_then(|pair| pair.to_pkcs8())
                .map_err(|_| anyhow::anyhow!("a new {} cannot be made", self.file()))?
                .as_ref()
                .to_vec()),
            Self::Teams | Self::Worker | Self::AuthorityPublic => {
                anyhow::bail!("{} is not made by itself", self.file())
            }
        }
    }
}
