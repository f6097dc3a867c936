//! A mail in an envelope: headers, the two bodies, one recipient.
//!
//! Everything in it comes from the outbox row, so a repeat is the same message to the letter.

use chrono::{DateTime, Utc};
use domain::contact::Email;
use domain::id::OutboxId;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};

use crate::mail::Rendered;
use crate::outcome::{Class, Outcome};

/// Addresses a mail. `owed_at` is when the outbox row was written.
pub(crate) fn address(
    id: OutboxId,
    owed_at: DateTime<Utc>,
    from: &Mailbox,
    to: &Email,
    mail: Rendered,
) -> Result<Message, Outcome> {
    let bad_recipient = Outcome::Permanent(Class::BadRecipient);
    let to: Address = to.as_str().parse().map_err(|_| bad_recipient)?;
    let bodies = MultiPart::alternative()
        .boundary(format!("smv-{}", id.uuid().simple()))
        .singlepart(SinglePart::plain(mail.text))
        .singlepart(SinglePart::html(mail.html));
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(mail.subject)
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .date(owed_at.into())
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("X-Auto-Response-Suppress", "All"))
        .multipart(bodies)
        .map_err(|_| bad_recipient)
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}
