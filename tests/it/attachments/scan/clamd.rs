//! The real scanner, with a signature file of our own: the string of EICAR.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::only;
use crate::attachments::{filed, noise};
use crate::outside::{Program, empty_folder, until};

/// In two parts, so that no scanner takes this file for it.
const EICAR: [&str; 2] = [
    "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-",
    "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
];

fn clamd() -> Option<PathBuf> {
    [
        "/usr/sbin/clamd",
        "/usr/local/sbin/clamd",
        "/opt/homebrew/sbin/clamd",
    ]
    .map(PathBuf::from)
    .into_iter()
    .find(|path| path.exists())
}

#[tokio::test]
async fn clamav_itself_finds_what_it_knows_and_passes_what_it_does_not() {
    let clamd = clamd().expect("clamd is missing: `make test` installs it (Debian: clamav-daemon)");
    let folder = empty_folder("clamd");
    let eicar = EICAR.concat();
    // A body signature: type 0, at any place.
    let signature = format!("Eicar-Ours:0:*:{}\n", super::super::hex(eicar.as_bytes()));
    fs::create_dir_all(folder.join("db")).unwrap();
    fs::write(folder.join("db/own.ndb"), signature).unwrap();
    let socket = folder.join("clamd.sock");
    let configuration = format!(
        "DatabaseDirectory {0}/db\nLocalSocket {0}/clamd.sock\nForeground yes\nStreamMaxLength 20M\n\
         TemporaryDirectory {0}\nMaxFileSize 2M\nMaxScanSize 2M\nAlertExceedsMax yes\n",
        folder.display()
    );
    fs::write(folder.join("clamd.conf"), configuration).unwrap();
    let mut command = Command::new(clamd);
    command
        .arg("--config-file")
        .arg(folder.join("clamd.conf"))
        .stdin(Stdio::null());
    let mut program = Program::start(&mut command);
    until(Duration::from_secs(30), "clamd listens", async || {
        socket.exists()
    })
    .await;
    let app = super::scanned_within(&socket, Duration::from_mins(1)).await;
    let bad = filed(&app).await;
    let good = filed(&app).await;
    let long = filed(&app).await;
    let _ = bad.sent("eicar.com", "text/plain", eicar.as_bytes()).await;
    let _ = good
        .sent("mail.eml", "message/rfc822", &noise(700_000))
        .await;
    let _ = long
        .sent("disk.img", "application/octet-stream", &noise(3_000_000))
        .await;

    let bomb = filed(&app).await;
    let _ = bomb.sent("bomb.zip", "application/zip", &zip_bomb()).await;

    // Two in a round.
    for _ in 0..2 {
        assert_eq!(app.running.run_scan_once().await.unwrap(), 2);
    }

    assert_eq!(only(&bad).await["state"], "infected", "{}", program.said());
    assert_eq!(only(&good).await["state"], "clean", "{}", program.said());
    let long = only(&long).await;
    assert_eq!(long["state"], "unknown", "{}", program.said());
    // It would be clean without AlertExceedsMax, and with a MaxFileSize below MaxScanSize: clamd cuts what
    // it unpacks at the first and says nothing.
    let bomb = only(&bomb).await;
    assert_eq!(bomb["state"], "unknown", "{}", program.said());
    program.kill();
}

/// 300 MB of nothing in 300 KB.
fn zip_bomb() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("nothing.bin", options).unwrap();
    let megabyte = vec![0; 1_000_000];
    for _ in 0..300 {
        zip.write_all(&megabyte).unwrap();
    }
    let bomb = zip.finish().unwrap().into_inner();
    assert!(bomb.len() < 1_000_000);
    bomb
}
