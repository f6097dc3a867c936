//! One line of what happened to a case. Append-only; the timeline, feeds and the audit trail read it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

coded_enum! {
    /// What happened.
    pub enum EventName {
        /// A report opened the case.
        CaseOpened = "case.opened",
        /// A further report joined the case.
        ReportJoined = "report.joined",
        /// A program may have sent the report: why it looks so.
        SuspectedFlood = "report.suspected_flood",
        /// A transition changed the status.
        StatusChanged = "case.status_changed",
        /// Another owner.
        OwnerChanged = "case.owner_changed",
        /// Another classification.
        Classified = "case.classified",
        /// Another severity.
        SeverityChanged = "case.severity_changed",
        /// Another TLP label.
        TlpChanged = "case.tlp_changed",
        /// An internal note.
        Note = "note",
        /// The reporter wrote.
        MessageFromReporter = "message.from_reporter",
        /// We wrote to the reporter.
        MessageToReporter = "message.to_reporter",
        /// We asked the reporter.
        Question = "message.question",
        /// We told the reporter what came of it.
        Resolution = "message.resolution",
        /// The register told what the reporter had left out of the firm.
        OrganisationFilled = "organisation.filled",
        /// A file from the reporter is here as a whole.
        AttachmentReceived = "attachment.received",
        /// The reporter wrote a stage of the notice to the authorities, or wrote it anew.
        StageAdded = "stage.added",
        /// The firm says that it has sent a stage to the authority, or that it has not.
        StageMarked = "stage.marked",
        /// The reporter was reminded that a stage is due.
        StageReminded = "stage.reminded",
        /// One of us took a file out.
        AttachmentDownloaded = "attachment.downloaded",
        /// The reporter changed a consent.
        ConsentChanged = "report.consent_changed",
        /// A lost access code was replaced.
        CodeReplaced = "report.code_replaced",
        /// Whoever sent a report may be the cause, and reaches it no more.
        SenderShutOut = "report.sender_shut_out",
        /// How well it is known that a reporter speaks for the firm.
        IdentityAssured = "report.identity_assured",
        /// Who may reach the case was changed.
        AccessChanged = "access.changed",
        /// A restricted case was opened in an emergency.
        EmergencyAccess = "access.emergency",
        /// A referral was drafted.
        ReferralDrafted = "referral.drafted",
        /// Submitted for approval.
        ReferralSubmitted = "referral.submitted",
        /// Rejected, back to draft.
        ReferralRejected = "referral.rejected",
        /// Approved and signed.
        ReferralApproved = "referral.approved",
        /// Withdrawn.
        ReferralWithdrawn = "referral.withdrawn",
        /// The police fetched it.
        ReferralDelivered = "referral.delivered",
        /// The police gave it a case number.
        ReferralAcknowledged = "referral.acknowledged",
        /// The police took it on.
        ReferralAccepted = "referral.accepted",
        /// The police declined.
        ReferralDeclined = "referral.declined",
        /// The police asked for more.
        ReferralMoreInformation = "referral.more_information",
        /// The police told the outcome.
        ReferralConcluded = "referral.concluded",
        /// All we hold about a person or firm was handed out to them.
        DataExported = "privacy.exported",
        /// The documents of the case were handed out, persons blanked.
        DocumentsExported = "privacy.documents_exported",
        /// A person was erased from the case.
        PersonErased = "privacy.person_erased",
        /// A legal hold keeps the case from erasure and deletion.
        HoldAdded = "privacy.hold_added",
        /// A legal hold ended.
        HoldReleased = "privacy.hold_released",
        /// The content was deleted under a decision of the archives.
        ContentDeleted = "privacy.content_deleted",
    }
}

coded_enum! {
    /// Who may read an event.
    pub enum Audience {
        /// Staff only.
        Internal = "internal",
        /// Also the reporter.
        Reporter = "reporter",
    }
}

/// The content of an event. Empty for events whose name says all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventBody {
    /// Words of a person: a note, a message, a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Facts of the change, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
}

impl EventBody {
    /// An event with words.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: Some(text.into()),
            ..Self::default()
        }
    }

    /// Adds a fact.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers hand over codes and numbers"
    )]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.facts.insert(name.to_owned(), value.to_string());
        self
    }
}
