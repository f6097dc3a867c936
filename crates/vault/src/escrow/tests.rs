//! Ceremonies that go well, and every way in which one can go wrong.

use proptest::prelude::*;

use super::{EscrowError, EscrowKey, Share, seal_to, seal_to_all};
use crate::archive::ArchiveError;

pub(super) fn split(threshold: u8, shares: u8) -> (EscrowKey, Vec<Share>) {
    let key = EscrowKey::generate();
    let split = key.split(threshold, shares).unwrap();
    (key, split)
}

pub(super) fn read(text: &str) -> Share {
    text.parse().unwrap()
}

#[test]
fn any_threshold_of_printed_shares_open_what_was_sealed_to_the_key() {
    let (key, shares) = split(3, 5);
    let sealed = seal_to(&key.recipient(), b"team key").unwrap();
    let paper: Vec<String> = shares.iter().map(ToString::to_string).collect();

    for set in [[0, 1, 2], [4, 2, 0], [1, 3, 4]] {
        let typed: Vec<Share> = set.iter().map(|&at| read(&paper[at])).collect();
        let again = EscrowKey::combine(&typed).unwrap();

        assert_eq!(again.recipient(), key.recipient());
        assert_eq!(again.open(&sealed).unwrap().as_slice(), b"team key");
    }
    assert!(
        EscrowKey::combine(&shares).is_ok(),
        "more than needed is fine"
    );
}

#[test]
fn one_share_too_few_does_not_open() {
    let (_, shares) = split(3, 5);

    let error = EscrowKey::combine(&shares[..2]).unwrap_err();

    assert!(matches!(
        error,
        EscrowError::TooFew {
            given: 2,
            needed: 3
        }
    ));
    assert_eq!(
        error.to_string(),
        "2 of the 3 shares that are needed: enter 1 more"
    );
    assert!(matches!(
        EscrowKey::combine(&[]),
        Err(EscrowError::NoShares)
    ));
}

#[test]
fn one_share_too_few_with_a_forged_threshold_is_a_wrong_key() {
    let (_, mut shares) = split(3, 5);
    for share in &mut shares {
        share.threshold = 2;
    }

    let error = EscrowKey::combine(&shares[..2]).unwrap_err();

    assert!(
        matches!(error, EscrowError::WrongKey { ceremony } if ceremony == shares[0].ceremony())
    );
}

#[test]
fn shares_of_two_ceremonies_refuse() {
    let (_, ours) = split(2, 3);
    let (_, theirs) = split(2, 3);

    let error = EscrowKey::combine(&[ours[0].clone(), theirs[1].clone()]).unwrap_err();

    let text = error.to_string();
    assert!(matches!(
        error,
        EscrowError::OtherCeremony { number: 2, .. }
    ));
    assert!(text.contains(&ours[0].ceremony()) && text.contains(&theirs[1].ceremony()));
}

#[test]
fn shares_of_two_splits_of_one_key_refuse() {
    let key = EscrowKey::generate();
    let [first, second, third] = [2, 2, 3].map(|needed| key.split(needed, 3).unwrap());

    let mixed = EscrowKey::combine(&[first[0].clone(), second[1].clone()]);
    let uneven = EscrowKey::combine(&[first[0].clone(), third[1].clone()]);

    assert!(matches!(mixed, Err(EscrowError::WrongKey { .. })));
    assert!(matches!(
        uneven,
        Err(EscrowError::OtherSplit {
            first: 2,
            other: 3,
            number: 2
        })
    ));
}

#[test]
fn the_same_share_twice_refuses() {
    let (_, shares) = split(2, 3);

    let error = EscrowKey::combine(&[shares[1].clone(), shares[1].clone()]);

    assert!(matches!(error, Err(EscrowError::Twice { number: 2 })));
}

#[test]
fn a_damaged_share_among_more_than_needed_is_a_wrong_key() {
    let (_, mut shares) = split(2, 3);
    shares[2].part[5] ^= 1;

    assert!(matches!(
        EscrowKey::combine(&shares),
        Err(EscrowError::WrongKey { .. })
    ));
    assert!(EscrowKey::combine(&shares[..2]).is_ok());
}

#[test]
fn only_two_to_sixteen_shares_with_a_threshold_among_them_are_dealt() {
    let key = EscrowKey::generate();
    for (threshold, shares) in [(0, 0), (1, 1), (1, 3), (0, 3), (4, 3), (2, 17), (255, 255)] {
        let error = key.split(threshold, shares).unwrap_err();

        assert!(matches!(error, EscrowError::Rule { .. }));
        assert!(error.to_string().contains("2 to 16"));
    }
    for (threshold, shares) in [(2, 2), (2, 16), (16, 16)] {
        let split = key.split(threshold, shares).unwrap();

        assert_eq!(split.len(), usize::from(shares));
        let numbers: Vec<u8> = split.iter().map(Share::number).collect();
        assert_eq!(numbers, (1..=shares).collect::<Vec<_>>());
        assert!(split.iter().all(|share| share.threshold() == threshold));
    }
}

#[test]
fn debug_output_shows_no_secret() {
    let (key, shares) = split(2, 3);

    assert_eq!(format!("{key:?}"), "EscrowKey(…)");
    assert_eq!(key.ceremony(), shares[0].ceremony());
    assert_eq!(
        format!("{:?}", shares[0]),
        format!("Share(1, 2 needed, {}, …)", key.ceremony())
    );
}

#[test]
fn each_of_several_recipients_opens_and_a_stranger_does_not() {
    let keys = [EscrowKey::generate(), EscrowKey::generate()];
    let recipients = keys.each_ref().map(EscrowKey::recipient);
    let sealed = seal_to_all(&recipients, b"for both").unwrap();

    for key in &keys {
        assert_eq!(key.open(&sealed).unwrap().as_slice(), b"for both");
    }
    assert!(matches!(
        EscrowKey::generate().open(&sealed),
        Err(EscrowError::Sealed(ArchiveError::OtherKey))
    ));
    assert!(matches!(
        seal_to_all(&[], b""),
        Err(EscrowError::Sealed(ArchiveError::NoRecipient))
    ));
    assert!(seal_to("age1nobody", b"").is_err());
    for cut in 0..sealed.len() {
        assert!(keys[0].open(&sealed[..cut]).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_set_of_the_threshold_gives_the_key_back(
        (threshold, shares, order) in (2u8..=16).prop_flat_map(|shares| {
            let order = Just((0..usize::from(shares)).collect::<Vec<_>>()).prop_shuffle();
            (2..=shares, Just(shares), order)
        }),
        plain in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let (key, dealt) = split(threshold, shares);
        let set: Vec<Share> = order
            .iter()
            .take(usize::from(threshold))
            .map(|&at| read(&dealt[at].to_string()))
            .collect();
        let sealed = seal_to(&key.recipient(), &plain).unwrap();

        let opened = EscrowKey::combine(&set).unwrap().open(&sealed).unwrap();

        prop_assert_eq!(opened.as_slice(), plain.as_slice());
        prop_assert!(EscrowKey::combine(&set[1..]).is_err());
    }
}
