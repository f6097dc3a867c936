//! Cases: reading them, taking one from the queue, and changing them by compare-and-set.

mod list;
mod queue;
mod row;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::case::Case;
use domain::case::status::Status;
use domain::classification::Classification;
use domain::id::{CaseId, PersonId};
use domain::number::ReportNumber;
use domain::organisation::SizeClass;
use domain::severity::Severity;
use domain::tlp::Tlp;

use crate::schema::{cases, reports};
use crate::{Error, Tx};
use row::Row;

pub use list::{Cursor, Filter, list, several};
pub use queue::{QueueCursor, claim_best, queue};

/// The case with this id, if the actor may see it.
pub fn find(tx: &mut Tx<'_>, id: CaseId) -> Result<Case, Error> {
    let row: Row = cases::table
        .find(id.uuid())
        .select(Row::as_select())
        .first(tx.conn)?;
    Case::try_from(row)
}

/// The same, and nobody else changes it until the transaction ends. Rows that only point to it, such
/// as events, can still be written: who holds a referral and writes one must not wait for us.
pub fn find_for_update(tx: &mut Tx<'_>, id: CaseId) -> Result<Case, Error> {
    let row: Row = cases::table
        .find(id.uuid())
        .select(Row::as_select())
        .for_no_key_update()
        .first(tx.conn)?;
    Case::try_from(row)
}

/// The case with this number.
pub fn by_number(tx: &mut Tx<'_>, number: &ReportNumber) -> Result<Case, Error> {
    let row: Row = cases::table
        .filter(cases::number.eq(number.as_str()))
        .select(Row::as_select())
        .first(tx.conn)?;
    Case::try_from(row)
}

/// The case that holds the report with this number.
pub fn by_any_number(tx: &mut Tx<'_>, number: &ReportNumber) -> Result<Case, Error> {
    let row: Row = cases::table
        .inner_join(reports::table)
        .filter(reports::number.eq(number.as_str()))
        .select(Row::as_select())
        .first(tx.conn)?;
    Case::try_from(row)
}

/// What a change sets. What is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Another status.
    pub status: Option<Status>,
    /// Another owner, or none.
    pub owner: Option<Option<PersonId>>,
    /// Another severity.
    pub severity: Option<Severity>,
    /// The priority that follows from it.
    pub priority: Option<i16>,
    /// Another classification.
    pub classification: Option<Classification>,
    /// Another label.
    pub tlp: Option<Tlp>,
    /// The firm's size, where it was not known.
    pub size_class: Option<SizeClass>,
    /// Its region, where that was not known.
    pub region: Option<String>,
    /// Its sector's group, where that was not known.
    pub sector_group: Option<i16>,
    /// Known to few, or to its whole team.
    pub restricted: Option<bool>,
}

#[derive(AsChangeset)]
#[diesel(table_name = cases)]
#[expect(
    clippy::option_option,
    reason = "outer none leaves the column, inner none clears it"
)]
struct Changes {
    status: Option<&'static str>,
    owner: Option<Option<uuid::Uuid>>,
    severity: Option<&'static str>,
    priority: Option<i16>,
    classification: Option<serde_json::Value>,
    tlp: Option<&'static str>,
    size_class: Option<&'static str>,
    region: Option<String>,
    sector_group: Option<i16>,
    restricted: Option<bool>,
    updated_at: DateTime<Utc>,
    version: i32,
}

/// Changes a case if it still has the version that was read; answers the case as it is now.
pub fn change(
    tx: &mut Tx<'_>,
    case: &Case,
    change: &Change,
    now: DateTime<Utc>,
) -> Result<Case, Error> {
    let classification = change
        .classification
        .as_ref()
        .map(serde_json::to_value)
        .transpose()
        .map_err(|error| Error::Database(Box::new(error)))?;
    let changes = Changes {
        status: change.status.map(Status::code),
        owner: change.owner.map(|owner| owner.map(domain::id::Id::uuid)),
        severity: change.severity.map(Severity::code),
        priority: change.priority,
        classification,
        tlp: change.tlp.map(Tlp::code),
        size_class: change.size_class.map(SizeClass::code),
        region: change.region.clone(),
        sector_group: change.sector_group,
        restricted: change.restricted,
        updated_at: now,
        version: case.version + 1,
    };
    let row: Option<Row> = diesel::update(
        cases::table
            .filter(cases::id.eq(case.id.uuid()))
            .filter(cases::version.eq(case.version)),
    )
    .set(changes)
    .returning(Row::as_select())
    .get_result(tx.conn)
    .optional()?;
    Case::try_from(row.ok_or(Error::Stale)?)
}
