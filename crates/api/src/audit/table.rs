//! Lines of the audit trail as a table for a spreadsheet.

use crate::audit::search::AuditView;
use crate::error::ApiError;

const COLUMNS: [&str; 14] = [
    "id",
    "at",
    "actor_role",
    "actor",
    "actor_name",
    "api_key",
    "session",
    "action",
    "outcome",
    "case",
    "report",
    "referral",
    "person",
    "detail",
];

/// RFC 4180, with a header line.
pub(super) fn csv(lines: &[AuditView]) -> Result<Vec<u8>, ApiError> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let failed = |error: csv::Error| ApiError::Internal(Box::new(error));
    writer.write_record(COLUMNS).map_err(failed)?;
    for line in lines {
        let id = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let detail = match &line.detail {
            nothing if nothing.is_empty() => String::new(),
            detail => serde_json::to_string(detail).unwrap_or_default(),
        };
        let cells = [
            line.id.to_string(),
            line.at.to_rfc3339(),
            line.actor_role.clone(),
            id(line.actor),
            line.actor_name.clone().unwrap_or_default(),
            id(line.api_key),
            id(line.session),
            line.action.clone(),
            line.outcome.clone(),
            id(line.case),
            id(line.report),
            id(line.referral),
            id(line.person),
            detail,
        ];
        writer
            .write_record(cells.iter().map(|cell| defused(cell)))
            .map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|error| ApiError::Internal(Box::new(error.into_error())))
}

/// No cell begins with what a spreadsheet takes for a formula (ASVS 5.0, 1.2.10): it gets an
/// apostrophe before it, and so does one that begins with an apostrophe, so that the way back is
/// certain.
fn defused(cell: &str) -> String {
    const SIGNS: [char; 13] = [
        '=', '+', '-', '@', '\t', '\r', '\n', '\0', '\'', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}',
        '\u{ff20}',
    ];
    if cell.starts_with(SIGNS) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{csv, defused};
    use crate::audit::search::AuditView;
    use chrono::DateTime;
    use std::collections::BTreeMap;

    #[test]
    fn what_a_spreadsheet_would_take_for_a_formula_is_text() {
        for formula in [
            "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "\0=1", "＝1", "＋1", "－1", "＠x",
        ] {
            assert_eq!(defused(formula), format!("'{formula}"));
        }
        assert_eq!(defused("'=1"), "''=1");
        assert_eq!(defused("Nina Beck"), "Nina Beck");
    }

    #[test]
    fn a_line_is_one_record_whatever_stands_in_it() {
        let line = AuditView {
            id: 7,
            at: DateTime::UNIX_EPOCH,
            actor_role: "analyst".to_owned(),
            actor: None,
            actor_name: Some("=HYPERLINK(\"x\"),\r\n\"Nina\"".to_owned()),
            api_key: None,
            session: None,
            action: "case.read".to_owned(),
            outcome: "done".to_owned(),
            case: None,
            report: None,
            referral: None,
            person: None,
            trace_id: None,
            detail: BTreeMap::from([("returned".to_owned(), 3.into())]),
        };
        let Ok(bytes) = csv(&[line]) else {
            panic!("no table");
        };

        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), 1);
        assert_eq!(&records[0][4], "'=HYPERLINK(\"x\"),\r\n\"Nina\"");
        assert_eq!(&records[0][13], "{\"returned\":3}");
    }
}
