//! The policy of each route, as the document shows it, against what the roles really get.

use domain::access::{Action, Role};

use super::matrix::operations;
use super::people::COLUMNS;
use super::table;

/// The role behind a column of people.
fn role(column: &str) -> Option<Role> {
    Some(match column {
        "owner" | "colleague" | "listed" | "emergency" | "shared" | "stranger" => Role::Analyst,
        "lead" | "other_lead" => Role::DutyLead,
        "police" => Role::PoliceLiaison,
        "auditor" => Role::Auditor,
        "admin" => Role::Admin,
        _ => return None,
    })
}

#[test]
fn every_route_says_what_it_asks_and_the_table_agrees() {
    let rows = table::read();
    for operation in operations() {
        let name = format!("{} {}", operation.method, operation.path);
        let access = &operation.access;
        assert!(!access.is_null(), "{name} has no policy");
        let Some(actions) = access.as_array() else {
            continue;
        };
        let actions: Vec<Action> = actions
            .iter()
            .map(|code| Action::from_code(code.as_str().unwrap()).unwrap())
            .collect();
        let row = &rows[&name];
        for (column, status) in COLUMNS.iter().zip(&row.statuses) {
            let Some(role) = role(column) else {
                assert_eq!(*status, 401, "{name} {column}: a person must sign in");
                continue;
            };
            let may = actions.is_empty() || actions.iter().any(|action| role.allows(*action));
            // Who has the right somewhere may be refused here; who has it nowhere is told so, and
            // never that something is not there.
            assert!(may || *status == 403, "{name} {column}: {status}");
        }
    }
}
