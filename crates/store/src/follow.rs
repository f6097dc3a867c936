//! A report as its owner may see it, through doors that demand the keyed hash of its access code.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use domain::case::status::{Ownership, Status};
use domain::content::Sealed;
use domain::event::EventName;
use domain::id::{CaseId, EventUid, Id, ReferralId, ReportId};
use domain::number::ReportNumber;
use domain::referral::State;
use domain::severity::Severity;
use uuid::Uuid;

use crate::persons::{StoredPerson, part_of};
use crate::{Error, Tx};

/// The key to one report.
#[derive(Debug, Clone)]
pub struct Door {
    /// The report's number.
    pub number: ReportNumber,
    /// Keyed hash of its access code.
    pub code_hash: Vec<u8>,
}

/// A report behind its door.
#[derive(Debug, Clone)]
pub struct OwnReport {
    /// Id of the report.
    pub report: ReportId,
    /// Its case.
    pub case: CaseId,
    /// Where the case stands.
    pub status: Status,
    /// Whether somebody owns the case.
    pub ownership: Ownership,
    /// Version of the case, for compare-and-set.
    pub case_version: i32,
    /// How bad the case is.
    pub severity: Severity,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// Reads as `domain::report::Report`, without the persons named in it.
    pub content: Sealed,
    /// Version of the content.
    pub content_version: i32,
    /// Reads as `domain::consent::Consents`.
    pub consents: Sealed,
    /// Version of the consents.
    pub consents_version: i32,
    /// The report's data key, for the holder of the code.
    pub key_seal: Sealed,
    /// When the reporter hears from us.
    pub next_update_due: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct OwnRow {
    #[diesel(sql_type = SqlUuid)]
    report_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    case_id: Uuid,
    #[diesel(sql_type = Text)]
    case_status: String,
    #[diesel(sql_type = Bool)]
    case_owned: bool,
    #[diesel(sql_type = Integer)]
    case_version: i32,
    #[diesel(sql_type = Text)]
    case_severity: String,
    #[diesel(sql_type = Timestamptz)]
    received_at: DateTime<Utc>,
    #[diesel(sql_type = Binary)]
    content: Vec<u8>,
    #[diesel(sql_type = Integer)]
    content_version: i32,
    #[diesel(sql_type = Binary)]
    consents: Vec<u8>,
    #[diesel(sql_type = Integer)]
    consents_version: i32,
    #[diesel(sql_type = Nullable<Binary>)]
    key_seal: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    next_update_due: Option<DateTime<Utc>>,
}

/// Opens the door; an unknown number and a wrong code are the same [`Error::NotFound`].
pub fn report(tx: &mut Tx<'_>, door: &Door) -> Result<OwnReport, Error> {
    let row: OwnRow = diesel::sql_query("SELECT * FROM follow($1, $2)")
        .bind::<Text, _>(door.number.as_str())
        .bind::<Binary, _>(&door.code_hash)
        .get_result(tx.conn)?;
    Ok(OwnReport {
        report: Id::from_uuid(row.report_id),
        case: Id::from_uuid(row.case_id),
        status: Status::from_code(&row.case_status).ok_or_else(|| Error::Corrupt {
            table: "cases",
            column: "status",
            id: row.case_id.to_string(),
        })?,
        ownership: if row.case_owned {
            Ownership::Owned
        } else {
            Ownership::Unowned
        },
        case_version: row.case_version,
        severity: Severity::from_code(&row.case_severity).ok_or_else(|| Error::Corrupt {
            table: "cases",
            column: "severity",
            id: row.case_id.to_string(),
        })?,
        received_at: row.received_at,
        content: Sealed::from_stored(row.content),
        content_version: row.content_version,
        consents: Sealed::from_stored(row.consents),
        consents_version: row.consents_version,
        // Destroyed: nothing opens any more, and the caller finds that out by opening.
        key_seal: Sealed::from_stored(row.key_seal.unwrap_or_default()),
        next_update_due: row.next_update_due,
    })
}

/// A person named in the report, with the person's key as the report's key opens it.
#[derive(Debug, Clone)]
pub struct OwnPerson {
    /// The row.
    pub person: StoredPerson,
    /// The sealed key.
    pub key_seal: Sealed,
}

#[derive(QueryableByName)]
struct PersonRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    part: String,
    #[diesel(sql_type = Binary)]
    content: Vec<u8>,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Binary)]
    key_seal: Vec<u8>,
}

/// The persons named in the report who are not erased.
pub fn persons(tx: &mut Tx<'_>, door: &Door, report: ReportId) -> Result<Vec<OwnPerson>, Error> {
    let rows: Vec<PersonRow> = diesel::sql_query("SELECT * FROM follow_persons($1, $2)")
        .bind::<Text, _>(door.number.as_str())
        .bind::<Binary, _>(&door.code_hash)
        .load(tx.conn)?;
    rows.into_iter()
        .map(|row| {
            Ok(OwnPerson {
                person: StoredPerson {
                    id: Id::from_uuid(row.id),
                    report,
                    part: part_of(&row.part, row.id)?,
                    content: Some(Sealed::from_stored(row.content)),
                    version: row.version,
                },
                key_seal: Sealed::from_stored(row.key_seal),
            })
        })
        .collect()
}

