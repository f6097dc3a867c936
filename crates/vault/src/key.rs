//! Data keys: one for what a reporter may see of a report, one for what is internal to a case, one
//! for each person.

use std::fmt;

use uuid::Uuid;
use zeroize::Zeroizing;

use crate::derive::{derive, random};

/// A 256-bit key that seals content, named by an id that may be seen.
#[derive(Clone)]
pub struct DataKey {
    id: Uuid,
    secret: Zeroizing<[u8; 32]>,
}

impl DataKey {
    /// A new random key. Ids are best given in the order of time: they become rows.
    #[must_use]
    pub fn generate(id: Uuid) -> Self {
        Self {
            id,
            secret: Zeroizing::new(random()),
        }
    }

    /// A key that is derived from a secret somebody else keeps; the same secret gives the same key.
    /// For answers that are opened again by who can ask for them again.
    #[must_use]
    pub fn derived(secret: &[u8], purpose: &str) -> Self {
        let id = derive(secret, b"smv-cert data key id", purpose.as_bytes());
        let mut short = [0; 16];
        short
            .iter_mut()
            .zip(id.iter())
            .for_each(|(to, from)| *to = *from);
        Self {
            id: Uuid::from_bytes(short),
            secret: derive(secret, b"smv-cert data key", purpose.as_bytes()),
        }
    }

    pub(crate) const fn from_parts(id: Uuid, secret: Zeroizing<[u8; 32]>) -> Self {
        Self { id, secret }
    }

    /// Its name: stands in the clear in everything it seals.
    #[must_use]
    pub const fn id(&self) -> Uuid {
        self.id
    }

    pub(crate) fn secret(&self) -> &[u8; 32] {
        &self.secret
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataKey({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::DataKey;
    use uuid::Uuid;

    #[test]
    fn a_derived_key_is_the_same_for_the_same_secret_and_purpose_only() {
        let key = DataKey::derived(b"secret", "answer");

        assert_eq!(key.secret(), DataKey::derived(b"secret", "answer").secret());
        assert_eq!(key.id(), DataKey::derived(b"secret", "answer").id());
        for other in [
            DataKey::derived(b"secret", "other"),
            DataKey::derived(b"Secret", "answer"),
        ] {
            assert_ne!(key.secret(), other.secret());
            assert_ne!(key.id(), other.id());
        }
        assert_ne!(
            key.id().as_bytes().as_slice(),
            key.secret().first_chunk::<16>().unwrap()
        );
    }

    #[test]
    fn two_new_keys_differ_and_show_nothing() {
        let id = Uuid::from_u128(7);
        let key = DataKey::generate(id);

        assert_ne!(key.secret(), DataKey::generate(id).secret());
        assert_eq!(format!("{key:?}"), format!("DataKey({id})"));
    }
}
