//! Telling people: the outbox worker and the mails it sends.
//!
//! The road of one mail: a row of the outbox is leased ([`worker`]), its payload read (`payload`),
//! put into words ([`mail`]), addressed (`message`) and handed to the relay or to a file
//! ([`mailer`]); what became of it ([`outcome`]) settles the row, and [`backoff`] says when to try
//! again. At least once: a mail whose fate is unknown goes again with the same `Message-ID`.
//!
//! No words from a case come through here: the payload has no field for them (design.md, rule 9).
//! No recipient, and no answer of a mail server, reaches a log or the database.

pub mod backoff;
pub mod error;
mod files;
pub mod letterhead;
pub mod mail;
pub mod mail_url;
pub mod mailer;
mod message;
pub mod outcome;
mod payload;
mod settle;
mod smtp;
pub mod worker;

pub use error::Error;
pub use letterhead::Letterhead;
pub use mail_url::MailUrl;
pub use mailer::Mailer;
pub use outcome::Outcome;
pub use worker::{RoundReport, Worker};
