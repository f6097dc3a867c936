use super::Mailer;
use crate::Error;
use crate::mail::Rendered;
use crate::mail_url::MailUrl;
use crate::outcome::{Class, Outcome};
use chrono::{DateTime, Utc};
use domain::contact::Email;
use domain::id::{Id, OutboxId};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

fn id() -> OutboxId {
    Id::new(owed_at(), &[7; 10])
}

fn owed_at() -> DateTime<Utc> {
    "2026-11-23T13:05:00Z".parse().unwrap()
}

fn directory(test: &str) -> PathBuf {
    std::env::temp_dir().join(format!("smv-cert-mail-{}-{test}", std::process::id()))
}

fn mail() -> Rendered {
    Rendered {
        subject: "[SMV-7F3K-Q2MH] Vi har færdiggjort jeres indberetning på Ærø".to_owned(),
        text: "Rødgrød med fløde på Ålborgvej.\n".to_owned(),
        html: "<p>Rødgrød med fløde på Ålborgvej.</p>\n".to_owned(),
    }
}

#[tokio::test]
async fn a_mail_becomes_one_private_file_and_a_repeat_is_the_same_mail() {
    let directory = directory("file");
    let mailer = Mailer::new(
        &MailUrl::File,
        "SMV-CERT Ærø <no-reply@cert.example>",
        &directory,
    );
    let (mailer, karen) = (
        mailer.unwrap(),
        Email::parse("karen@solsikken.example").unwrap(),
    );

    assert_eq!(mailer.probe().await, Ok(()));
    let first = mailer.send(id(), owed_at(), &karen, mail()).await;
    let again = mailer.send(id(), owed_at(), &karen, mail()).await;

    assert_eq!((first, again), (Outcome::Delivered, Outcome::Delivered));
    let files: Vec<_> = std::fs::read_dir(&directory)
        .unwrap()
        .map(|file| file.unwrap())
        .collect();
    assert_eq!(files.len(), 1);
    let name = files[0].file_name().into_string().unwrap();
    assert_eq!(name, format!("20261123T130500000Z-{}.eml", id()));
    assert_eq!(
        files[0].metadata().unwrap().permissions().mode() & 0o777,
        0o600
    );
    // Danish letters survive as RFC 2047 words in headers and quoted-printable in bodies.
    insta::assert_snapshot!(
        std::fs::read_to_string(files[0].path())
            .unwrap()
            .replace('\r', "")
    );
    std::fs::remove_dir_all(directory).unwrap();
}

#[tokio::test]
async fn a_directory_that_cannot_be_written_is_no_reason_to_give_up() {
    let directory = PathBuf::from("/dev/null/mail");
    let mailer = Mailer::new(&MailUrl::File, "no-reply@cert.example", &directory).unwrap();
    let karen = Email::parse("karen@solsikken.example").unwrap();

    assert_eq!(
        mailer.send(id(), owed_at(), &karen, mail()).await,
        Outcome::Transient(Class::File)
    );
    assert_eq!(mailer.probe().await, Err(Class::File));
}

#[test]
fn the_sender_must_be_one_address() {
    for from in [
        "",
        "SMV-CERT",
        "a@cert.example, b@cert.example",
        "no-reply@localhost",
    ] {
        let refused = Mailer::new(&MailUrl::File, from, &PathBuf::new());

        assert!(matches!(refused, Err(Error::Sender)), "{from}");
    }
}
