//! The audit trail: rows that are only ever added.

mod chain;
mod search;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use domain::access::Actor;
use domain::audit::Record;
use domain::id::{Id, PersonId};
use serde_json::Value;
use uuid::Uuid;

use crate::schema::audit;
use crate::{Error, Tx, people};

pub use chain::{
    Backlog, EventRow, Explanation, Link, Loose, advance, append_links, backlog, counts,
    events_by_id, events_to_seal, explanations, find_fields, horizon, last_link, link_at,
    links_after, loose, rows_by_id, rows_to_seal, steady, try_lock,
};
pub use search::{Reach, Search, search};

/// Adds lines, in the transaction of what they tell.
pub fn append(
    tx: &mut Tx<'_>,
    actor: &Actor,
    records: &[Record],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (session, trace) = (tx.origin.session.map(Id::uuid), tx.origin.trace.clone());
    let row = |record: &Record| {
        let detail = record
            .detail
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        (
            audit::at.eq(now),
            audit::actor_role.eq(actor.role_code()),
            audit::actor_id.eq(actor.person().map(Id::uuid)),
            audit::api_key_id.eq(record.api_key),
            audit::session_id.eq(record.session.or(session)),
            audit::action.eq(record.act.code()),
            audit::outcome.eq(record.outcome.code()),
            audit::case_id.eq(record.case.map(Id::uuid)),
            audit::report_id.eq(record.report.map(Id::uuid)),
            audit::referral_id.eq(record.referral.map(Id::uuid)),
            audit::person_id.eq(record.person.map(Id::uuid)),
            audit::trace_id.eq(trace.clone()),
            audit::detail.eq(Value::Object(detail)),
        )
    };
    let insert = diesel::insert_into(audit::table);
    // The statement for one row is prepared once and kept; one for several is planned anew each time.
    match records {
        [one] => insert.values(row(one)).execute(tx.conn)?,
        several => {
            let rows: Vec<_> = several.iter().map(row).collect();
            insert.values(rows).execute(tx.conn)?
        }
    };
    Ok(())
}

/// Adds a line about somebody's account: done by whoever makes the request, or else by themselves.
pub(crate) fn note(
    tx: &mut Tx<'_>,
    person: PersonId,
    record: Record,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let actor = match tx.origin.actor.clone() {
        Some(actor) => actor,
        None => people::actor(tx, person)?.unwrap_or(Actor::System),
    };
    append(tx, &actor, &[record.person(person)], now)
}

/// A line as it is stored.
#[derive(Debug, Clone, QueryableByName)]
pub struct AuditRow {
    /// Grows with each line; not without gaps.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// The writing transaction.
    #[diesel(sql_type = BigInt)]
    pub xid: i64,
    /// When.
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// In which role somebody acted.
    #[diesel(sql_type = Text)]
    pub actor_role: String,
    /// Who.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub actor_id: Option<Uuid>,
    /// The calling system's key.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub api_key_id: Option<Uuid>,
    /// The session.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub session_id: Option<Uuid>,
    /// What, by its code.
    #[diesel(sql_type = Text)]
    pub action: String,
    /// What came of it, by its code.
    #[diesel(sql_type = Text)]
    pub outcome: String,
    /// About this case.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub case_id: Option<Uuid>,
    /// About this report.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub report_id: Option<Uuid>,
    /// About this referral.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub referral_id: Option<Uuid>,
    /// About this person.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub person_id: Option<Uuid>,
    /// The request.
    #[diesel(sql_type = Nullable<Text>)]
    pub trace_id: Option<String>,
    /// JSON, as PostgreSQL writes it.
    #[diesel(sql_type = Text)]
    pub detail: String,
}

const COLUMNS: &str = "a.id, a.xid::text::bigint AS xid, a.at, a.actor_role, a.actor_id, \
    a.api_key_id, a.session_id, a.action, a.outcome, a.case_id, a.report_id, a.referral_id, \
    a.person_id, a.trace_id, a.detail::text AS detail";
