//! Every place in the database that holds sealed content. A test compares this list with the schema.

use domain::id::{
    AttachmentId, CallBackId, CeremonyId, EventUid, HoldId, LoginAttemptId, OutboxId, PasskeyId,
    ReferralId, ReportId, SessionId, SubjectId, TotpId,
};
use uuid::Uuid;

use crate::cell::Cell;

macro_rules! places {
    ($($(#[$meta:meta])* $name:ident($id:ty) = $table:literal . $column:literal;)+) => {
        /// Table and column of every place.
        pub const ALL: &[(&str, &str)] = &[$(($table, $column)),+];

        $($(#[$meta])*
        #[must_use]
        pub const fn $name(id: $id, version: i32) -> Cell {
            Cell { table: $table, column: $column, row: id.uuid(), version }
        })+
    };
}

places! {
    /// A report without the persons named in it.
    report_content(ReportId) = "reports"."content";
    /// The consents that hold now.
    report_consents(ReportId) = "reports"."consents";
    /// A person named in a report.
    person(SubjectId) = "persons"."content";
    /// The body of an event.
    event(EventUid) = "events"."content";
    /// The body of an event, for one reporter.
    event_copy(EventUid) = "event_copies"."content";
    /// Why a case goes to the police.
    referral_basis(ReferralId) = "referrals"."basis";
    /// The exact bytes for the police.
    referral_package(ReferralId) = "referrals"."package";
    /// The police's own number.
    referral_police_case_number(ReferralId) = "referrals"."police_case_number";
    /// A mail with its recipient.
    letter(OutboxId) = "outbox"."payload";
    /// Somebody who wants to be called, and what they have written.
    call_back(CallBackId) = "call_backs"."content";
    /// What came of a call.
    call_back_reason(CallBackId) = "call_backs"."reason";
    /// What a file is: its name, its hashes, and where its pieces lie.
    attachment(AttachmentId) = "attachments"."content";
    /// What the scanner said of a file.
    attachment_verdict(AttachmentId) = "attachments"."verdict";
    /// Why something must not be erased yet.
    hold_reason(HoldId) = "legal_holds"."reason";
    /// An answer that is given again when it is asked for again.
    answer(AnswerId) = "request_keys"."response";
    /// A report that is being written.
    draft(AnswerId) = "drafts"."content";
    /// A firm that the live register is to be asked about.
    register_question(ReportId) = "register_questions"."content";
    /// What it said.
    register_answer(AnswerId) = "register_answers"."content";
    /// What a login at an identity provider must bring back.
    login_attempt(LoginAttemptId) = "oidc_attempts"."secrets";
    /// What an identity provider said of the person behind a session.
    id_token(SessionId) = "oidc_sessions"."id_token";
    /// The secret of an authenticator app.
    totp_secret(TotpId) = "totp_secrets"."secret";
    /// A passkey as it was registered, with its counter.
    passkey(PasskeyId) = "passkeys"."credential";
    /// What a browser was asked.
    ceremony(CeremonyId) = "ceremonies"."state";
}

/// The row of a kept answer or draft: the first half of its key's hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerId(Uuid);

impl AnswerId {
    /// From the keyed hash under which the answer is kept.
    #[must_use]
    pub fn of(key_hash: &[u8]) -> Self {
        let half = key_hash.first_chunk::<16>().copied().unwrap_or_default();
        Self(Uuid::from_bytes(half))
    }

    const fn uuid(self) -> Uuid {
        self.0
    }
}
