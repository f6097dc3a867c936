//! Events: append-only, written in the same transaction as what they tell.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Binary, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use domain::access::Actor;
use domain::content::Sealed;
use domain::event::{Audience, EventName};
use domain::id::{CaseId, EventUid, Id, PersonId, ReportId};
use uuid::Uuid;

use crate::schema::{event_copies, events, reports};
use crate::{Error, Tx};

/// An event to append.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// The place of its content.
    pub uid: EventUid,
    /// The case.
    pub case: CaseId,
    /// Only for this report's reporter; none means the whole case.
    pub report: Option<ReportId>,
    /// What.
    pub name: EventName,
    /// Who may read it.
    pub audience: Audience,
    /// The body, under the key of the report or of the case.
    pub content: Sealed,
    /// The body again for each reporter who may read it, under the key of the report.
    pub copies: Vec<(ReportId, Sealed)>,
}

/// An event that was written.
#[derive(Debug, Clone)]
pub struct Event {
    /// Grows with each event; not without gaps.
    pub id: i64,
    /// The place of its content.
    pub uid: EventUid,
    /// The writing transaction: the order of feeds.
    pub xid: i64,
    /// The case.
    pub case: CaseId,
    /// The report it is about, if only one.
    pub report: Option<ReportId>,
    /// When.
    pub at: DateTime<Utc>,
    /// In which role somebody acted.
    pub actor_role: String,
    /// Who.
    pub actor: Option<PersonId>,
    /// What.
    pub name: EventName,
    /// Who may read it.
    pub audience: Audience,
    /// The body; none when the name says all.
    pub content: Option<Sealed>,
    /// Version of the body.
    pub content_version: i32,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    xid: i64,
    #[diesel(sql_type = SqlUuid)]
    case_id: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    report_id: Option<Uuid>,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    actor_role: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    actor_id: Option<Uuid>,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    audience: String,
    #[diesel(sql_type = Nullable<Binary>)]
    content: Option<Vec<u8>>,
    #[diesel(sql_type = SqlUuid)]
    uid: Uuid,
    #[diesel(sql_type = Integer)]
    content_version: i32,
}

impl TryFrom<Row> for Event {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let corrupt = |column| Error::Corrupt {
            table: "events",
            column,
            id: row.id.to_string(),
        };
        Ok(Self {
            id: row.id,
            xid: row.xid,
            case: Id::from_uuid(row.case_id),
            report: row.report_id.map(Id::from_uuid),
            at: row.at,
            actor_role: row.actor_role.clone(),
            actor: row.actor_id.map(Id::from_uuid),
            name: EventName::from_code(&row.name).ok_or_else(|| corrupt("name"))?,
            audience: Audience::from_code(&row.audience).ok_or_else(|| corrupt("audience"))?,
            content: row.content.map(Sealed::from_stored),
            uid: Id::from_uuid(row.uid),
            content_version: row.content_version,
        })
    }
}

const COLUMNS: &str = "e.id, e.xid::text::bigint AS xid, e.case_id, e.report_id, e.at, \
    e.actor_role, e.actor_id, e.name, e.audience, e.content, e.uid, e.content_version";

/// Appends events.
pub fn append(
    tx: &mut Tx<'_>,
    actor: &Actor,
    now: DateTime<Utc>,
    new: &[NewEvent],
) -> Result<(), Error> {
    let rows: Vec<_> = new
        .iter()
        .map(|event| {
            (
                events::uid.eq(event.uid.uuid()),
                events::case_id.eq(event.case.uuid()),
                events::report_id.eq(event.report.map(Id::uuid)),
                events::at.eq(now),
                events::actor_role.eq(actor.role_code()),
                events::actor_id.eq(actor.person().map(Id::uuid)),
                events::name.eq(event.name.code()),
                events::audience.eq(event.audience.code()),
                events::content.eq(event.content.as_stored()),
            )
        })
        .collect();
    diesel::insert_into(events::table)
        .values(&rows)
        .execute(tx.conn)?;
    let copies: Vec<_> = new
        .iter()
        .flat_map(|event| event.copies.iter().map(|copy| (event.uid, copy)))
        .map(|(uid, (report, content))| {
            (
                event_copies::event_uid.eq(uid.uuid()),
                event_copies::report_id.eq(report.uuid()),
                event_copies::content.eq(content.as_stored()),
            )
        })
        .collect();
    if !copies.is_empty() {
        diesel::insert_into(event_copies::table)
            .values(&copies)
            .execute(tx.conn)?;
    }
    Ok(())
}

