use super::{Cell, Why, key_of};
use crate::DataKey;
use domain::content::Sealed;
use proptest::prelude::*;
use uuid::Uuid;

const CELL: Cell = Cell {
    table: "reports",
    column: "content",
    row: Uuid::from_u128(1),
    version: 3,
};

fn key(id: u128) -> DataKey {
    DataKey::generate(Uuid::from_u128(id))
}

proptest! {
    #[test]
    fn what_was_sealed_opens_as_it_was(plain in proptest::collection::vec(any::<u8>(), 0..3000)) {
        let key = key(9);
        let sealed = CELL.seal(&key, &plain);

        let opened = CELL.open(&key, &sealed).unwrap();
        prop_assert_eq!(opened.as_slice(), plain.as_slice());
        prop_assert_eq!(key_of(&sealed), Some(key.id()));
        prop_assert!(sealed.as_stored().len() > plain.len());
    }

    #[test]
    fn nothing_opens_in_another_place_or_with_another_key(
        row in any::<u128>(), version in any::<i32>(), id in any::<u128>()
    ) {
        let key = key(9);
        let sealed = CELL.seal(&key, b"content");
        let elsewhere = [
            Cell { table: "events", ..CELL },
            Cell { column: "consents", ..CELL },
            // Names that run into each other are still two names.
            Cell { table: "report", column: "scontent", ..CELL },
            Cell { row: Uuid::from_u128(row), ..CELL },
            Cell { version, ..CELL },
        ];

        for cell in elsewhere {
            if cell != CELL {
                let error = cell.open(&key, &sealed).unwrap_err();
                prop_assert_eq!(error.why, Why::Changed);
                prop_assert_eq!(error.cell, cell);
            }
        }
        // Same id, other secret; other id.
        prop_assert_eq!(CELL.open(&DataKey::generate(key.id()), &sealed).unwrap_err().why, Why::Changed);
        if Uuid::from_u128(id) != key.id() {
            let other = DataKey::generate(Uuid::from_u128(id));
            prop_assert_eq!(CELL.open(&other, &sealed).unwrap_err().why, Why::NoKey);
        }
    }

    #[test]
    fn a_changed_bit_never_opens(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let key = key(9);
        let mut bytes = CELL.seal(&key, b"content").as_stored().to_vec();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;

        prop_assert!(CELL.open(&key, &Sealed::from_stored(bytes)).is_err());
    }

    #[test]
    fn bytes_from_anywhere_are_an_error_and_no_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let key = key(9);
        let named = [&[2_u8], key.id().as_bytes().as_slice(), &bytes].concat();

        prop_assert!(CELL.open(&key, &Sealed::from_stored(bytes)).is_err());
        prop_assert!(CELL.open(&key, &Sealed::from_stored(named)).is_err());
    }
}

#[test]
fn an_error_names_the_place_and_says_nothing_of_the_content() {
    let key = key(9);
    let sealed = CELL.seal_json(&key, "hemmelighed");

    let error = CELL.open_json::<u32>(&key, &sealed).unwrap_err();

    assert_eq!(error.why, Why::Unreadable);
    let said = format!("{error} {error:?} {sealed:?}");
    assert!(!said.contains("hemmelighed"), "{said}");
    assert!(
        error.to_string().starts_with(
            "table reports, column content, row 00000000-0000-0000-0000-000000000001, version 3: "
        ),
        "{error}"
    );
    assert_eq!(
        CELL.open_json::<String>(&key, &sealed).unwrap(),
        "hemmelighed"
    );
    assert_eq!(CELL.no_key().why, Why::NoKey);
}

#[test]
fn yes_is_as_long_as_call_first_and_every_sealing_differs() {
    let key = key(9);
    let yes = CELL.seal_json(&key, "yes");

    assert_eq!(
        yes.as_stored().len(),
        CELL.seal_json(&key, "call_first").as_stored().len()
    );
    assert_eq!(
        CELL.seal(&key, &[1; 1100]).as_stored().len(),
        CELL.seal(&key, &[1; 1279]).as_stored().len()
    );
    assert_ne!(
        CELL.seal(&key, &[1; 1279]).as_stored().len(),
        CELL.seal(&key, &[1; 1280]).as_stored().len()
    );
    assert_eq!(
        CELL.seal(&key, &[1; 62]).as_stored().len(),
        CELL.seal(&key, &[1; 63]).as_stored().len()
    );
    assert_ne!(
        CELL.seal(&key, &[1; 64]).as_stored().len(),
        CELL.seal(&key, &[1; 63]).as_stored().len()
    );
    // From 1,024 bytes on the steps are longer.
    assert_eq!(
        CELL.seal(&key, &[1; 1024]).as_stored().len(),
        CELL.seal(&key, &[1; 1279]).as_stored().len()
    );
    assert_ne!(yes, CELL.seal_json(&key, "yes"));
}
