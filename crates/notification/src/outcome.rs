//! What became of an attempt to send, and whether to try again.
//!
//! A class is a short stable word for the log, the database and the console. It never holds a mail
//! server's words: those may repeat the recipient's address.

use std::error::Error as _;
use std::fmt;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::response::Severity;

/// What became of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The relay has taken the mail over.
    Delivered,
    /// Not to be sent: its address was sent enough already.
    HeldBack,
    /// Not sent; a later attempt may succeed.
    Transient(Class),
    /// Not sent; no later attempt can succeed.
    Permanent(Class),
    /// The connection was lost after the whole mail was sent: the relay may have it or not. Tried
    /// again under the same `Message-ID`.
    Ambiguous(Class),
}

/// Why an attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The relay answered with this code.
    Smtp(u16),
    /// The relay did not answer in time.
    Timeout,
    /// No connection.
    Connect,
    /// The connection broke, or the relay spoke something else than SMTP.
    Connection,
    /// No TLS, or a certificate that we do not trust. Nothing was sent.
    Tls,
    /// The relay does not accept our login.
    Auth,
    /// The mail file could not be written.
    File,
    /// The mail could not be put into words.
    Render,
    /// The payload cannot be read.
    BadPayload,
    /// A newer program wrote the payload.
    NewerPayload,
    /// The payload is sealed to a key that is not here.
    NoKey,
    /// The recipient is not one mail address.
    BadRecipient,
    /// Earlier attempts never came to an end.
    Aborted,
}

/// How far a conversation with the relay got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// TCP, implicit TLS, greeting and EHLO.
    Connect,
    /// Upgrade to TLS.
    StartTls,
    /// Login.
    Auth,
    /// MAIL, RCPT and DATA.
    Envelope,
    /// The mail itself and the answer to its final dot.
    Content,
}

/// Why a step of the conversation failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Not done in time.
    Timeout,
    /// What lettre says.
    Smtp(SmtpError),
}

impl Outcome {
    /// The class, unless delivered or held back.
    #[must_use]
    pub const fn class(self) -> Option<Class> {
        match self {
            Self::Delivered | Self::HeldBack => None,
            Self::Transient(class) | Self::Permanent(class) | Self::Ambiguous(class) => Some(class),
        }
    }
}

impl Class {
    /// Whether somebody must look at the mail relay or its settings before anything can be sent.
    #[must_use]
    pub const fn needs_the_operator(self) -> bool {
        matches!(self, Self::Tls | Self::Auth | Self::File)
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Smtp(code) => return write!(f, "smtp-{code}"),
            Self::Timeout => "timeout",
            Self::Connect => "connect",
            Self::Connection => "connection",
            Self::Tls => "tls",
            Self::Auth => "auth",
            Self::File => "file",
            Self::Render => "render",
            Self::BadPayload => "bad-payload",
            Self::NewerPayload => "newer-payload",
            Self::NoKey => "no-key",
            Self::BadRecipient => "bad-recipient",
            Self::Aborted => "aborted",
        })
    }
}

/// Sorts a failure by the stage it happened in.
///
/// Only an answer to the mail itself can be final: a relay that turns us away at the door, at TLS or
/// at login says nothing about the mail.
pub(crate) fn classify(stage: Stage, failure: &Failure) -> Outcome {
    let error = match failure {
        Failure::Timeout if stage == Stage::Content => return Outcome::Ambiguous(Class::Timeout),
        Failure::Timeout => return Outcome::Transient(Class::Timeout),
        Failure::Smtp(error) => error,
    };
    match stage {
        Stage::StartTls => Outcome::Transient(Class::Tls),
        Stage::Connect if is_tls(error) => Outcome::Transient(Class::Tls),
        Stage::Auth if error.is_client() || error.status().is_some_and(is_final) => {
            Outcome::Transient(Class::Auth)
        }
        Stage::Connect | Stage::Auth | Stage::Envelope | Stage::Content => answer(stage, error),
    }
}

fn answer(stage: Stage, error: &SmtpError) -> Outcome {
    let Some(code) = error.status() else {
        return match stage {
            Stage::Content => Outcome::Ambiguous(Class::Connection),
            Stage::Connect if !error.is_response() => Outcome::Transient(Class::Connect),
            Stage::Connect | Stage::StartTls | Stage::Auth | Stage::Envelope => {
                Outcome::Transient(Class::Connection)
            }
        };
    };
    match u16::from(code) {
        // RFC 4954, section 6: the relay wants a login, or another one.
        530 | 534 | 535 | 538 => Outcome::Transient(Class::Auth),
        number if is_final(code) && stage != Stage::Connect => {
            Outcome::Permanent(Class::Smtp(number))
        }
        number => Outcome::Transient(Class::Smtp(number)),
    }
}

fn is_final(code: lettre::transport::smtp::response::Code) -> bool {
    code.severity == Severity::PermanentNegativeCompletion
}

/// lettre reports a failed handshake as a connection error around a connection error.
fn is_tls(error: &SmtpError) -> bool {
    error.is_tls()
        || error
            .source()
            .is_some_and(<dyn std::error::Error>::is::<SmtpError>)
}
