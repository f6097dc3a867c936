//! Why somebody is not let in, as they are told. The log knows more.

use actix_web::http::StatusCode;

use super::provider::Away;

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The provider, or our database, cannot be asked.
    Away,
    /// Not the browser that began, too late, or a second time.
    Stale,
    /// The answer names another provider, or cannot be read.
    Answer,
    /// The person said no at the provider, or the provider did.
    Denied,
    /// The provider has a problem of its own.
    Provider,
    /// What the provider says does not prove who that is.
    Token,
    /// The provider asked for no second factor.
    SecondFactor,
    /// In no group that may come in.
    NoGroup,
    /// Disabled here.
    Disabled,
    /// No mail address.
    NoMail,
    /// Somebody here has the address.
    MailTaken,
    /// Another person than the one who is logged in, or not proven anew.
    NotAgain,
}

impl Refusal {
    /// The stable code: part of the keys of its texts, and of what is written down.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Away => "away",
            Self::Stale => "stale",
            Self::Answer => "answer",
            Self::Denied => "denied",
            Self::Provider => "provider",
            Self::Token => "token",
            Self::SecondFactor => "second-factor",
            Self::NoGroup => "no-group",
            Self::Disabled => "disabled",
            Self::NoMail => "no-mail",
            Self::MailTaken => "mail-taken",
            Self::NotAgain => "not-again",
        }
    }

    /// The status of its page.
    pub(super) const fn status(self) -> StatusCode {
        match self {
            Self::Away => StatusCode::SERVICE_UNAVAILABLE,
            Self::Stale | Self::Answer => StatusCode::BAD_REQUEST,
            Self::Provider => StatusCode::BAD_GATEWAY,
            Self::Denied
            | Self::Token
            | Self::SecondFactor
            | Self::NoGroup
            | Self::Disabled
            | Self::NoMail
            | Self::MailTaken
            | Self::NotAgain => StatusCode::FORBIDDEN,
        }
    }
}

impl From<Away> for Refusal {
    fn from(_: Away) -> Self {
        Self::Away
    }
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        super::provider::warn("a login cannot be written down", &error);
        Self::Away
    }
}
