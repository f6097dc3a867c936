//! One value for one holder: a data key made for it alone, sealed to a public key, and the cell.
//!
//! For the worker's mail: whoever writes a letter cannot open it again.
//!
//! ```text
//! 1 byte   form, 3
//! 97 bytes the sealed data key (recipient.rs); its id is the row's
//! n bytes  the cell (cell.rs)
//! ```

use domain::content::Sealed;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::cell::{Cell, OpenError, Why};
use crate::key::DataKey;
use crate::keyring::Keyring;
use crate::recipient::{PublicKey, SealError, SealedKey};

const FORM: u8 = 3;
const SEALED_KEY: usize = 1 + 16 + 32 + 48;

/// Seals a value as JSON for the holder of a private key.
pub fn seal_json<T: Serialize>(
    to: &PublicKey,
    cell: &Cell,
    value: &T,
) -> Result<Sealed, SealError> {
    let key = DataKey::generate(cell.row);
    let mut bytes = vec![FORM];
    for sealed in to.seal(&[&key])? {
        bytes.extend_from_slice(sealed.as_stored());
    }
    bytes.extend_from_slice(cell.seal_json(&key, value).as_stored());
    Ok(Sealed::from_stored(bytes))
}

/// Opens it with whichever key of the ring it is for.
pub fn open(ring: &Keyring, cell: &Cell, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let error = |why| OpenError { cell: *cell, why };
    let (key, content) = sealed
        .as_stored()
        .strip_prefix(&[FORM])
        .and_then(|rest| rest.split_first_chunk::<SEALED_KEY>())
        .ok_or(error(Why::Form))?;
    let sealed_key = SealedKey::from_stored(key.to_vec());
    let holder = sealed_key.holder().ok_or(error(Why::Form))?;
    if !ring.holds(holder) {
        return Err(error(Why::NoKey));
    }
    let key = ring
        .opener()
        .open(holder, cell.row, &sealed_key)
        .map_err(|_| error(Why::Changed))?;
    cell.open(&key, &Sealed::from_stored(content.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::{open, seal_json};
    use crate::cell::{Cell, Why};
    use crate::{Keyring, recipient::PrivateKey};
    use domain::content::Sealed;
    use uuid::Uuid;

    #[test]
    fn a_letter_opens_for_its_holder_in_its_place_only() {
        let cell = Cell {
            table: "outbox",
            column: "payload",
            row: Uuid::from_u128(5),
            version: 1,
        };
        let worker = PrivateKey::generate(Uuid::from_u128(1));
        let ring = Keyring::new([worker.clone()]);
        let sealed = seal_json(&worker.public(), &cell, &"karen@solsikken.example").unwrap();

        let opened = open(&ring, &cell, &sealed).unwrap();

        assert_eq!(opened.as_slice(), br#""karen@solsikken.example""#);
        let moved = Cell {
            row: Uuid::from_u128(6),
            ..cell
        };
        assert_eq!(open(&ring, &moved, &sealed).unwrap_err().why, Why::Changed);
        let none = Keyring::default();
        assert_eq!(open(&none, &cell, &sealed).unwrap_err().why, Why::NoKey);
        for at in 0..sealed.as_stored().len() {
            let mut bytes = sealed.as_stored().to_vec();
            bytes[at] ^= 1;
            assert!(open(&ring, &cell, &Sealed::from_stored(bytes)).is_err());
        }
        for cut in [0, 1, 50, 97, 98, 120] {
            let bytes = sealed.as_stored()[..cut].to_vec();
            assert!(open(&ring, &cell, &Sealed::from_stored(bytes)).is_err());
        }
    }
}
