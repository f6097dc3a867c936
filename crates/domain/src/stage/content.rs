//! What a stage says, and what can be said already because it is known.

use std::collections::BTreeMap;

use super::{Ask, StageName, fields};
use crate::kind::Kind;
use crate::report::Report;

/// The answers of one stage, by field; only fields of that stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Of which stage.
    pub stage: StageName,
    values: BTreeMap<&'static str, String>,
}

impl Content {
    /// Says nothing yet.
    #[must_use]
    pub const fn empty(stage: StageName) -> Self {
        Self {
            stage,
            values: BTreeMap::new(),
        }
    }

    /// What the facts of an event, or the fields of a form, say of this stage.
    #[must_use]
    pub fn of_facts(stage: StageName, facts: &BTreeMap<String, String>) -> Self {
        let mut content = Self::empty(stage);
        for field in fields(stage) {
            if let Some(value) = facts.get(field.name) {
                content.set(field.name, value.clone());
            }
        }
        content
    }

    /// An answer.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&str> {
        self.values.get(field).map(String::as_str)
    }

    /// Every answer there is, by the name of its field.
    pub fn values(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.values
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
    }

    /// Answers a field; an empty answer is none.
    pub(super) fn set(&mut self, field: &'static str, value: String) {
        if value.trim().is_empty() {
            self.values.remove(field);
        } else {
            self.values.insert(field, value);
        }
    }
}

/// What a stage can begin with: what it said before, else what other stages said, else what the report
/// says. It is the firm's to change.
#[must_use]
pub fn suggest(
    stage: StageName,
    report: &Report,
    filed: &BTreeMap<StageName, super::Filed>,
) -> Content {
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
