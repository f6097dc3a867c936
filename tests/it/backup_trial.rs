//! What a backup is not restored into, which one is not restored at all, and the commands.

use std::path::Path;
use std::process::{Command, ExitStatus};

use server::backup::{self, Opener};
use server::keys::KeyFolder;
use smv_cert_tests::{TestDatabase, count};
use vault::escrow::EscrowKey;

use crate::backup::Worked;

const TABLES: &str = "SELECT count(*) AS count FROM pg_tables WHERE schemaname = 'public'";

#[tokio::test]
async fn a_damaged_backup_is_refused_before_anything_is_in_use() {
    let worked = Worked::start("backup-damaged").await;
    worked.backed_up();
    let whole = std::fs::read(worked.file()).unwrap();
    let target = TestDatabase::empty();
    let url = target.url.clone().into();
    let damaged = worked.folder.join("damaged.age");
    let refused = |bytes: &[u8]| {
        std::fs::write(&damaged, bytes).unwrap();
        let refused = backup::restore(&url, &damaged, &worked.opener());
        assert_eq!(count(&target.url, TABLES), 0);
        format!("{:#}", refused.unwrap_err())
    };

    for length in [0, 100, whole.len() / 2, whole.len() - 1] {
        let said = refused(&whole[..length]);
        assert!(
            said.contains("cut short") || said.contains("damaged"),
            "{length}: {said}"
        );
    }
    // One bit each in the header, at the beginning, in the middle and in the last chunk.
    for at in [60, 300, whole.len() / 2, whole.len() - 20] {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        let said = refused(&flipped);
        // A changed header may also look like one of a newer form.
        assert!(
            said.contains("damaged") || (at == 300 && said.contains("newer")),
            "{at}: {said}"
        );
    }
    let mut longer = whole.clone();
    longer.push(0);
    assert!(refused(&longer).contains("damaged"));
    // Sound, but not the one that the manifest beside it describes.
    let (identity, recipient) = vault::archive::new_identity();
    let other = worked.folder.join("other.age");
    let database = worked.app.database.url.clone().into();
    backup::dump(&database, &[recipient], &other, worked.app.now()).unwrap();
    std::fs::rename(&other, worked.file()).unwrap();
    let refused = backup::restore(&url, &worked.file(), &Opener::Identity(identity));
    assert!(format!("{:#}", refused.unwrap_err()).contains("is not the file that"));
    assert_eq!(count(&target.url, TABLES), 0);
}

#[tokio::test]
async fn a_database_that_holds_something_and_a_file_that_is_there_stay_as_they_are() {
    let worked = Worked::start("backup-occupied").await;
    worked.backed_up();
    let before = std::fs::read(worked.file()).unwrap();
    let occupied = worked.app.database.url.clone().into();

    let refused = backup::restore(&occupied, &worked.file(), &worked.opener()).unwrap_err();
    let recipient = vault::archive::new_identity().1;
    let again = backup::dump(&occupied, &[recipient], &worked.file(), worked.app.now());

    assert!(refused.to_string().contains("not empty"), "{refused}");
    assert!(again.unwrap_err().to_string().contains("is there already"));
    assert_eq!(std::fs::read(worked.file()).unwrap(), before);
    let empty = TestDatabase::empty();
    let nothing = backup::dump(
        &empty.url.clone().into(),
        &[vault::archive::new_identity().1],
        &worked.folder.join("empty.age"),
        worked.app.now(),
    );
    assert!(
        nothing
            .unwrap_err()
            .to_string()
            .contains("nothing to back up")
    );
}

