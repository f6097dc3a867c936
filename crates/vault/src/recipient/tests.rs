use super::{PrivateKey, PublicKey, SealedKey, Unsealer};
use crate::{Cell, DataKey};
use proptest::prelude::*;
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

#[test]
fn keys_sealed_together_open_one_by_one_for_their_recipient_only() {
    let team = PrivateKey::generate(id(1));
    let (report, case) = (DataKey::generate(id(10)), DataKey::generate(id(11)));

    let seals = team.public().seal(&[&report, &case]).unwrap();

    let mut opener = Unsealer::new(&team);
    // In any order: each stands for itself.
    assert_eq!(
        opener.open(id(11), &seals[1]).unwrap().secret(),
        case.secret()
    );
    assert_eq!(
        opener.open(id(10), &seals[0]).unwrap().secret(),
        report.secret()
    );
    assert_eq!(opener.agreed.len(), 1, "one agreement for both");
    assert!(
        opener.open(id(10), &seals[1]).is_err(),
        "the seal of another key"
    );
    let other = PrivateKey::generate(id(1));
    assert!(Unsealer::new(&other).open(id(10), &seals[0]).is_err());
    let renamed = PrivateKey::from_bytes(id(2), &team.to_bytes()).unwrap();
    assert!(Unsealer::new(&renamed).open(id(10), &seals[0]).is_err());
    assert!(seals.iter().all(SealedKey::is_by_agreement));
}

#[test]
fn a_key_under_a_key_opens_with_that_key_only() {
    let (report, person) = (DataKey::generate(id(10)), DataKey::generate(id(12)));

    let sealed = SealedKey::under_key(&report, &person);

    assert_eq!(
        sealed.open_under_key(&report, id(12)).unwrap().secret(),
        person.secret()
    );
    assert!(sealed.open_under_key(&report, id(13)).is_err());
    assert!(
        sealed
            .open_under_key(&DataKey::generate(id(10)), id(12))
            .is_err()
    );
    assert!(!sealed.is_by_agreement());
    let again = SealedKey::from_stored(sealed.as_stored().to_vec());
    assert_eq!(again, sealed);
}

#[test]
fn a_key_pair_survives_its_bytes_and_its_derivation() {
    let key = PrivateKey::derived(id(1), b"a secret of enough entropy");
    let again = PrivateKey::from_bytes(id(1), &key.to_bytes()).unwrap();

    assert_eq!(again.public(), key.public());
    assert_eq!(
        key.public(),
        PrivateKey::derived(id(1), b"a secret of enough entropy").public()
    );
    assert_ne!(
        key.public(),
        PrivateKey::derived(id(1), b"another secret").public()
    );
    assert_ne!(
        PrivateKey::generate(id(1)).public(),
        PrivateKey::generate(id(1)).public()
    );
    let public = PublicKey::from_bytes(id(1), &key.public().to_bytes()).unwrap();
    assert_eq!(public, key.public());
    assert_eq!(public.id(), id(1));
    assert_eq!(key.id(), id(1));
    for bad in [&[][..], &[0; 31], &[0; 32]] {
        assert!(PublicKey::from_bytes(id(1), bad).is_none());
    }
    assert_eq!(format!("{key:?}"), format!("PrivateKey({})", id(1)));
}

/// RFC 9180, appendix A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, `ChaCha20Poly1305`, base mode.
#[test]
fn the_derivation_is_that_of_the_standard() {
    let secret = hex::decode("1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df");

    let key = PrivateKey::derived(id(1), &secret.unwrap());

    assert_eq!(
        hex::encode(key.public().to_bytes()),
        "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a"
    );
}

proptest! {
    #[test]
    fn a_changed_seal_never_opens(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let team = PrivateKey::derived(id(1), b"team");
        let key = DataKey::generate(id(10));
        let outer = DataKey::generate(id(11));
        let seals = team.public().seal(&[&key]).unwrap();
        for sealed in [&seals[0], &SealedKey::under_key(&outer, &key)] {
            let mut bytes = sealed.as_stored().to_vec();
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            let changed = SealedKey::from_stored(bytes);

            // The top bit of the encapsulated point is ignored (RFC 7748, section 5), but is part
            // of what the keys are derived from.
            prop_assert!(Unsealer::new(&team).open(id(10), &changed).is_err());
            prop_assert!(changed.open_under_key(&outer, id(10)).is_err());
        }
    }

    #[test]
    fn bytes_from_anywhere_are_an_error_and_no_panic(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
        let team = PrivateKey::derived(id(1), b"team");
        let error = Unsealer::new(&team).open(id(10), &SealedKey::from_stored(bytes.clone())).unwrap_err();
        prop_assert_eq!(error.data_key, id(10));
        prop_assert!(SealedKey::from_stored(bytes.clone()).open_under_key(&DataKey::generate(id(2)), id(10)).is_err());
        let _ = PublicKey::from_bytes(id(1), &bytes);
        let _ = PrivateKey::from_bytes(id(1), &bytes);
    }
}

#[test]
fn content_sealed_by_one_who_cannot_open_is_opened_by_the_team() {
    let team = PrivateKey::generate(id(1));
    let intake = PublicKey::from_bytes(id(1), &team.public().to_bytes()).unwrap();
    let cell = Cell {
        table: "reports",
        column: "content",
        row: id(5),
        version: 1,
    };
    let key = DataKey::generate(id(10));
    let sealed = cell.seal(&key, b"all files are locked");
    let seals = intake.seal(&[&key]).unwrap();
    drop(key);

    let key = Unsealer::new(&team).open(id(10), &seals[0]).unwrap();

    assert_eq!(
        cell.open(&key, &sealed).unwrap().as_slice(),
        b"all files are locked"
    );
}
