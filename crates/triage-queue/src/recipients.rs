//! To whom intake seals: the team that takes new reports, and the worker. Public keys only.

use domain::id::TeamId;
use store::Tx;
use store::sealing_keys::{self, KeyFor, SealingKey};
use vault::certificate::{AuthorityKey, Certificate, NotCertified, Purpose};
use vault::recipient::PublicKey;

use crate::Error;

/// The public keys of intake.
#[derive(Debug, Clone)]
pub struct Recipients {
    /// The team that takes new reports.
    pub team: TeamId,
    /// Its key in use.
    pub team_key: PublicKey,
    /// The worker's key in use.
    pub worker_key: PublicKey,
}

/// Asks the database, and believes only what the authority has signed.
///
/// Fails with [`store::Error::NotFound`] when no team takes reports or a key is missing.
pub fn for_intake(tx: &mut Tx<'_>, authority: &AuthorityKey) -> Result<Recipients, Error> {
    let found = sealing_keys::for_intake(tx)?;
    let team = found.iter().find_map(|key| match key.for_whom {
        KeyFor::Team(team) => Some((team, key)),
        KeyFor::Worker => None,
    });
    let worker = found.iter().find(|key| key.for_whom == KeyFor::Worker);
    let ((team, team_key), worker_key) = team.zip(worker).ok_or(store::Error::NotFound)?;
    Ok(Recipients {
        team,
        team_key: checked(authority, team_key)?,
        worker_key: checked(authority, worker_key)?,
    })
}

pub(crate) fn checked(
    authority: &AuthorityKey,
    key: &SealingKey,
) -> Result<PublicKey, NotCertified> {
    authority.check(&Certificate {
        id: key.id,
        purpose: purpose(key.for_whom),
        public_key: key.public_key.clone(),
        signature: key.signature.clone(),
    })
}

/// What a certificate says of a key's holder.
#[must_use]
pub const fn purpose(for_whom: KeyFor) -> Purpose {
    match for_whom {
        KeyFor::Team(team) => Purpose::Team(team.uuid()),
        KeyFor::Worker => Purpose::Worker,
    }
}
