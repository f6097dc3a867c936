//! The audit trail beside the events: who read what, who came in, and what was ordered.
//!
//! A change of a case is an event. Everything else that somebody must be able to prove later is a
//! line here: every reading of content, every login, every change of a right. A line holds codes
//! and ids, never content and never an address of a network.

use uuid::Uuid;

use crate::id::{CaseId, PersonId, ReferralId, ReportId};

coded_enum! {
    /// What somebody did, or tried.
    pub enum Act {
        /// The page of a case was opened.
        CaseRead = "case.read",
        /// The timeline of a case was opened.
        TimelineRead = "case.timeline_read",
        /// Cases were listed or searched for.
        CasesListed = "cases.listed",
        /// The queue was listed.
        QueueListed = "queue.listed",
        /// Those who want to be called were listed.
        CallBacksListed = "call_backs.listed",
        /// Somebody said what came of a call.
        CallBackDone = "call_back.done",
        /// Events of a case were read in the feed over all cases.
        FeedRead = "feed.read",
        /// Referrals were listed.
        ReferralsListed = "referrals.listed",
        /// Staff looked at a referral.
        ReferralRead = "referral.read",
        /// The police fetched the document of a referral.
        ReferralDownloaded = "referral.downloaded",
        /// A reporter read the own report.
        ReportFollowed = "report.followed",
        /// A calling system read a report it had sent.
        ReportReadByKey = "report.read_by_key",
        /// A file of a report was taken out.
        AttachmentDownloaded = "attachment.downloaded",
        /// An extract of the public register was loaded.
        RegisterImported = "register.imported",
        /// The scanner was asked about a file.
        AttachmentScanned = "attachment.scanned",
        /// An answer that was given before was given again.
        AnswerRepeated = "answer.repeated",
        /// Somebody asked for what they may not do or see.
        AccessRefused = "access.refused",
        /// A case was opened without the right to it, in an emergency.
        BreakGlass = "break_glass.opened",
        /// The audit trail was searched.
        AuditSearched = "audit.searched",
        /// The audit trail was exported.
        AuditExported = "audit.exported",
        /// Somebody logged in, or tried.
        Login = "session.login",
        /// A session went on with new tokens, or was to.
        SessionRefreshed = "session.refreshed",
        /// A refresh token came a second time: its whole family ended.
        SessionReused = "session.reused",
        /// Somebody proved who they are again within a session, or tried.
        Reauthenticated = "session.reauthenticated",
        /// Somebody logged out.
        Logout = "session.logout",
        /// A session was ended by something else than logging out.
        SessionEnded = "session.ended",
        /// An account or an address must wait after too many failures.
        SoftLocked = "session.soft_locked",
        /// A second factor was added.
        FactorAdded = "factor.added",
        /// A second factor was taken away.
        FactorRemoved = "factor.removed",
        /// A password was changed.
        PasswordChanged = "password.changed",
        /// Somebody lost access and asked for it back.
        RecoveryBegun = "recovery.begun",
        /// A colleague vouched for who lost access.
        RecoveryApproved = "recovery.approved",
        /// Access came back.
        RecoveryDone = "recovery.done",
        /// A person was added.
        PersonAdded = "person.added",
        /// A person was locked out for good.
        PersonDisabled = "person.disabled",
        /// A person may log in again.
        PersonEnabled = "person.enabled",
        /// Another role.
        RoleChanged = "person.role_changed",
        /// Other teams.
        TeamsChanged = "person.teams_changed",
        /// A login of a provider belongs to a person.
        IdentityLinked = "person.identity_linked",
        /// Somebody was put on or taken off the list of those who need to know of a case.
        NeedToKnowChanged = "case.need_to_know_changed",
        /// A case was restricted to its list, or opened to its team again.
        RestrictionChanged = "case.restriction_changed",
        /// A key of a calling system was made.
        ApiKeyMade = "api_key.made",
        /// A key of a calling system was revoked.
        ApiKeyRevoked = "api_key.revoked",
        /// A key of a calling system was used for the first time.
        ApiKeyFirstUsed = "api_key.first_used",
        /// A key of a calling system was refused.
        ApiKeyRefused = "api_key.refused",
        /// Missing keys were made.
        KeysGenerated = "keys.generated",
        /// A sealing key was replaced.
        KeysRotated = "keys.rotated",
        /// The escrow was made or brought up to date.
        KeysEscrowed = "keys.escrowed",
        /// Key files came back from the escrow.
        KeysRecovered = "keys.recovered",
        /// Somebody was looked for in all cases.
        PrivacySearched = "privacy.searched",
        /// All we hold about somebody was handed out, of this case.
        PrivacyExported = "privacy.exported",
        /// The documents of a case were handed out.
        DocumentsExported = "privacy.documents_exported",
        /// A person was erased from a case: names what was sealed again.
        PrivacyErased = "privacy.erased",
        /// The legal holds were listed with their reasons.
        HoldsListed = "privacy.holds_listed",
        /// A case was put on hold.
        HoldAdded = "privacy.hold_added",
        /// The holds of a case ended.
        HoldReleased = "privacy.hold_released",
        /// A decision of the archives was recorded.
        RetentionDecided = "retention.decided",
        /// The content of a case was deleted.
        RetentionDeleted = "retention.deleted",
        /// A backup was made.
        BackupMade = "backup.made",
        /// This database was restored from a backup.
        BackupRestored = "backup.restored",
    }
}

