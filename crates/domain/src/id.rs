//! Typed identifiers: a case id cannot be passed where a person id is meant.

use std::fmt;
use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The id of a `T`: a `UUIDv7` (RFC 9562, section 5.7). Ids order by time and are no secrets.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id<T> {
    uuid: Uuid,
    #[serde(skip)]
    of: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// Wraps an id that was stored or sent before.
    #[must_use]
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self {
            uuid,
            of: PhantomData,
        }
    }

    /// Makes a new id from the moment and ten random bytes.
    #[must_use]
    pub fn new(now: DateTime<Utc>, random: &[u8; 10]) -> Self {
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        Self::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, random).into_uuid())
    }

    /// The bare UUID, for the database and for links.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<T> std::hash::Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.uuid, f)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.uuid, f)
    }
}

/// Marker: a person who logs in.
pub enum Person {}
/// Marker: a team of analysts.
pub enum Team {}
/// Marker: a referral to the police.
pub enum ReferralMark {}
/// Marker: a row of the outbox.
pub enum OutboxMark {}
/// Marker: a caller's API key.
pub enum ApiKeyMark {}
/// Marker: a report.
pub enum ReportMark {}
/// Marker: a case.
pub enum CaseMark {}
/// Marker: a clock.
pub enum ClockMark {}
/// Marker: a person named in a report (GDPR: a data subject).
pub enum SubjectMark {}
/// Marker: an event, as the place of its content.
pub enum EventMark {}
/// Marker: a reason not to erase or delete.
pub enum HoldMark {}
/// Marker: a session of a logged-in person.
pub enum SessionMark {}
/// Marker: a secret of an authenticator app.
pub enum TotpMark {}
/// Marker: a passkey.
pub enum PasskeyMark {}
/// Marker: a challenge given to a browser.
pub enum CeremonyMark {}
/// Marker: a recovery of a person who has lost everything.
pub enum RecoveryMark {}

/// Marker: a file of a report.
pub enum AttachmentMark {}
/// Marker: a login at an identity provider that is under way.
pub enum LoginAttemptMark {}

/// Marker: somebody who wants to be called.
pub enum CallBackMark {}

/// Id of somebody who wants to be called.
pub type CallBackId = Id<CallBackMark>;
/// Id of a case.
pub type CaseId = Id<CaseMark>;
/// Id of a report.
pub type ReportId = Id<ReportMark>;
/// Id of a person.
pub type PersonId = Id<Person>;
/// Id of a team.
pub type TeamId = Id<Team>;
/// Id of a referral.
pub type ReferralId = Id<ReferralMark>;
/// Id of an outbox row; the mail's `Message-ID` is made from it.
pub type OutboxId = Id<OutboxMark>;
/// Id of an API key.
pub type ApiKeyId = Id<ApiKeyMark>;
/// Id of a clock.
pub type ClockId = Id<ClockMark>;
/// Id of a person named in a report, and of that person's data key.
pub type SubjectId = Id<SubjectMark>;
/// Id under which an event's content is sealed.
pub type EventUid = Id<EventMark>;
/// Id of a file of a report, and of its data key.
pub type AttachmentId = Id<AttachmentMark>;
/// Id of a legal hold.
pub type HoldId = Id<HoldMark>;
/// Id of a session.
pub type SessionId = Id<SessionMark>;
/// Id of a login at an identity provider that is under way.
pub type LoginAttemptId = Id<LoginAttemptMark>;
/// Id of a secret of an authenticator app.
pub type TotpId = Id<TotpMark>;
/// Id of a passkey.
pub type PasskeyId = Id<PasskeyMark>;
/// Id of a challenge given to a browser.
pub type CeremonyId = Id<CeremonyMark>;
/// Id of a recovery.
pub type RecoveryId = Id<RecoveryMark>;
