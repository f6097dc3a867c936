//! What the server keeps of a draft, and how the answers of several tabs become one.
//!
//! Each page carries the version that it began from. A field that one tab has changed since is its; a
//! field that two have changed keeps both texts until somebody has chosen. Pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::pages::answers::{Answers, BESIDE, KNOWN};
use crate::pages::draft::{Draft, Reached};

/// Most bytes of earlier values that are kept; what is older counts as unknown.
const LOG_MAX: usize = 100_000;

/// A draft as it is kept, sealed under its code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    answers: BTreeMap<String, String>,
    key: String,
    checked: bool,
    /// Values that were replaced, oldest first.
    log: Vec<Replaced>,
    /// The log is whole from this version on.
    since: i32,
    /// Other texts of a field, until somebody has chosen.
    also: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Replaced {
    /// The version that replaced it.
    by: i32,
    field: String,
    value: String,
}

impl Kept {
    /// A new draft, to be version 1.
    pub(super) fn new(draft: &Draft) -> Self {
        let mut kept = Self {
            key: draft.key.clone(),
            checked: draft.reached == Reached::Check,
            since: 1,
            ..Self::default()
        };
        for field in KNOWN.iter() {
            kept.put(field, draft.answers.typed(field));
        }
        kept
    }

    /// From what was kept; nothing when a newer program wrote it.
    pub(super) fn read(content: &[u8]) -> Option<Self> {
        serde_json::from_slice(content).ok()
    }

    pub(super) fn written(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The draft as a page carries it.
    pub(super) fn draft(&self) -> Draft {
        let mut draft = Draft::new(self.key.clone());
        draft.answers = Answers::from_pairs(&self.answers);
        if self.checked {
            draft.reached = Reached::Check;
        }
        draft
    }

    /// Brings in what a page sent that began from version `base`; the result is to be version `next`.
    pub(super) fn bring_in(&mut self, page: &Draft, base: i32, next: i32) {
        for field in KNOWN.iter() {
            let mine = page.answers.typed(field);
            let theirs = self.value(field).to_owned();
            if mine == theirs {
                continue;
            }
            let began_from = self.at(field, base);
            if began_from == Some(mine) {
                continue;
            }
            if began_from == Some(theirs.as_str()) || theirs.is_empty() {
                self.change(field, mine, next);
            } else if BESIDE.contains(field) || mine.is_empty() {
                // Whoever emptied a field that somebody else has filled loses nothing.
            } else {
                self.keep_also(field, mine);
            }
        }
        self.checked |= page.reached == Reached::Check;
        self.shorten();
    }

    /// The fields with more than one text, and those texts.
    pub(super) fn to_choose(&self) -> Vec<(&'static str, Vec<&str>)> {
        let fields = KNOWN.iter().filter_map(|field| {
            let others = self.also.get(*field)?;
            let all = std::iter::once(self.value(field));
            Some((
                *field,
                all.chain(others.iter().map(String::as_str)).collect(),
            ))
        });
        fields.collect()
    }

    /// Somebody has chosen.
    pub(super) fn choose(&mut self, field: &str, value: &str, next: i32) {
        if self.also.remove(field).is_some() && self.value(field) != value {
            self.change(field, value, next);
        }
    }

    fn value(&self, field: &str) -> &str {
        self.answers.get(field).map_or("", String::as_str)
    }

    /// What a field held at a version; none when that is no longer known.
    fn at(&self, field: &str, version: i32) -> Option<&str> {
        if version < self.since {
            return None;
        }
        let later = |old: &&Replaced| old.by > version && old.field == field;
        let first = self.log.iter().find(later);
        Some(first.map_or_else(|| self.value(field), |old| old.value.as_str()))
    }

    fn change(&mut self, field: &str, value: &str, next: i32) {
        self.log.push(Replaced {
            by: next,
            field: field.to_owned(),
            value: self.value(field).to_owned(),
        });
        self.put(field, value);
    }

    fn keep_also(&mut self, field: &str, value: &str) {
        let others = self.also.entry(field.to_owned()).or_default();
        if !others.iter().any(|other| other == value) {
            others.push(value.to_owned());
        }
    }

    fn put(&mut self, field: &str, value: &str) {
        if value.is_empty() {
            self.answers.remove(field);
        } else {
            self.answers.insert(field.to_owned(), value.to_owned());
        }
    }

    fn shorten(&mut self) {
        let mut size: usize = self.log.iter().map(|old| old.value.len() + 64).sum();
        while size > LOG_MAX && !self.log.is_empty() {
            let old = self.log.remove(0);
            self.since = self.since.max(old.by);
            size -= old.value.len() + 64;
        }
    }
}

#[cfg(test)]
#[path = "kept_tests.rs"]
mod tests;
