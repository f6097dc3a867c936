//! Keys are made once, kept private, and refused when they are not.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use super::{KeyFolder, Name};
use crate::{Role, Roles};

fn folder(test: &str) -> (PathBuf, KeyFolder) {
    let data_dir =
        std::env::temp_dir().join(format!("smv-cert-keys-{test}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&data_dir);
    let keys = KeyFolder::of(&data_dir);
    (data_dir, keys)
}

#[test]
fn missing_keys_are_made_once_and_stay() {
    let (data_dir, keys) = folder("made");

    let made = keys.generate_missing(Roles::All).unwrap();
    let before = keys.fingerprint(Name::Referral).unwrap();
    let again = keys.generate_missing(Roles::All).unwrap();

    let files = Name::ALL.into_iter().filter(|name| !name.is_ring());
    assert!(files.clone().all(|name| made.contains(&name)), "{made:?}");
    assert_eq!(made.len(), files.count());
    assert!(again.is_empty());
    assert_eq!(keys.fingerprint(Name::Referral).unwrap(), before);
    assert!(before.starts_with("ref-"));
    assert!(keys.problems_but_rings(Roles::All).is_empty());
    assert!(keys.intake().is_ok() && keys.signing().is_ok() && keys.authority().is_ok());
    fs::remove_dir_all(data_dir).unwrap();
}

#[test]
fn the_public_role_gets_no_key_that_opens_or_signs_for_the_police() {
    let (data_dir, keys) = folder("public");

    let made = keys.generate_missing(Roles::Only(Role::Public)).unwrap();

    // authority.pub is copied from where the authority was made.
    assert_eq!(made, [Name::Code, Name::Lookup]);
    assert_eq!(keys.problems(Roles::Only(Role::Public)).len(), 1);
    assert_eq!(keys.problems(Roles::Only(Role::Staff)).len(), 6);
    assert_eq!(keys.problems(Roles::Only(Role::Worker)).len(), 2);
    fs::remove_dir_all(data_dir).unwrap();
}

#[test]
fn a_key_that_others_may_read_is_refused() {
    let (data_dir, keys) = folder("open");
    keys.generate_missing(Roles::All).unwrap();
    fs::set_permissions(keys.path(Name::Code), Permissions::from_mode(0o640)).unwrap();

    let problems = keys.problems_but_rings(Roles::All);

    assert_eq!(problems.len(), 1);
    assert!(problems[0].contains("code.key may be read or written by others (mode 640)"));
    assert!(keys.intake().is_err());
    fs::remove_dir_all(data_dir).unwrap();
}

#[test]
fn each_fault_of_key_files_is_one_line_that_names_the_file_and_the_way_out() {
    let (data_dir, keys) = folder("faults");
    keys.generate_missing(Roles::All).unwrap();
    let folder = data_dir.join("keys");
    let chmod = |path: &std::path::Path, mode| {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    };
    let expect = |expected: &str| {
        let roles = Roles::Only(Role::Public);
        let problems = keys.problems(roles);
        assert_eq!(problems.len(), 1, "{expected}: {problems:?}");
        assert!(problems[0].contains(expected), "{expected}: {problems:?}");
    };
    assert!(keys.problems(Roles::Only(Role::Public)).is_empty());

    for mode in [0o777, 0o722, 0o720, 0o702] {
        chmod(&folder, mode);
        expect("keys_dir: others may put keys into");
    }
    chmod(&folder, 0o700);
    for name in [Name::Code, Name::Lookup, Name::AuthorityPublic] {
        let path = keys.path(name);
        for mode in [0o644, 0o640, 0o604, 0o602] {
            chmod(&path, mode);
            expect(&format!(
                "{} may be read or written by others (mode {mode:o})",
                name.file()
            ));
        }
        chmod(&path, 0o600);
        let content = fs::read(&path).unwrap();
        for bad in [&b""[..], b"not hex", b"abcd", &[0xff; 64]] {
            fs::write(&path, bad).unwrap();
            expect(&format!("{} does not hold 64 hex digits", name.file()));
        }
        fs::remove_file(&path).unwrap();
        expect("is missing: `smv-cert keys generate` makes it");
        fs::write(&path, content).unwrap();
        chmod(&path, 0o600);
    }
    assert!(keys.problems(Roles::Only(Role::Public)).is_empty());
    fs::remove_dir_all(data_dir).unwrap();
}

#[test]
fn a_key_of_another_form_is_refused() {
    let (data_dir, keys) = folder("form");
    keys.generate_missing(Roles::All).unwrap();
    fs::write(keys.path(Name::Lookup), "not hex\n").unwrap();
    fs::write(keys.path(Name::Token), [0; 40]).unwrap();

    assert_eq!(keys.problems_but_rings(Roles::All).len(), 2);
    fs::remove_dir_all(data_dir).unwrap();
}

#[test]
fn retired_keys_are_found_and_checked() {
    let (data_dir, keys) = folder("retired");
    keys.generate_missing(Roles::All).unwrap();
    let path = data_dir.join("keys/referral-2025.retired.jwk");
    fs::write(&path, r#"{"kty":"OKP","kid":"ref-old"}"#).unwrap();

    assert_eq!(keys.published().unwrap()[0]["kid"], "ref-old");
    fs::write(&path, "nonsense").unwrap();
    assert!(keys.published().is_err());
    fs::remove_dir_all(data_dir).unwrap();
}

#[test]
fn a_ring_keeps_its_keys_newest_first_and_refuses_what_is_none() {
    let (data_dir, keys) = folder("ring");
    let [old, new] =
        [1, 2].map(|id| vault::recipient::PrivateKey::generate(uuid::Uuid::from_u128(id)));
    for (key, note) in [
        (&old, "2026-11-24 National desk"),
        (&new, "2026-12-24 National desk"),
    ] {
        let line = super::RingLine {
            key: key.clone(),
            note: note.to_owned(),
        };
        keys.add_to_ring(Name::Teams, line).unwrap();
    }

    let lines = keys.ring_lines(Name::Teams).unwrap();

    assert_eq!(
        lines.iter().map(|line| line.key.id()).collect::<Vec<_>>(),
        [new.id(), old.id()]
    );
    assert_eq!(lines[0].key.public(), new.public());
    assert_eq!(lines[1].note, "2026-11-24 National desk");
    fs::write(keys.path(Name::Teams), "nonsense\n").unwrap();
    let refused = keys.ring(Name::Teams).unwrap_err().to_string();
    assert!(refused.contains("line 1"), "{refused}");
    fs::remove_dir_all(data_dir).unwrap();
}

#[test]
fn a_second_authority_is_not_made_beside_the_first() {
    let (data_dir, keys) = folder("authority");
    keys.generate_missing(Roles::All).unwrap();
    let first = keys.fingerprint(Name::AuthorityPublic).unwrap();
    assert_eq!(keys.fingerprint(Name::Authority).unwrap(), first);
    fs::remove_file(keys.path(Name::Authority)).unwrap();

    let refused = keys.generate_missing(Roles::All).unwrap_err().to_string();

    assert!(refused.contains("keys recover"), "{refused}");
    assert_eq!(keys.fingerprint(Name::AuthorityPublic).unwrap(), first);
    fs::remove_dir_all(data_dir).unwrap();
}
