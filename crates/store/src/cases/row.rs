//! The row of a case and how it becomes a [`Case`].

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::case::Case;
use domain::case::status::Status;
use domain::id::Id;
use domain::kind::Kind;
use domain::number::ReportNumber;
use domain::organisation::{OrganisationType, SizeClass};
use domain::severity::{Impact, Ongoing, Severity};
use domain::tlp::Tlp;
use uuid::Uuid;

use crate::Error;

/// A row as selected.
#[derive(Queryable, Selectable)]
#[diesel(table_name = crate::schema::cases, check_for_backend(diesel::pg::Pg))]
pub(super) struct Row {
    id: Uuid,
    number: String,
    status: String,
    owner: Option<Uuid>,
    team_id: Uuid,
    kind: String,
    severity: String,
    priority: i16,
    classification: serde_json::Value,
    tlp: String,
    ongoing: String,
    impact: String,
    size_class: Option<String>,
    region: Option<String>,
    sector_group: Option<i16>,
    organisation_type: Option<String>,
    aware_at: DateTime<Utc>,
    received_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    version: i32,
    restricted: bool,
}

impl TryFrom<Row> for Case {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let corrupt = |column| Error::Corrupt {
            table: "cases",
            column,
            id: row.id.to_string(),
        };
        Ok(Self {
            id: Id::from_uuid(row.id),
            number: ReportNumber::parse(&row.number).map_err(|_| corrupt("number"))?,
            status: Status::from_code(&row.status).ok_or_else(|| corrupt("status"))?,
            owner: row.owner.map(Id::from_uuid),
            team: Id::from_uuid(row.team_id),
            restricted: row.restricted,
            kind: Kind::from_code(&row.kind).ok_or_else(|| corrupt("kind"))?,
            severity: Severity::from_code(&row.severity).ok_or_else(|| corrupt("severity"))?,
            priority: row.priority,
            classification: serde_json::from_value(row.classification)
                .map_err(|_| corrupt("classification"))?,
            tlp: Tlp::from_code(&row.tlp).ok_or_else(|| corrupt("tlp"))?,
            ongoing: Ongoing::from_code(&row.ongoing).ok_or_else(|| corrupt("ongoing"))?,
            impact: Impact::from_code(&row.impact).ok_or_else(|| corrupt("impact"))?,
            size_class: row
                .size_class
                .as_deref()
                .map(|code| SizeClass::from_code(code).ok_or_else(|| corrupt("size_class")))
                .transpose()?,
            region: row.region,
            sector_group: row.sector_group,
            organisation_type: row
                .organisation_type
                .as_deref()
                .map(|code| {
                    OrganisationType::from_code(code).ok_or_else(|| corrupt("organisation_type"))
                })
                .transpose()?,
            aware_at: row.aware_at,
            received_at: row.received_at,
            updated_at: row.updated_at,
            version: row.version,
        })
    }
}
