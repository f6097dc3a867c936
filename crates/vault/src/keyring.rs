//! The private sealing keys of this process, and opening data keys with them.

use std::collections::HashMap;

use uuid::Uuid;

use crate::derive::derive;
use crate::key::DataKey;
use crate::recipient::{PrivateKey, SealError, SealedKey, Unsealer};

/// Private keys by their ids. The public role has none.
#[derive(Debug, Clone, Default)]
pub struct Keyring(HashMap<Uuid, PrivateKey>);

impl Keyring {
    /// A ring with these keys.
    #[must_use]
    pub fn new(keys: impl IntoIterator<Item = PrivateKey>) -> Self {
        Self(keys.into_iter().map(|key| (key.id(), key)).collect())
    }

    /// The key with this id, if it is here.
    #[must_use]
    pub fn get(&self, id: Uuid) -> Option<&PrivateKey> {
        self.0.get(&id)
    }

    /// Whether a key is here.
    #[must_use]
    pub fn holds(&self, id: Uuid) -> bool {
        self.0.contains_key(&id)
    }

    /// Ids of all keys here.
    pub fn ids(&self) -> impl Iterator<Item = Uuid> + '_ {
        self.0.keys().copied()
    }

    /// What stands for a value in an index of this ring's holder: the same for the same value, and nobody
    /// without the ring can make it. By the oldest key; none without keys.
    #[must_use]
    pub fn mark(&self, purpose: &str, value: &str) -> Option<[u8; 32]> {
        let (_, key) = self.0.iter().min_by_key(|(id, _)| **id)?;
        let value = [purpose.as_bytes(), &[0], value.as_bytes()].concat();
        Some(*derive(&key.to_bytes(), b"smv-cert mark", &value))
    }

    /// Begins to open seals.
    #[must_use]
    pub fn opener(&self) -> Opener<'_> {
        Opener {
            ring: self,
            unsealers: HashMap::new(),
        }
    }
}

/// Opens seals with whichever key of a ring they are for; seals that were made together cost one
/// agreement together.
pub struct Opener<'k> {
    ring: &'k Keyring,
    unsealers: HashMap<Uuid, Unsealer<'k>>,
}

impl Opener<'_> {
    /// Opens a data key that was sealed to `holder`.
    pub fn open(
        &mut self,
        holder: Uuid,
        data_key: Uuid,
        sealed: &SealedKey,
    ) -> Result<DataKey, SealError> {
        let private = self.ring.get(holder).ok_or(SealError { data_key })?;
        self.unsealers
            .entry(holder)
            .or_insert_with(|| Unsealer::new(private))
            .open(data_key, sealed)
    }
}

#[cfg(test)]
mod tests {
    use super::Keyring;
    use crate::DataKey;
    use crate::recipient::PrivateKey;
    use uuid::Uuid;

    #[test]
    fn a_ring_opens_what_is_for_one_of_its_keys() {
        let [old, new, foreign] = [1, 2, 3].map(|n| PrivateKey::generate(Uuid::from_u128(n)));
        let ring = Keyring::new([old.clone(), new.clone()]);
        let key = DataKey::generate(Uuid::from_u128(9));
        let mut opener = ring.opener();

        for private in [&old, &new] {
            let seal = private.public().seal(&[&key]).unwrap().remove(0);
            let found = opener.open(private.id(), key.id(), &seal).unwrap();
            assert_eq!(found.secret(), key.secret());
            assert!(ring.holds(private.id()));
        }
        let seal = foreign.public().seal(&[&key]).unwrap().remove(0);
        assert!(opener.open(foreign.id(), key.id(), &seal).is_err());
        assert!(opener.open(old.id(), key.id(), &seal).is_err());
        assert!(!ring.holds(foreign.id()));
        let mut ids: Vec<Uuid> = ring.ids().collect();
        ids.sort_unstable();
        assert_eq!(ids, [old.id(), new.id()]);
        assert!(Keyring::default().get(old.id()).is_none());
    }

    #[test]
    fn a_mark_is_of_one_ring_one_purpose_and_one_value() {
        let [old, new] = [1, 2].map(|n| PrivateKey::generate(Uuid::from_u128(n)));
        let ring = Keyring::new([old.clone(), new.clone()]);
        let mark = ring.mark("mail", "karen").unwrap();

        assert_eq!(Keyring::new([old]).mark("mail", "karen"), Some(mark));
        for other in [
            ring.mark("mail", "bo"),
            ring.mark("post", "karen"),
            Keyring::new([new]).mark("mail", "karen"),
            Keyring::default().mark("mail", "karen"),
        ] {
            assert_ne!(other, Some(mark));
        }
    }
}
