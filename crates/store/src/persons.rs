//! Who is named in a report: kept apart from it, under a key of its own.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::content::Sealed;
use domain::id::{CaseId, Id, ReportId, SubjectId};
use domain::report::Part;
use uuid::Uuid;

use crate::schema::{persons, reports};
use crate::{Error, Tx};

/// A person as a row.
#[derive(Debug, Clone)]
pub struct StoredPerson {
    /// Id, and the id of the person's key.
    pub id: SubjectId,
    /// The report that names the person.
    pub report: ReportId,
    /// As what.
    pub part: Part,
    /// Reads as `domain::report::Person`; none: erased.
    pub content: Option<Sealed>,
    /// Version of the content.
    pub version: i32,
}

/// Writes persons.
pub fn insert(tx: &mut Tx<'_>, new: &[StoredPerson]) -> Result<(), Error> {
    let rows: Vec<_> = new
        .iter()
        .map(|person| {
            (
                persons::id.eq(person.id.uuid()),
                persons::report_id.eq(person.report.uuid()),
                persons::part.eq(person.part.code()),
                persons::content.eq(person.content.as_ref().map(Sealed::as_stored)),
                persons::version.eq(person.version),
            )
        })
        .collect();
    diesel::insert_into(persons::table)
        .values(&rows)
        .execute(tx.conn)?;
    Ok(())
}

/// The persons named in the reports of a case.
pub fn of_case(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<StoredPerson>, Error> {
    type Row = (Uuid, Uuid, String, Option<Vec<u8>>, i32);
    let rows: Vec<Row> = persons::table
        .inner_join(reports::table)
        .filter(reports::case_id.eq(case.uuid()))
        .select((
            persons::id,
            persons::report_id,
            persons::part,
            persons::content,
            persons::version,
        ))
        .load(tx.conn)?;
    rows.into_iter()
        .map(|(id, report, part, content, version)| {
            Ok(StoredPerson {
                id: Id::from_uuid(id),
                report: Id::from_uuid(report),
                part: part_of(&part, id)?,
                content: content.map(Sealed::from_stored),
                version,
            })
        })
        .collect()
}

pub(crate) fn part_of(code: &str, id: Uuid) -> Result<Part, Error> {
    Part::from_code(code).ok_or_else(|| Error::Corrupt {
        table: "persons",
        column: "part",
        id: id.to_string(),
    })
}

/// Takes a person's content away, for good; the row says that there was one. As the schema's owner.
pub fn erase(tx: &mut Tx<'_>, id: SubjectId, now: DateTime<Utc>) -> Result<(), Error> {
    let changed = diesel::update(persons::table.find(id.uuid()))
        .set((
            persons::content.eq(None::<Vec<u8>>),
            persons::erased_at.eq(now),
            persons::version.eq(persons::version + 1),
        ))
        .execute(tx.conn)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}
