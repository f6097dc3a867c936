//! What is not an archive, or no longer the one it was.

use std::io::{self, Cursor, Read};

use proptest::prelude::*;

use super::tests::{CHUNK, opened, sealed};
use super::{ArchiveError, decrypt, header, new_identity};

/// Bytes of a sealed chunk.
const SEALED: usize = CHUNK + 16;

#[test]
fn a_cut_or_changed_archive_does_not_open() {
    let (secret, recipient) = new_identity();
    let archive = sealed(&recipient, &vec![7; 2 * CHUNK]);
    let body = archive.len() - 2 * SEALED;

    for cut in (0..=body + 1).chain([body + SEALED - 1, body + SEALED, body + SEALED + 1]) {
        assert!(opened(&secret, &archive[..cut]).is_err(), "cut at {cut}");
    }
    for at in (0..body + 20).chain([body + SEALED - 1, body + SEALED, archive.len() - 1]) {
        let mut changed = archive.clone();
        changed[at] ^= 1;
        assert!(opened(&secret, &changed).is_err(), "changed at {at}");
    }
    let longer = [archive.as_slice(), b"x"].concat();
    assert!(opened(&secret, &longer).is_err());
    let mut swapped = archive[..body].to_vec();
    swapped.extend(&archive[body + SEALED..]);
    swapped.extend(&archive[body..body + SEALED]);
    assert!(opened(&secret, &swapped).is_err());
}

#[test]
fn a_reader_that_failed_goes_on_failing_and_says_why() {
    let (secret, recipient) = new_identity();
    let archive = sealed(&recipient, &vec![7; 2 * CHUNK]);
    let short = &archive[..archive.len() - SEALED];
    let mut reader = decrypt(&secret, short).unwrap();

    let error = io::copy(&mut reader, &mut io::sink()).unwrap_err();

    assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    assert!(error.to_string().contains("cut short: take another copy"));
    assert!(reader.read(&mut [0; 9]).is_err());
    assert_eq!(format!("{reader:?}"), "ArchiveReader(…)");
}

#[test]
fn what_is_not_an_age_archive_is_refused_before_it_fills_the_memory() {
    let (secret, _) = new_identity();
    let magic = b"age-encryption.org/v1\n";

    let zeros = decrypt(&secret, io::repeat(0)).unwrap_err();
    let lines = decrypt(&secret, Cursor::new(magic).chain(io::repeat(b'\n'))).unwrap_err();
    let one_line = decrypt(&secret, Cursor::new(magic).chain(io::repeat(b'a'))).unwrap_err();
    let armored = decrypt(&secret, &b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n"[..]).unwrap_err();
    let newer = decrypt(&secret, &b"age-encryption.org/v9\n---\n"[..]).unwrap_err();
    let stanzas = decrypt(&secret, Cursor::new(magic).chain(Stanzas(0))).unwrap_err();

    for error in [zeros, lines, one_line, armored, stanzas] {
        assert!(matches!(error, ArchiveError::NotAge), "{error:?}");
    }
    assert!(matches!(newer, ArchiveError::Newer));
}

/// A head without end: well-formed recipients of an unknown kind.
struct Stanzas(usize);

impl Read for Stanzas {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        assert!(
            self.0 < 100 * usize::try_from(header::MAX_HEAD).unwrap(),
            "read without a limit"
        );
        for byte in into.iter_mut() {
            *byte = b"-> X\nYWdl\n"[self.0 % 10];
            self.0 += 1;
        }
        Ok(into.len())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_input_makes_opening_panic(
        tail in prop::collection::vec(any::<u8>(), 0..500),
        text in "\\PC{0,90}",
    ) {
        let (secret, _) = new_identity();
        prop_assert!(opened(&secret, &tail).is_err());
        let headed = [b"age-encryption.org/v1\n-> X25519 ".as_slice(), &tail].concat();
        prop_assert!(opened(&secret, &headed).is_err());
        prop_assert!(opened(&text, &tail).is_err());
    }
}
