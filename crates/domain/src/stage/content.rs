//! What a stage says.

use std::collections::BTreeMap;

use super::{StageName, fields};

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
