//! A message owed to someone, and what a mail may say.
//!
//! The mailbox may be the attacker's (design.md, rule 9): a mail carries the number, general advice
//! and a link, never words from the case. [`Mail`] has no field that could hold any.

pub mod budget;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::kind::Kind;
use crate::language::Language;
use crate::number::ReportNumber;
use crate::stage::StageName;

coded_enum! {
    /// Which mail.
    pub enum MailName {
        /// We have received your report.
        Received = "received",
        /// We have a question.
        Question = "question",
        /// There is a message from us.
        Message = "message",
        /// Your case has been handed to the police.
        HandedToPolice = "handed_to_police",
        /// The police have answered.
        PoliceAnswer = "police_answer",
        /// Your case is resolved.
        Resolved = "resolved",
        /// A stage of your notice to the authorities is due soon.
        StageReminder = "stage_reminder",
        /// To us: a restricted case was opened in an emergency.
        EmergencyAccess = "emergency_access",
    }
}

impl MailName {
    /// Whether it goes to one of us; all others go to a reporter.
    #[must_use]
    pub const fn is_for_staff(self) -> bool {
        matches!(self, Self::EmergencyAccess)
    }

    /// Whether nobody at the desk wrote it: whoever files reports can cause any number of them.
    #[must_use]
    pub const fn is_automatic(self) -> bool {
        matches!(self, Self::Received | Self::StageReminder)
    }
}

/// A snapshot of what a mail needs. Old rows outlive deployments: `version` says which shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Shape of this payload.
    pub version: u8,
    /// Which mail.
    pub name: MailName,
    /// The report's number.
    pub number: ReportNumber,
    /// The kind, for general advice; only in `received`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// When the reporter hears from us next; only in `received`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_update_due: Option<DateTime<Utc>>,
    /// What is due; only in `stage_reminder`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<StageName>,
    /// When it is; only in `stage_reminder`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<Utc>>,
}

/// A mail with its recipient, as the outbox keeps it for the worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter<M = Mail> {
    /// One address.
    pub to: String,
    /// The recipient's language.
    pub language: Language,
    /// What to say.
    pub mail: M,
}

impl Mail {
    /// A mail that says only that there is news.
    #[must_use]
    pub const fn news(name: MailName, number: ReportNumber) -> Self {
        Self {
            version: 1,
            name,
            number,
            kind: None,
            next_update_due: None,
            stage: None,
            due_at: None,
        }
    }

    /// News for one of us. A worker from before there were any leaves it to a newer one.
    #[must_use]
    pub const fn notice(name: MailName, number: ReportNumber) -> Self {
        Self {
            version: 2,
            name,
            number,
            kind: None,
            next_update_due: None,
            stage: None,
            due_at: None,
        }
    }

    /// That a stage is due. A worker from before there were any leaves it to a newer one.
    #[must_use]
    pub const fn stage_reminder(
        number: ReportNumber,
        stage: StageName,
        due_at: DateTime<Utc>,
    ) -> Self {
        Self {
            version: 3,
            name: MailName::StageReminder,
            number,
            kind: None,
            next_update_due: None,
            stage: Some(stage),
            due_at: Some(due_at),
        }
    }

    /// The acknowledgement with general first aid.
    #[must_use]
    pub const fn received(
        number: ReportNumber,
        kind: Kind,
        next_update_due: DateTime<Utc>,
    ) -> Self {
        Self {
            version: 1,
            name: MailName::Received,
            number,
            kind: Some(kind),
            next_update_due: Some(next_update_due),
            stage: None,
            due_at: None,
        }
    }
}
