//! Reading what an outbox row holds. Rows outlive deployments, in both directions.

use domain::contact::Email;
use domain::content::Content;
use domain::notification::Mail;
use serde::Deserialize;

use crate::outcome::{Class, Outcome};

/// The newest shape of a payload that this program can read.
const KNOWN_VERSION: u8 = 1;

#[derive(Deserialize)]
struct Version {
    version: u8,
}

/// Reads the payload.
///
/// One written by a newer program waits for a newer worker; one that nobody can read is dead.
pub(crate) fn read(content: &Content) -> Result<Mail, Outcome> {
    match content.read::<Version>() {
        Ok(Version { version }) if version > KNOWN_VERSION => {
            Err(Outcome::Transient(Class::NewerPayload))
        }
        Ok(_) => content
            .read()
            .map_err(|_| Outcome::Permanent(Class::BadPayload)),
        Err(_) => Err(Outcome::Permanent(Class::BadPayload)),
    }
}

/// Reads the recipient: one plain address, never a list.
pub(crate) fn recipient(content: &Content) -> Result<Email, Outcome> {
    content
        .read::<String>()
        .ok()
        .and_then(|text| Email::parse(&text))
        .ok_or(Outcome::Permanent(Class::BadRecipient))
}

#[cfg(test)]
mod tests {
    use super::{read, recipient};
    use crate::outcome::{Class, Outcome};
    use domain::content::Content;
    use domain::notification::{Mail, MailName};

    /// One file per payload ever shipped: `<name>.v<version>.json`. Add, never edit.
    const SHIPPED: [(&str, &str); 6] = [
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
    ];

    fn content(json: &str) -> Content {
        Content::of(&serde_json::from_str::<serde_json::Value>(json).unwrap()).unwrap()
    }

    #[test]
    fn every_payload_ever_shipped_is_still_read() {
        for (name, json) in SHIPPED {
            let mail: Mail = read(&content(json)).unwrap();

            assert_eq!(mail.name.code(), name);
        }
        for name in MailName::CODES {
            assert!(SHIPPED.iter().any(|(shipped, _)| shipped == name), "{name}");
        }
    }

    #[test]
    fn a_payload_of_a_newer_program_waits_and_garbage_is_dead() {
        let newer = content(r#"{"version":2,"name":"hologram","number":7}"#);
        let unknown_name = content(r#"{"version":1,"name":"hologram","number":"SMV-0000-0000"}"#);
        let empty = Content::from_stored(vec![]);

        assert_eq!(read(&newer), Err(Outcome::Transient(Class::NewerPayload)));
        for poison in [unknown_name, empty, content("[]"), content("null")] {
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
            assert_eq!(recipient(&Content::of(text).unwrap()), bad, "{text:?}");
        }
        assert!(recipient(&Content::of("karen@solsikken.example").unwrap()).is_ok());
    }
}
