//! What a stage can begin with, because it is known.

use std::collections::BTreeMap;

use super::{Ask, Content, Filed, StageName, fields};
use crate::kind::Kind;
use crate::report::Report;

/// What a stage can begin with: what it said before, else what other stages said, else what the report
/// says. It is the firm's to change.
#[must_use]
pub fn suggest(stage: StageName, report: &Report, filed: &BTreeMap<StageName, Filed>) -> Content {
    if let Some(own) = filed.get(&stage) {
        return own.content.clone();
    }
    let mut content = Content::empty(stage);
    for field in fields(stage) {
        // The later stage knows more.
        let said = filed.values().rev().find_map(|filed| {
            let same = filed.content.get(field.name);
            same.or_else(|| filed.content.get(same_story(field.name)?))
        });
        let known = said
            .map(str::to_owned)
            .or_else(|| of_report(field.name, report));
        if let Some(known) = known.filter(|known| fits(field.ask, known)) {
            content.set(field.name, known);
        }
    }
    content
}

/// The story goes by another name in the other stage.
fn same_story(field: &str) -> Option<&'static str> {
    match field {
        "description" => Some("update"),
        "update" => Some("description"),
        _ => None,
    }
}

fn of_report(field: &str, report: &Report) -> Option<String> {
    match field {
        "update" | "description" => Some(report.description.clone()),
        "suspected_malicious" => is_an_attack(report.kind).then(|| "yes".to_owned()),
        _ => None,
    }
}

/// What the reporter has called by the name of an attack.
const fn is_an_attack(kind: Kind) -> bool {
    match kind {
        Kind::Ransomware
        | Kind::Bec
        | Kind::AccountTakeover
        | Kind::Phishing
        | Kind::Malware
        | Kind::Ddos
        | Kind::Defacement => true,
        Kind::DataBreach | Kind::Vulnerability | Kind::Other => false,
    }
}

/// A description may be longer than what a stage takes.
fn fits(ask: Ask, text: &str) -> bool {
    match ask {
        Ask::Choice(codes) => codes.contains(&text),
        Ask::Line { max } | Ask::Words { max, .. } => text.chars().count() <= max,
    }
}
