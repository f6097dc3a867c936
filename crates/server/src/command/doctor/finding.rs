//! One thing that was looked at.

use std::fmt;

use serde::Serialize;

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Health {
    /// Fine.
    Ok,
    /// It works, but somebody should know.
    Warn,
    /// It does not work.
    Fail,
}

/// One line of the doctor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    /// What was looked at.
    pub(super) check: &'static str,
    /// How it is.
    pub(super) status: Health,
    /// In words.
    pub(super) message: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) advice: Option<String>,
}

impl Finding {
    pub(super) fn ok(check: &'static str, message: &str) -> Self {
        Self {
            check,
            status: Health::Ok,
            message: message.to_owned(),
            advice: None,
        }
    }

    pub(super) fn warn(check: &'static str, message: &str, advice: &str) -> Self {
        Self {
            status: Health::Warn,
            advice: Some(advice.to_owned()),
            ..Self::ok(check, message)
        }
    }

    pub(super) fn fail(check: &'static str, message: &str, advice: &str) -> Self {
        Self {
            status: Health::Fail,
            ..Self::warn(check, message, advice)
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = match self.status {
            Health::Ok => "ok  ",
            Health::Warn => "warn",
            Health::Fail => "FAIL",
        };
        write!(f, "{status}  {:<9} {}", self.check, self.message)?;
        match &self.advice {
            Some(advice) => write!(f, ": {advice}"),
            None => Ok(()),
        }
    }
}
