//! Reading what an outbox row holds. Rows outlive deployments, in both directions.

use domain::contact::Email;
use domain::content::Sealed;
use domain::id::OutboxId;
use domain::notification::{Letter, Mail};
use serde::Deserialize;
use vault::cell::Why;
use vault::{Keyring, envelope, place};

use crate::outcome::{Class, Outcome};

/// The newest shape of a payload that this program can read.
const KNOWN_VERSION: u8 = 3;

#[derive(Deserialize)]
struct Version {
    version: u8,
}

/// Opens a letter.
///
/// One sealed to a key that is not here waits: the key may come with a restart. One that was changed
/// is dead.
pub(crate) fn open(ring: &Keyring, id: OutboxId, sealed: &Sealed) -> Result<Letter<Mail>, Outcome> {
    match envelope::open(ring, &place::letter(id, 1), sealed) {
        Ok(plain) => read(&plain),
        Err(error) => {
            tracing::error!(outbox.id = %id, %error, "a letter does not open");
            Err(if error.why == Why::NoKey {
                Outcome::Transient(Class::NoKey)
            } else {
                Outcome::Permanent(Class::BadPayload)
            })
        }
    }
}

/// Reads a letter.
///
/// One written by a newer program waits for a newer worker; one that nobody can read is dead.
fn read(plain: &[u8]) -> Result<Letter<Mail>, Outcome> {
    match serde_json::from_slice::<Letter<Version>>(plain) {
        Ok(letter) if letter.mail.version > KNOWN_VERSION => {
            Err(Outcome::Transient(Class::NewerPayload))
        }
        Ok(_) => serde_json::from_slice(plain).map_err(|_| Outcome::Permanent(Class::BadPayload)),
        Err(_) => Err(Outcome::Permanent(Class::BadPayload)),
    }
}

/// Reads the recipient: one plain address, never a list.
pub(crate) fn recipient(text: &str) -> Result<Email, Outcome> {
    Email::parse(text).ok_or(Outcome::Permanent(Class::BadRecipient))
}

#[cfg(test)]
mod tests {
    use super::{read, recipient};
    use crate::outcome::{Class, Outcome};
    use domain::notification::{Mail, MailName};

    /// One file per payload ever shipped: `<name>.v<version>.json`. Add, never edit.
    const SHIPPED: [(&str, &str); 8] = [
        ("received", include_str!("../fixtures/received.v1.json")),
        ("question", include_str!("../fixtures/question.v1.json")),
        ("message", include_str!("../fixtures/message.v1.json")),
        (
            "handed_to_police",
            include_str!("../fixtures/handed_to_police.v1.json"),
        ),
        (
            "police_answer",
            include_str!("../fixtures/police_answer.v1.json"),
        ),
        ("resolved", include_str!("../fixtures/resolved.v1.json")),
        (
            "emergency_access",
            include_str!("../fixtures/emergency_access.v2.json"),
        ),
        (
            "stage_reminder",
            include_str!("../fixtures/stage_reminder.v3.json"),
        ),
    ];

    fn letter(mail: &str) -> Vec<u8> {
        format!(r#"{{"to":"karen@solsikken.example","language":"da","mail":{mail}}}"#).into_bytes()
    }

    #[test]
    fn every_payload_ever_shipped_is_still_read() {
        for (name, json) in SHIPPED {
            let mail: Mail = read(&letter(json)).unwrap().mail;

            assert_eq!(mail.name.code(), name);
        }
        for name in MailName::CODES {
            assert!(SHIPPED.iter().any(|(shipped, _)| shipped == name), "{name}");
        }
    }

    #[test]
    fn a_payload_of_a_newer_program_waits_and_garbage_is_dead() {
        let newer = letter(r#"{"version":4,"name":"hologram","number":7}"#);
        let unknown_name = letter(r#"{"version":1,"name":"hologram","number":"SMV-0000-0000"}"#);
        let empty = Vec::new();

        assert_eq!(read(&newer), Err(Outcome::Transient(Class::NewerPayload)));
        for poison in [unknown_name, empty, letter("[]"), letter("null")] {
            assert_eq!(read(&poison), Err(Outcome::Permanent(Class::BadPayload)));
        }
    }

    #[test]
    fn hostile_recipients_reach_nobody() {
        let bad = Err(Outcome::Permanent(Class::BadRecipient));
        for text in [
            "karen@solsikken.example, all@everyone.example",
            "karen@solsikken.example\r\nBcc: all@everyone.example",
            "Karen <karen@solsikken.example>",
            "friends: a@b.example;",
            "",
        ] {
            assert_eq!(recipient(text), bad, "{text:?}");
        }
        assert!(recipient("karen@solsikken.example").is_ok());
    }
}
