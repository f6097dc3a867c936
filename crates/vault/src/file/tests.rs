//! Files there and back, over good streams and bad ones.

use std::io::{self, ErrorKind, Read, Write};

use proptest::prelude::*;
use uuid::Uuid;

use super::{CHUNK, FileKey, FileOpener, FileSealer, HEADER, TAG, sealed_length};

const SEALED: usize = CHUNK + TAG;
pub(super) const FILE: Uuid = Uuid::from_u128(0x1234_5678);

pub(super) fn content(length: usize) -> Vec<u8> {
    (0..=250).cycle().take(length).collect()
}

pub(super) fn sealed(key: &FileKey, plain: &[u8]) -> Vec<u8> {
    let mut sealer = FileSealer::new(key, FILE, Vec::new());
    sealer.write_all(plain).unwrap();
    sealer.finish().unwrap()
}

pub(super) fn opened(key: &FileKey, file: Uuid, stored: &[u8]) -> io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    FileOpener::new(key, file, stored)?.read_to_end(&mut plain)?;
    Ok(plain)
}

#[test]
fn files_of_every_length_around_a_chunk_come_back_in_their_form() {
    let key = FileKey::generate();
    for (length, chunks) in [
        (0, 1),
        (1, 1),
        (CHUNK - 1, 1),
        (CHUNK, 1),
        (CHUNK + 1, 2),
        (3 * CHUNK, 3),
        (3 * CHUNK + 5, 4),
    ] {
        let plain = content(length);

        let stored = sealed(&key, &plain);

        assert_eq!(stored.len(), HEADER + length + chunks * TAG);
        assert_eq!(stored.len(), sealed_length(length));
        assert_eq!(stored[0], 1);
        assert_eq!(&stored[1..17], FILE.as_bytes());
        assert_eq!(opened(&key, FILE, &stored).unwrap(), plain);
    }
}

#[test]
fn the_key_that_was_kept_opens_and_shows_nothing() {
    let key = FileKey::generate();
    let stored = sealed(&key, b"content");

    let again = FileKey::from_bytes(*key.expose());

    assert_eq!(opened(&again, FILE, &stored).unwrap(), b"content");
    assert_ne!(key.expose(), FileKey::generate().expose());
    assert_eq!(format!("{key:?}"), "FileKey(…)");
    let sealer = FileSealer::new(&key, FILE, io::sink());
    let opener = FileOpener::new(&key, FILE, stored.as_slice()).unwrap();
    assert_eq!(format!("{sealer:?}"), format!("FileSealer({FILE}, …)"));
    assert_eq!(format!("{opener:?}"), format!("FileOpener({FILE}, …)"));
}

#[test]
fn sealing_twice_gives_other_bytes() {
    let key = FileKey::generate();

    assert_ne!(
        sealed(&key, b"content")[HEADER..],
        sealed(&key, b"content")[HEADER..]
    );
}

/// Takes or gives a few bytes at a time, is interrupted often and breaks after `left` bytes.
#[derive(Debug)]
struct Slow<T> {
    inner: T,
    calls: usize,
    left: usize,
}

impl<T> Slow<T> {
    fn turn(&mut self, wanted: usize) -> io::Result<usize> {
        self.calls += 1;
        if self.calls.is_multiple_of(3) {
            return Err(ErrorKind::Interrupted.into());
        }
        if self.left == 0 {
            return Err(io::Error::other("disk"));
        }
        let now = wanted.min(self.left).min(1 + self.calls % 4000);
        self.left -= now;
        Ok(now)
    }
}

impl<R: Read> Read for Slow<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let now = self.turn(into.len())?;
        self.inner.read(&mut into[..now])
    }
}

impl<W: Write> Write for Slow<W> {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        let now = self.turn(from.len())?;
        self.inner.write(&from[..now])
    }
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[test]
fn slow_and_interrupted_streams_are_read_and_written_whole() {
    let (key, plain) = (FileKey::generate(), content(2 * CHUNK + 9));
    let slow = Slow {
        inner: Vec::new(),
        calls: 0,
        left: usize::MAX,
    };
    let mut sealer = FileSealer::new(&key, FILE, slow);
    sealer.write_all(&plain).unwrap();
    let stored = sealer.finish().unwrap().inner;

    let slow = Slow {
        inner: stored.as_slice(),
        calls: 0,
        left: usize::MAX,
    };
    let mut again = Vec::new();
    FileOpener::new(&key, FILE, slow)
        .unwrap()
        .read_to_end(&mut again)
        .unwrap();

    assert_eq!(again, plain);
}

#[test]
fn a_broken_output_is_passed_on_and_never_written_to_again() {
    let key = FileKey::generate();
    for left in [0, 10, HEADER, HEADER + 100, HEADER + SEALED] {
        let slow = Slow {
            inner: Vec::new(),
            calls: 0,
            left,
        };
        let mut sealer = FileSealer::new(&key, FILE, slow);

        let error = sealer.write_all(&content(3 * CHUNK)).unwrap_err();

        assert_eq!(error.to_string(), "disk", "{left}");
        let again = sealer.write(b"more").unwrap_err();
        let end = sealer.finish().unwrap_err();
        for error in [again, end] {
            assert!(error.to_string().contains("seal it again from the start"));
        }
    }
}

#[test]
fn a_broken_input_is_passed_on_and_gives_nothing_more() {
    let (key, plain) = (FileKey::generate(), content(3 * CHUNK));
    let stored = sealed(&key, &plain);
    let left = HEADER + SEALED + 500;
    let slow = Slow {
        inner: stored.as_slice(),
        calls: 0,
        left,
    };
    let mut opener = FileOpener::new(&key, FILE, slow).unwrap();
    let mut read = Vec::new();

    assert_eq!(
        opener.read_to_end(&mut read).unwrap_err().to_string(),
        "disk"
    );

    assert_eq!(read, plain[..CHUNK]);
    assert!(opener.read(&mut [0; 9]).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn opening_undoes_sealing_however_it_is_cut_up(
        length in prop_oneof![0..2000usize, CHUNK - 3..CHUNK + 3, 2 * CHUNK - 3..2 * CHUNK + 3],
        pieces in 1..70_000usize,
    ) {
        let (key, plain) = (FileKey::generate(), content(length));
        let mut sealer = FileSealer::new(&key, FILE, Vec::new());
        for piece in plain.chunks(pieces) {
            sealer.write_all(piece).unwrap();
        }
        let stored = sealer.finish().unwrap();
        prop_assert_eq!(&stored.len(), &(HEADER + length + length.div_ceil(CHUNK).max(1) * TAG));

        let mut opener = FileOpener::new(&key, FILE, stored.as_slice()).unwrap();
        let mut again: Vec<u8> = Vec::new();
        let mut piece = vec![0; pieces];
        loop {
            let read = opener.read(&mut piece).unwrap();
            if read == 0 {
                break;
            }
            again.extend(&piece[..read]);
        }
        prop_assert_eq!(opener.read(&mut piece).unwrap(), 0);
        prop_assert!(again == plain);
    }
}
