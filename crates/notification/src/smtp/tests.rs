//! What becomes of a mail, for real answers of a real (scripted) relay.

use super::scripted::{Script, ScriptedRelay, Turn};
use crate::mail::Rendered;
use crate::mail_url::MailUrl;
use crate::mailer::Mailer;
use crate::outcome::{Class, Outcome};
use chrono::DateTime;
use domain::contact::Email;
use domain::id::Id;
use std::path::Path;
use std::time::Duration;

pub(super) async fn send(mailer: &Mailer) -> Outcome {
    let mail = Rendered {
        subject: "[SMV-7F3K-Q2MH] Vi har modtaget jeres indberetning".to_owned(),
        text: "Blåbærgrød\n.\n.. og prikker\n".to_owned(),
        html: "<p>Blåbærgrød</p>\n".to_owned(),
    };
    let karen = Email::parse("karen@solsikken.example").unwrap();
    let id = Id::new(DateTime::UNIX_EPOCH, &[7; 10]);
    mailer.send(id, DateTime::UNIX_EPOCH, &karen, mail).await
}

pub(super) fn mailer(url: &str) -> Mailer {
    let url = MailUrl::parse(url).unwrap();
    Mailer::new(&url, "SMV-CERT <no-reply@cert.example>", Path::new("")).unwrap()
}

async fn outcome(script: Script) -> (Outcome, ScriptedRelay) {
    let relay = ScriptedRelay::start(script, None, false).await;
    let url = format!("smtp://user:secret@127.0.0.1:{}?tls=none", relay.port);
    (send(&mailer(&url)).await, relay)
}

#[tokio::test]
async fn a_relay_with_good_manners_gets_the_mail_once() {
    let (outcome, relay) = outcome(&[]).await;

    assert_eq!(outcome, Outcome::Delivered);
    let seen = relay.seen.lock().unwrap();
    assert_eq!(seen.mails.len(), 1);
    assert!(
        seen.mails[0].contains("Bl=C3=A5b=C3=A6rgr=C3=B8d"),
        "{}",
        seen.mails[0]
    );
    assert!(
        seen.lines.contains(&"EHLO cert.example".to_owned()),
        "{:?}",
        seen.lines
    );
    assert!(
        seen.lines
            .contains(&"RCPT TO:<karen@solsikken.example>".to_owned())
    );
    assert_eq!(seen.lines.last().map(String::as_str), Some("QUIT"));
}

#[tokio::test]
async fn answers_are_sorted_by_code_and_by_what_they_answer() {
    use Outcome::{Permanent, Transient};
    let cases: [(Script, Outcome); 18] = [
        (
            &[("greeting", Turn::Say("421 busy"))],
            Transient(Class::Smtp(421)),
        ),
        (
            &[("greeting", Turn::Say("554 not you"))],
            Transient(Class::Smtp(554)),
        ),
        (&[("greeting", Turn::Drop)], Transient(Class::Connection)),
        (
            &[("greeting", Turn::Say("HTTP/1.1 400"))],
            Transient(Class::Connection),
        ),
        (
            &[("EHLO", Turn::Say("502 what"))],
            Transient(Class::Smtp(502)),
        ),
        (&[("AUTH", Turn::Say("535 no"))], Transient(Class::Auth)),
        (
            &[("AUTH", Turn::Say("454 later"))],
            Transient(Class::Smtp(454)),
        ),
        (&[("EHLO", Turn::Say("250 bare"))], Transient(Class::Auth)),
        (
            &[("MAIL", Turn::Say("451 later"))],
            Transient(Class::Smtp(451)),
        ),
        (&[("MAIL", Turn::Say("530 log in"))], Transient(Class::Auth)),
        (
            &[("MAIL", Turn::Say("552 no"))],
            Permanent(Class::Smtp(552)),
        ),
        (
            &[("RCPT", Turn::Say("450 grey"))],
            Transient(Class::Smtp(450)),
        ),
        (
            &[("RCPT", Turn::Say("550 karen@solsikken.example?"))],
            Permanent(Class::Smtp(550)),
        ),
        (&[("RCPT", Turn::Drop)], Transient(Class::Connection)),
        (
            &[("DATA", Turn::Say("452 full"))],
            Transient(Class::Smtp(452)),
        ),
        (
            &[("DATA", Turn::Say("554 no"))],
            Permanent(Class::Smtp(554)),
        ),
        (
            &[(".", Turn::Say("451 later"))],
            Transient(Class::Smtp(451)),
        ),
        (&[(".", Turn::Say("554 spam"))], Permanent(Class::Smtp(554))),
    ];
    for (script, expected) in cases {
        assert_eq!(outcome(script).await.0, expected, "{script:?}");
    }
}

#[tokio::test]
async fn a_connection_lost_after_the_final_dot_leaves_the_mail_in_doubt() {
    let (outcome, relay) = outcome(&[(".", Turn::Drop)]).await;

    assert_eq!(outcome, Outcome::Ambiguous(Class::Connection));
    assert_eq!(relay.seen.lock().unwrap().mails.len(), 1);
}

#[tokio::test]
async fn what_the_relay_says_to_goodbye_changes_nothing() {
    for script in [&[("QUIT", Turn::Drop)], &[("QUIT", Turn::Say("554 never"))]] {
        assert_eq!(outcome(script).await.0, Outcome::Delivered);
    }
    assert_eq!(hanging("QUIT").await, Outcome::Delivered);
}

#[tokio::test]
async fn nobody_there_is_a_reason_to_try_later() {
    let relay = ScriptedRelay::start(&[], None, false).await;
    let url = format!("smtp://127.0.0.1:{}?tls=none", relay.port);
    drop(relay);
    tokio::task::yield_now().await;

    assert_eq!(
        send(&mailer(&url)).await,
        Outcome::Transient(Class::Connect)
    );
}

#[tokio::test]
async fn a_relay_that_hangs_is_left_within_thirty_seconds() {
    for stage in ["greeting", "EHLO", "AUTH", "RCPT", "DATA"] {
        assert_eq!(
            hanging(stage).await,
            Outcome::Transient(Class::Timeout),
            "{stage}"
        );
    }
    assert_eq!(hanging(".").await, Outcome::Ambiguous(Class::Timeout));
}

/// The clock is stopped once the relay hangs, and then runs as fast as it can.
async fn hanging(stage: &'static str) -> Outcome {
    let script: Script = Box::leak(Box::new([(stage, Turn::Hang)]));
    let relay = ScriptedRelay::start(script, None, false).await;
    let mailer = mailer(&format!(
        "smtp://user:secret@127.0.0.1:{}?tls=none",
        relay.port
    ));
    let began = tokio::time::Instant::now();
    let (outcome, ()) = tokio::join!(send(&mailer), async {
        relay.hangs.notified().await;
        tokio::time::pause();
    });
    assert!(
        began.elapsed() < Duration::from_secs(31),
        "{:?}",
        began.elapsed()
    );
    tokio::time::resume();
    outcome
}
