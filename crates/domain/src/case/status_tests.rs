//! The whole machine as a table: checked here, shown in `docs/case-status.md`.

use std::fmt::Write as _;

use super::{Ownership, Status};
use crate::case::transition::TransitionName;

#[test]
fn the_list_of_available_transitions_agrees_with_the_machine() {
    for &status in Status::ALL {
        for &name in TransitionName::ALL {
            for owner in [Ownership::Owned, Ownership::Unowned] {
                let allowed = status.after(name, owner).is_ok();
                assert_eq!(allowed, status.allows(name), "{status} {name}");
            }
        }
    }
}

#[test]
fn a_refusal_names_what_is_allowed() {
    let refusal = Status::New
        .after(TransitionName::Resolve, Ownership::Unowned)
        .unwrap_err();

    assert_eq!(
        refusal.allowed,
        [TransitionName::Accept, TransitionName::Dismiss]
    );
    assert_eq!(refusal.to_string(), "a case that is new cannot resolve");
}

#[test]
fn a_reopened_case_goes_to_its_owner_or_into_the_queue() {
    let reopen = TransitionName::Reopen;

    assert_eq!(
        Status::Closed.after(reopen, Ownership::Owned),
        Ok(Status::Open)
    );
    assert_eq!(
        Status::Dismissed.after(reopen, Ownership::Unowned),
        Ok(Status::New)
    );
}

/// `docs/case-status.md` is what this prints; with `UPDATE_DOCS=1` the test writes it.
#[test]
fn the_manual_shows_the_machine_as_it_is() {
    let mut table = String::from(
        "# Status of a case\n\nGenerated from `domain::case::status` by its test \
         (`UPDATE_DOCS=1 cargo test -p smv-cert-domain` writes it).\nA row is where a case stands, \
         a column what is asked for. `answered` happens when the reporter writes; staff never ask \
         for it.\nWhere two are given, the first holds for a case with an owner.\n\n| from |",
    );
    for name in TransitionName::ALL {
        let _ = write!(table, " {name} |");
    }
    table.push_str("\n|---|");
    table.push_str(&"---|".repeat(TransitionName::ALL.len()));
    for &status in Status::ALL {
        let _ = write!(table, "\n| **{status}** |");
        for &name in TransitionName::ALL {
            let cell = match (
                status.after(name, Ownership::Owned),
                status.after(name, Ownership::Unowned),
            ) {
                (Ok(owned), Ok(unowned)) if owned == unowned => owned.to_string(),
                (Ok(owned), Ok(unowned)) => format!("{owned} / {unowned}"),
                _ => "·".to_owned(),
            };
            let _ = write!(table, " {cell} |");
        }
    }
    table.push('\n');

    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/case-status.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &table).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap_or_default(),
        table,
        "run with UPDATE_DOCS=1"
    );
}
