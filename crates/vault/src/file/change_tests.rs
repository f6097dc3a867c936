//! Every change to a sealed file that must not go unnoticed.

use std::io::{ErrorKind, Read, Write};

use proptest::prelude::*;
use uuid::Uuid;

use super::tests::{FILE, content, opened, sealed};
use super::{CHUNK, FileError, FileKey, FileOpener, FileSealer, HEADER, TAG};

const SEALED: usize = CHUNK + TAG;

/// Not opened, of kind `InvalidData`, and the message names the file.
fn refused(key: &FileKey, file: Uuid, stored: &[u8]) -> FileError {
    let error = opened(key, file, stored).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidData);
    assert!(error.to_string().contains(&file.to_string()));
    *error.get_ref().unwrap().downcast_ref().unwrap()
}

#[test]
fn another_key_or_another_file_does_not_open() {
    let key = FileKey::generate();
    let other = Uuid::from_u128(9);
    let stored = sealed(&key, &content(10));

    assert_eq!(
        refused(&FileKey::generate(), FILE, &stored),
        FileError::Damaged {
            file: FILE,
            chunk: 1
        }
    );
    assert_eq!(
        refused(&key, other, &stored),
        FileError::OtherFile {
            file: other,
            found: FILE
        }
    );
    // Renamed in its header, it is bound to its old name all the same.
    let mut renamed = stored.clone();
    renamed[1..17].copy_from_slice(other.as_bytes());
    assert_eq!(
        refused(&key, other, &renamed),
        FileError::Damaged {
            file: other,
            chunk: 1
        }
    );
}

#[test]
fn a_file_cut_at_any_chunk_or_within_does_not_open() {
    let key = FileKey::generate();
    for length in [0, CHUNK, 3 * CHUNK, 3 * CHUNK + 40] {
        let stored = sealed(&key, &content(length));
        let boundaries = (0..4).map(|chunks| HEADER + chunks * SEALED);
        let around = boundaries.flat_map(|at| [at.saturating_sub(1), at, at + 1, at + TAG]);
        for cut in around.filter(|&cut| cut < stored.len()).chain(0..HEADER) {
            let error = refused(&key, FILE, &stored[..cut]);

            let header = matches!(error, FileError::NoHeader { .. });
            assert_eq!(header, cut < HEADER, "{length} cut at {cut}");
        }
    }
}

#[test]
fn swapped_missing_doubled_and_foreign_chunks_do_not_open() {
    let key = FileKey::generate();
    let stored = sealed(&key, &content(4 * CHUNK));
    let twin = sealed(&key, &content(4 * CHUNK));
    let (header, body) = stored.split_at(HEADER);
    let chunks: Vec<&[u8]> = body.chunks(SEALED).collect();
    let foreign = &twin[HEADER..HEADER + SEALED];
    let [a, b, c, d] = chunks[..] else { panic!() };

    for (wrong, at) in [
        (vec![b, a, c, d], 1),
        (vec![a, c, b, d], 2),
        (vec![a, b, d, c], 3),
        (vec![a, b, d], 3),
        (vec![b, c, d], 1),
        (vec![a, a, b, c, d], 2),
        (vec![foreign, b, c, d], 1),
        (vec![a, b, c, d, d], 4),
        (vec![a, b, c, d, b"x"], 4),
        (vec![a, b, c], 3),
        (vec![d], 1),
    ] {
        let error = refused(&key, FILE, &[header, &wrong.concat()].concat());

        assert_eq!(
            error,
            FileError::Damaged {
                file: FILE,
                chunk: at
            }
        );
    }
}

#[test]
fn a_flipped_bit_anywhere_does_not_open() {
    let key = FileKey::generate();
    let small = sealed(&key, b"some content");
    for at in 0..small.len() {
        for bit in 0..8 {
            let mut changed = small.clone();
            changed[at] ^= 1 << bit;
            refused(&key, FILE, &changed);
        }
    }
    let mut form = small.clone();
    form[0] = 2;
    assert_eq!(
        refused(&key, FILE, &form),
        FileError::Form {
            file: FILE,
            form: 2
        }
    );

    let large = sealed(&key, &content(2 * CHUNK + 1));
    for at in [
        HEADER,
        HEADER + SEALED - 1,
        HEADER + SEALED,
        large.len() - 17,
        large.len() - 1,
    ] {
        let mut changed = large.clone();
        changed[at] ^= 0x80;
        refused(&key, FILE, &changed);
    }
}

#[test]
fn after_an_error_nothing_more_is_given_out() {
    let key = FileKey::generate();
    let mut stored = sealed(&key, &content(3 * CHUNK));
    stored[HEADER + SEALED] ^= 1;
    let mut opener = FileOpener::new(&key, FILE, stored.as_slice()).unwrap();
    let mut plain = Vec::new();

    assert!(opener.read_to_end(&mut plain).is_err());

    assert_eq!(
        plain,
        content(CHUNK),
        "what came before the change is authentic"
    );
    for _ in 0..3 {
        let error = opener.read(&mut [0; 9]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidData);
        assert!(error.to_string().contains("again from the start"));
    }
}

#[test]
fn an_unfinished_file_does_not_open() {
    let key = FileKey::generate();
    let mut stored = Vec::new();
    let mut sealer = FileSealer::new(&key, FILE, &mut stored);
    sealer.write_all(&content(CHUNK + 1)).unwrap();
    sealer.flush().unwrap();
    drop(sealer);

    assert_eq!(stored.len(), HEADER + SEALED);
    refused(&key, FILE, &stored);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_input_makes_opening_panic(stored in prop::collection::vec(any::<u8>(), 0..200)) {
        let key = FileKey::from_bytes([7; 32]);
        prop_assert!(opened(&key, FILE, &stored).is_err());
        let mut headed = sealed(&key, b"")[..HEADER].to_vec();
        headed.extend(stored);
        prop_assert!(opened(&key, FILE, &headed).is_err());
    }
}
