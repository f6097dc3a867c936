//! Sealing again what is sealed to a retired key, while everything runs.

use std::collections::HashMap;

use domain::id::CaseId;
use store::seals::{self, Holder, KeySeal};
use store::{Tx, cases};
use vault::recipient::SealedKey;

use crate::Error;
use crate::safe::{Safe, team_holder};

/// Seals some data keys again for the key in use of their case's team; answers how many. The old
/// seals go. What no key of this process opens stays as it is.
pub fn round(tx: &mut Tx<'_>, safe: &Safe, most: i64) -> Result<usize, Error> {
    if !seals::any_outdated(tx)? {
        return Ok(0);
    }
    let old = seals::outdated(tx, most)?;
    if old.is_empty() {
        return Ok(0);
    }
    let ring = safe.ring_for(old.iter().filter_map(|seal| team_holder(seal.holder)));
    let mut opener = ring.opener();
    let mut by_case: HashMap<CaseId, Vec<(KeySeal, vault::DataKey)>> = HashMap::new();
    for seal in old {
        let Some(holder) = team_holder(seal.holder).filter(|id| ring.holds(*id)) else {
            tracing::warn!(key.id = %seal.key, "a retired key that is not here still holds content");
            continue;
        };
        let sealed = SealedKey::from_stored(seal.sealed.as_stored().to_vec());
        let key = opener.open(holder, seal.key, &sealed)?;
        by_case.entry(seal.case).or_default().push((seal, key));
    }
    let ids: Vec<CaseId> = by_case.keys().copied().collect();
    let mut done = 0;
    for case in cases::several(tx, &ids)? {
        let Some(found) = by_case.remove(&case.id) else {
            continue;
        };
        let team = safe.team_key(tx, case.team)?;
        if !safe.ring_for([team.id()]).holds(team.id()) {
            tracing::warn!(key.id = %team.id(), "not sealed again: the key in use is not here");
            continue;
        }
        let keys: Vec<_> = found.iter().map(|(_, key)| key).collect();
        let new: Vec<KeySeal> = team
            .seal(&keys)?
            .into_iter()
            .zip(&found)
            .map(|(sealed, (old, _))| KeySeal {
                holder: Holder::Team(team.id()),
                sealed: domain::content::Sealed::from_stored(sealed.as_stored().to_vec()),
                ..old.clone()
            })
            .collect();
        seals::insert(tx, &new)?;
        let old: Vec<KeySeal> = found.into_iter().map(|(seal, _)| seal).collect();
        seals::remove(tx, &old)?;
        done += old.len();
    }
    Ok(done)
}