/// An event without a body: its name says all.
#[derive(Debug, Clone, Copy)]
pub struct Bare {
    /// The place its content would have.
    pub uid: EventUid,
    /// The case.
    pub case: CaseId,
    /// What.
    pub name: EventName,
    /// Who may read it.
    pub audience: Audience,
}

/// Appends an event without a body.
pub fn append_bare(
    tx: &mut Tx<'_>,
    actor: &Actor,
    now: DateTime<Utc>,
    new: &Bare,
) -> Result<(), Error> {
    diesel::insert_into(events::table)
        .values((
            events::uid.eq(new.uid.uuid()),
            events::case_id.eq(new.case.uuid()),
            events::at.eq(now),
            events::actor_role.eq(actor.role_code()),
            events::actor_id.eq(actor.person().map(Id::uuid)),
            events::name.eq(new.name.code()),
            events::audience.eq(new.audience.code()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Events of a case after an id, oldest first.
pub fn of_case(tx: &mut Tx<'_>, case: CaseId, after: i64, limit: i64) -> Result<Vec<Event>, Error> {
    diesel::sql_query(format!(
        "SELECT {COLUMNS} FROM events e WHERE e.case_id = $1 AND e.id > $2 ORDER BY e.id LIMIT $3"
    ))
    .bind::<SqlUuid, _>(case.uuid())
    .bind::<BigInt, _>(after)
    .bind::<BigInt, _>(limit)
    .load::<Row>(tx.conn)?
    .into_iter()
    .map(Event::try_from)
    .collect()
}

/// Events of a case with one of these names, oldest first.
pub fn named(tx: &mut Tx<'_>, case: CaseId, names: &[EventName]) -> Result<Vec<Event>, Error> {
    let names: Vec<&str> = names.iter().map(|name| name.code()).collect();
    diesel::sql_query(format!(
        "SELECT {COLUMNS} FROM events e WHERE e.case_id = $1 AND e.name = ANY ($2) ORDER BY e.id"
    ))
    .bind::<SqlUuid, _>(case.uuid())
    .bind::<Array<Text>, _>(names)
    .load::<Row>(tx.conn)?
    .into_iter()
    .map(Event::try_from)
    .collect()
}

/// The feed over all cases that the actor sees, in the order of commit: only transactions below the
/// oldest one still running, so that no late commit is skipped.
pub fn feed(tx: &mut Tx<'_>, after: (i64, i64), limit: i64) -> Result<Vec<Event>, Error> {
    diesel::sql_query(format!(
        "SELECT {COLUMNS} FROM events e JOIN cases c ON c.id = e.case_id \
         WHERE e.xid < pg_snapshot_xmin(pg_current_snapshot()) \
         AND (e.xid, e.id) > ($1::text::xid8, $2) ORDER BY e.xid, e.id LIMIT $3"
    ))
    .bind::<Text, _>(after.0.to_string())
    .bind::<BigInt, _>(after.1)
    .bind::<BigInt, _>(limit)
    .load::<Row>(tx.conn)?
    .into_iter()
    .map(Event::try_from)
    .collect()
}

/// A copy of an event's body for one reporter.
#[derive(Debug, Clone)]
pub struct EventCopy {
    /// The event.
    pub uid: EventUid,
    /// Under the key of this report.
    pub report: ReportId,
    /// The body.
    pub content: Sealed,
    /// Version of the body.
    pub content_version: i32,
}

/// All copies for the reporters of a case.
pub fn copies_of_case(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<EventCopy>, Error> {
    let rows: Vec<(Uuid, Uuid, Vec<u8>, i32)> = event_copies::table
        .inner_join(reports::table)
        .filter(reports::case_id.eq(case.uuid()))
        .select((
            event_copies::event_uid,
            event_copies::report_id,
            event_copies::content,
            event_copies::content_version,
        ))
        .load(tx.conn)?;
    Ok(rows
        .into_iter()
        .map(|(uid, report, content, content_version)| EventCopy {
            uid: Id::from_uuid(uid),
            report: Id::from_uuid(report),
            content: Sealed::from_stored(content),
            content_version,
        })
        .collect())
}