/// What the reporter may read of the timeline.
#[derive(Debug, Clone)]
pub struct OwnEvent {
    /// The place of its content.
    pub uid: EventUid,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub name: EventName,
    /// Whether the content is a copy of what all reporters of the case may read.
    pub is_copy: bool,
    /// Reads as `domain::event::EventBody`; none when the name says all.
    pub content: Option<Sealed>,
    /// Version of the content.
    pub content_version: i32,
}

#[derive(QueryableByName)]
struct EventRow {
    #[diesel(sql_type = SqlUuid)]
    uid: Uuid,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    is_copy: bool,
    #[diesel(sql_type = Nullable<Binary>)]
    content: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    content_version: i32,
}

/// The timeline as the reporter may see it, oldest first.
pub fn events(tx: &mut Tx<'_>, door: &Door) -> Result<Vec<OwnEvent>, Error> {
    let rows: Vec<EventRow> = diesel::sql_query("SELECT * FROM follow_events($1, $2)")
        .bind::<Text, _>(door.number.as_str())
        .bind::<Binary, _>(&door.code_hash)
        .load(tx.conn)?;
    rows.into_iter()
        .map(|row| {
            let name = EventName::from_code(&row.name).ok_or_else(|| Error::Corrupt {
                table: "events",
                column: "name",
                id: row.uid.to_string(),
            })?;
            Ok(OwnEvent {
                uid: Id::from_uuid(row.uid),
                at: row.at,
                name,
                is_copy: row.is_copy,
                content: row.content.map(Sealed::from_stored),
                content_version: row.content_version,
            })
        })
        .collect()
}

/// A referral as the reporter may see it.
#[derive(Debug, Clone)]
pub struct OwnReferral {
    /// Which.
    pub id: ReferralId,
    /// Where it stands.
    pub state: State,
    /// When the package was made.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When the police fetched it.
    pub delivered_at: Option<DateTime<Utc>>,
    /// Last step.
    pub updated_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct ReferralRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    submitted_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    delivered_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    updated_at: DateTime<Utc>,
}

/// The referrals of the report's case that were submitted.
pub fn referrals(tx: &mut Tx<'_>, door: &Door) -> Result<Vec<OwnReferral>, Error> {
    let rows: Vec<ReferralRow> = diesel::sql_query("SELECT * FROM follow_referrals($1, $2)")
        .bind::<Text, _>(door.number.as_str())
        .bind::<Binary, _>(&door.code_hash)
        .load(tx.conn)?;
    rows.into_iter()
        .map(|row| {
            Ok(OwnReferral {
                id: Id::from_uuid(row.id),
                state: State::from_code(&row.state).ok_or_else(|| Error::Corrupt {
                    table: "referrals",
                    column: "state",
                    id: row.id.to_string(),
                })?,
                submitted_at: row.submitted_at,
                delivered_at: row.delivered_at,
                updated_at: row.updated_at,
            })
        })
        .collect()
}

diesel::define_sql_function! {
    /// Adds the reporter's text.
    fn reporter_message(number: Text, code_hash: Binary, version: Integer, next_status: Text,
        uid: SqlUuid, content: Binary, now: Timestamptz) -> Bool;
}
/// Adds the reporter's text and moves the case. [`Error::Stale`]: somebody else moved it first.
pub fn add_message(
    tx: &mut Tx<'_>,
    door: &Door,
    case_version: i32,
    next: Status,
    (uid, content): (EventUid, &Sealed),
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let added: bool = diesel::select(reporter_message(
        door.number.as_str(),
        &door.code_hash,
        case_version,
        next.code(),
        uid.uuid(),
        content.as_stored(),
        now,
    ))
    .get_result(tx.conn)?;
    if added { Ok(()) } else { Err(Error::Stale) }
}

/// New consents of a report.
#[derive(Debug, Clone)]
pub struct NewConsents {
    /// Sealed for `version`.
    pub consents: Sealed,
    /// One more than the version that was read.
    pub version: i32,
    /// The event that tells it.
    pub event: (EventUid, Sealed),
    /// Whether every referral that rests on consent and is not yet delivered stops.
    pub withdraws: bool,
}

#[derive(QueryableByName)]
struct ChangedRow {
    #[diesel(sql_type = Bool)]
    changed: bool,
}

/// Changes the consents. [`Error::Stale`]: somebody else changed them first, or the code was
/// replaced.
pub fn set_consents(
    tx: &mut Tx<'_>,
    door: &Door,
    new: &NewConsents,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (uid, event) = &new.event;
    let row: ChangedRow =
        diesel::sql_query("SELECT reporter_consents($1, $2, $3, $4, $5, $6, $7, $8) AS changed")
            .bind::<Text, _>(door.number.as_str())
            .bind::<Binary, _>(&door.code_hash)
            .bind::<Binary, _>(new.consents.as_stored())
            .bind::<Integer, _>(new.version)
            .bind::<SqlUuid, _>(uid.uuid())
            .bind::<Binary, _>(event.as_stored())
            .bind::<Bool, _>(new.withdraws)
            .bind::<Timestamptz, _>(now)
            .get_result(tx.conn)?;
    if row.changed {
        Ok(())
    } else {
        Err(Error::Stale)
    }
}
