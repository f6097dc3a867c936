//! Archives there and back.

use std::io::{self, Read, Write};

use proptest::prelude::*;

use super::{ArchiveError, decrypt, decrypt_with, encrypt, new_identity};
use crate::escrow::EscrowKey;

/// Plain bytes in a chunk of the age format.
pub(super) const CHUNK: usize = 64 * 1024;

pub(super) fn sealed(recipient: &str, plain: &[u8]) -> Vec<u8> {
    let mut writer = encrypt(&[recipient.to_owned()], Vec::new()).unwrap();
    writer.write_all(plain).unwrap();
    writer.flush().unwrap();
    writer.finish().unwrap()
}

pub(super) fn opened(secret: &str, archive: &[u8]) -> Result<Vec<u8>, ArchiveError> {
    let mut plain = Vec::new();
    decrypt(secret, archive)?.read_to_end(&mut plain)?;
    Ok(plain)
}

#[test]
fn archives_of_every_length_around_a_chunk_come_back() {
    let (secret, recipient) = new_identity();
    for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
        let plain: Vec<u8> = (0..=255).cycle().take(length).collect();

        assert_eq!(opened(&secret, &sealed(&recipient, &plain)).unwrap(), plain);
    }
}

#[test]
fn the_escrow_key_opens_an_archive_too() {
    let (secret, recipient) = new_identity();
    let escrow = EscrowKey::generate();
    let mut writer = encrypt(&[recipient, escrow.recipient()], Vec::new()).unwrap();
    writer.write_all(b"dump").unwrap();
    let archive = writer.finish().unwrap();

    let mut plain = String::new();
    decrypt_with(&escrow, archive.as_slice())
        .unwrap()
        .read_to_string(&mut plain)
        .unwrap();

    assert_eq!(plain, "dump");
    assert_eq!(opened(&secret, &archive).unwrap(), b"dump");
}

#[test]
fn the_file_of_age_keygen_is_an_identity_and_other_texts_are_not() {
    let (secret, recipient) = new_identity();
    let archive = sealed(&recipient, b"dump");
    let file = format!("# created: today\n# public key: {recipient}\n{}\n", *secret);

    assert_eq!(opened(&file, &archive).unwrap(), b"dump");
    let two = format!("{}\n{}", *secret, *secret);
    for text in [
        "",
        "# nothing",
        &recipient,
        &two,
        &secret.replace('1', "2"),
        "æøå",
    ] {
        let error = opened(text, &archive).unwrap_err();

        assert!(matches!(error, ArchiveError::Identity));
        assert!(!error.to_string().contains(secret.as_str()));
    }
}

#[test]
fn recipients_that_are_none_are_refused_without_repeating_them() {
    let (secret, recipient) = new_identity();

    assert!(matches!(
        encrypt(&[], Vec::new()),
        Err(ArchiveError::NoRecipient)
    ));
    for wrong in [secret.as_str(), "", "age1", &recipient.replace('1', "2")] {
        let error = encrypt(&[recipient.clone(), wrong.to_owned()], Vec::new()).unwrap_err();

        assert!(matches!(error, ArchiveError::Recipient { number: 2 }));
        assert!(!error.to_string().contains(secret.as_str()));
    }
}

#[test]
fn another_identity_does_not_open() {
    let archive = sealed(&new_identity().1, b"dump");

    assert!(matches!(
        opened(&new_identity().0, &archive),
        Err(ArchiveError::OtherKey)
    ));
    let stranger = decrypt_with(&EscrowKey::generate(), archive.as_slice());
    assert!(matches!(stranger, Err(ArchiveError::OtherKey)));
}

#[test]
fn errors_of_the_input_and_the_output_are_passed_on() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("disk"))
        }
    }
    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::Error::other("disk"))
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (secret, recipient) = new_identity();
    let archive = sealed(&recipient, b"dump");

    let read = decrypt(&secret, Broken).unwrap_err();
    let written = encrypt(&[recipient], Broken).unwrap_err();
    let mut late = decrypt(&secret, archive[..archive.len() - 20].chain(Broken)).unwrap();

    assert!(matches!(read, ArchiveError::Io(_)) && matches!(written, ArchiveError::Io(_)));
    assert_eq!(late.read(&mut [0; 9]).unwrap_err().to_string(), "disk");
}

#[test]
fn an_archive_that_was_not_finished_does_not_open() {
    let (secret, recipient) = new_identity();
    let mut archive = Vec::new();
    let mut writer = encrypt(&[recipient], &mut archive).unwrap();
    writer.write_all(&vec![7; CHUNK + 1]).unwrap();
    assert_eq!(format!("{writer:?}"), "ArchiveWriter(…)");
    drop(writer);

    assert!(opened(&secret, &archive).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn opening_undoes_sealing(plain in prop::collection::vec(any::<u8>(), 0..5000)) {
        let (secret, recipient) = new_identity();
        prop_assert_eq!(opened(&secret, &sealed(&recipient, &plain)).unwrap(), plain);
    }
}