coded_enum! {
    /// What came of it.
    pub enum Outcome {
        /// It was done.
        Done = "done",
        /// It was not allowed.
        Refused = "refused",
        /// It was allowed and did not work.
        Failed = "failed",
    }
}

/// A line of the audit trail before it is written. The session and the trace id come from the request
/// it is written in.
#[derive(Debug, Clone)]
pub struct Record {
    /// What.
    pub act: Act,
    /// What came of it.
    pub outcome: Outcome,
    /// The calling system's key.
    pub api_key: Option<Uuid>,
    /// The session, when it is not that of the request: a login.
    pub session: Option<Uuid>,
    /// About this case.
    pub case: Option<CaseId>,
    /// About this report.
    pub report: Option<ReportId>,
    /// About this referral.
    pub referral: Option<ReferralId>,
    /// About this person.
    pub person: Option<PersonId>,
    /// Codes, ids and numbers by name.
    pub detail: Vec<(&'static str, serde_json::Value)>,
}

impl Record {
    /// Something that was done.
    #[must_use]
    pub const fn done(act: Act) -> Self {
        Self {
            act,
            outcome: Outcome::Done,
            api_key: None,
            session: None,
            case: None,
            report: None,
            referral: None,
            person: None,
            detail: Vec::new(),
        }
    }

    /// Something that was not allowed.
    #[must_use]
    pub fn refused(act: Act) -> Self {
        Self {
            outcome: Outcome::Refused,
            ..Self::done(act)
        }
    }

    /// Something that was allowed and did not work.
    #[must_use]
    pub fn failed(act: Act) -> Self {
        Self {
            outcome: Outcome::Failed,
            ..Self::done(act)
        }
    }

    /// Done with this key of a calling system.
    #[must_use]
    pub fn with_key(mut self, api_key: Uuid) -> Self {
        self.api_key = Some(api_key);
        self
    }

    /// In this session.
    #[must_use]
    pub fn in_session(mut self, session: Uuid) -> Self {
        self.session = Some(session);
        self
    }

    /// About this case.
    #[must_use]
    pub fn case(mut self, case: CaseId) -> Self {
        self.case = Some(case);
        self
    }

    /// About this report.
    #[must_use]
    pub fn report(mut self, report: ReportId) -> Self {
        self.report = Some(report);
        self
    }

    /// About this referral.
    #[must_use]
    pub fn referral(mut self, referral: ReferralId) -> Self {
        self.referral = Some(referral);
        self
    }

    /// About this person.
    #[must_use]
    pub fn person(mut self, person: PersonId) -> Self {
        self.person = Some(person);
        self
    }

    /// Adds a code, an id or a number.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<serde_json::Value>) -> Self {
        self.detail.push((name, value.into()));
        self
    }
}

coded_enum! {
    /// What the chain seals.
    pub enum Source {
        /// A row of `events`.
        Event = "event",
        /// A row of `audit`.
        Audit = "audit",
    }
}
