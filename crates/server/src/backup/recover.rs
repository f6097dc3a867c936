//! Key files from the escrow inside a restored database.

use domain::access::Actor;
use store::{Db, escrow};
use vault::escrow::EscrowKey;

use crate::keys::{KeyFolder, Name};

/// What happened to a key file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovered {
    /// It is back.
    Restored(Name),
    /// There was one already, and it stays.
    Kept(Name),
    /// A newer program's; left in escrow.
    Unknown(String),
}

/// Brings the key files back that were sealed to this escrow key; none when it is not the one whose
/// escrow is in this database.
pub fn recover_keys(db: &Db, key: &EscrowKey, keys: &KeyFolder) -> anyhow::Result<Vec<Recovered>> {
    let recipient = key.recipient();
    let kept = db.transact_blocking(&Actor::System, |tx| escrow::kept(tx, &recipient))?;
    kept.into_iter()
        .map(|(file, sealed, _)| {
            let plain = key.open(&sealed)?;
            Ok(match Name::of_file(&file) {
                None => Recovered::Unknown(file),
                Some(name) if keys.restore(name, &plain)? => Recovered::Restored(name),
                Some(name) => Recovered::Kept(name),
            })
        })
        .collect()
}
