//! A report as its owner may see it, through doors that demand the keyed hash of its access code.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use domain::case::status::{Ownership, Status};
use domain::content::Content;
use domain::event::EventName;
use domain::id::{CaseId, Id, ReportId};
use domain::number::ReportNumber;
use domain::referral::State;
use domain::severity::Severity;
use uuid::Uuid;

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
    /// Reads as `domain::report::Report`.
    pub content: Content,
    /// Reads as `domain::consent::Consents`.
    pub consents: Content,
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
    #[diesel(sql_type = Binary)]
    consents: Vec<u8>,
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
        content: Content::from_stored(row.content),
        consents: Content::from_stored(row.consents),
        next_update_due: row.next_update_due,
    })
}

/// What the reporter may read of the timeline.
#[derive(Debug, Clone)]
pub struct OwnEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub name: EventName,
    /// Reads as `domain::event::EventBody`.
    pub content: Content,
}

#[derive(QueryableByName)]
struct EventRow {
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Binary)]
    content: Vec<u8>,
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
                id: row.name.clone(),
            })?;
            Ok(OwnEvent {
                at: row.at,
                name,
                content: Content::from_stored(row.content),
            })
        })
        .collect()
}

/// A referral as the reporter may see it.
#[derive(Debug, Clone)]
pub struct OwnReferral {
    /// Where it stands.
    pub state: State,
    /// When the package was made.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When the police fetched it.
    pub delivered_at: Option<DateTime<Utc>>,
    /// Last step.
    pub updated_at: DateTime<Utc>,
    /// Reads as text.
    pub police_case_number: Option<Content>,
}

#[derive(QueryableByName)]
struct ReferralRow {
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    submitted_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    delivered_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    updated_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Binary>)]
    police_case_number: Option<Vec<u8>>,
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
                state: State::from_code(&row.state).ok_or_else(|| Error::Corrupt {
                    table: "referrals",
                    column: "state",
                    id: row.state.clone(),
                })?,
                submitted_at: row.submitted_at,
                delivered_at: row.delivered_at,
                updated_at: row.updated_at,
                police_case_number: row.police_case_number.map(Content::from_stored),
            })
        })
        .collect()
}

diesel::define_sql_function! {
    /// Adds the reporter's text.
    fn reporter_message(number: Text, code_hash: Binary, version: Integer, next_status: Text,
        content: Binary, now: Timestamptz) -> Bool;
}
diesel::define_sql_function! {
    /// Changes the reporter's consents.
    fn reporter_consents(number: Text, code_hash: Binary, consents: Binary, event: Binary,
        withdraws: Bool, empty: Binary, now: Timestamptz) -> Bool;
}

/// Adds the reporter's text and moves the case. [`Error::Stale`]: somebody else moved it first.
pub fn add_message(
    tx: &mut Tx<'_>,
    door: &Door,
    case_version: i32,
    next: Status,
    content: &Content,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let added: bool = diesel::select(reporter_message(
        door.number.as_str(),
        &door.code_hash,
        case_version,
        next.code(),
        content.as_stored(),
        now,
    ))
    .get_result(tx.conn)?;
    if added { Ok(()) } else { Err(Error::Stale) }
}

/// Changes the consents; `withdraws` stops every referral that rests on consent and is not yet
/// delivered.
pub fn set_consents(
    tx: &mut Tx<'_>,
    door: &Door,
    consents: &Content,
    event: &Content,
    withdraws: bool,
    empty: &Content,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let changed: bool = diesel::select(reporter_consents(
        door.number.as_str(),
        &door.code_hash,
        consents.as_stored(),
        event.as_stored(),
        withdraws,
        empty.as_stored(),
        now,
    ))
    .get_result(tx.conn)?;
    if changed {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}