#[tokio::test]
async fn a_restore_test_opens_every_case_and_names_what_does_not_open() {
    let worked = Worked::start("backup-trial").await;
    let manifest = worked.backed_up();
    let nowhere = KeyFolder::at(worked.folder.join("no-keys"));
    let here = KeyFolder::of(&worked.app.data_dir);

    let by_escrow = backup::try_out(&worked.file(), &worked.opener(), &nowhere, None).unwrap();
    let by_folder = backup::try_out(&worked.file(), &worked.opener(), &here, Some(1)).unwrap();

    assert_eq!(by_escrow.restored.rows, manifest.rows);
    assert!(by_escrow.from_escrow && !by_folder.from_escrow);
    assert_eq!((by_escrow.opened.cases, by_folder.opened.cases), (2, 1));
    assert_eq!(by_escrow.opened.referrals, 1);
    worked.app.database.execute(
        "UPDATE events SET content = set_byte(content, 60, get_byte(content, 60) # 1) \
         WHERE name = 'note'",
    );
    let touched = worked.folder.join("touched.age");
    let (identity, recipient) = vault::archive::new_identity();
    let url = worked.app.database.url.clone().into();
    backup::dump(&url, &[recipient], &touched, worked.app.now()).unwrap();
    let alone = Opener::Identity(identity);
    let said = backup::try_out(&touched, &alone, &here, None).unwrap_err();
    let said = format!("{said:#}");
    assert!(said.contains("table events, column content, row"), "{said}");
    assert!(said.contains("was changed"), "{said}");
    let no_keys = backup::try_out(&touched, &alone, &nowhere, None).unwrap_err();
    assert!(no_keys.to_string().contains("give the shares"), "{no_keys}");
    let (other, elsewhere) = (EscrowKey::generate(), worked.folder.join("other.age"));
    backup::dump(&url, &[other.recipient()], &elsewhere, worked.app.now()).unwrap();
    let other = Opener::Escrow(other);
    let no_escrow = backup::try_out(&elsewhere, &other, &nowhere, None).unwrap_err();
    let said = no_escrow.to_string();
    assert!(said.contains("not sealed to these shares"), "{said}");
}

/// The program with shares two, three and four of a system.
fn program(worked: &Worked, url: &str, data: &Path, arguments: &[&str]) -> (ExitStatus, String) {
    let temporary = worked.folder.join("tmp");
    std::fs::create_dir_all(&temporary).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_smv-cert-under-test"));
    command
        .args(arguments)
        .env("SMV_CERT_MODE", "demo")
        .env("DATABASE_URL", url)
        .env("SMV_CERT_DATA_DIR", data)
        .env("TMPDIR", &temporary);
    if arguments[0] != "backup" {
        for share in &worked.shares[1..4] {
            let file = worked.folder.join(format!("share-{}", share.number()));
            std::fs::write(&file, format!("{share}\n")).unwrap();
            command.arg("--share").arg(file);
        }
    }
    let done = command.output().unwrap();
    let left = std::fs::read_dir(temporary).unwrap().count();
    assert_eq!(left, 0, "temporary folders are gone");
    let said = [done.stdout, done.stderr].concat();
    (done.status, String::from_utf8(said).unwrap())
}

#[tokio::test]
async fn the_commands_back_up_to_the_escrow_key_try_it_out_and_bring_the_keys_back() {
    let worked = Worked::start("backup-commands").await;
    let (url, file) = (worked.app.database.url.clone(), worked.file());
    let file = file.to_str().unwrap();
    let empty = TestDatabase::empty();
    let (here, new) = (worked.app.data_dir.clone(), worked.folder.join("new"));

    let backup = program(&worked, &url, &here, &["backup", "--out", file]);
    let verify = program(&worked, &url, &new, &["backup-verify", file]);
    let restore = program(&worked, &empty.url, &new, &["restore", file]);
    let again = program(&worked, &empty.url, &new, &["restore", file]);

    assert!(
        backup.0.success() && backup.1.contains("2 reports, 2 cases"),
        "{}",
        backup.1
    );
    assert!(
        verify.0.success() && verify.1.contains("out of the escrow"),
        "{}",
        verify.1
    );
    assert!(
        verify.1.contains("opened 2 cases with 2 reports"),
        "{}",
        verify.1
    );
    assert!(
        restore.0.success() && restore.1.contains("teams.ring"),
        "{}",
        restore.1
    );
    assert!(
        restore.1.contains("opened 2 cases with 2 reports"),
        "{}",
        restore.1
    );
    assert_eq!(again.0.code(), Some(1));
    assert!(again.1.contains("not empty"), "{}", again.1);
    let (old, new) = (KeyFolder::of(&here), KeyFolder::of(&new));
    assert_eq!(new.secrets().unwrap(), old.secrets().unwrap());
}
