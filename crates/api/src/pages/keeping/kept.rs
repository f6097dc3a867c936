//! What the server keeps of a draft, and how the answers of several tabs become one.
//!
//! Each page carries its name and the version that it began from. A field that one tab has changed since
//! is its; a field that two have changed keeps both texts until somebody has chosen. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::variants;
use crate::pages::answers::{Answers, BESIDE, KNOWN};
use crate::pages::aware;
use crate::pages::details::is_words;
use crate::pages::draft::{Draft, Reached};

/// Most bytes of earlier values that are kept; what is older counts as unknown.
const LOG_MAX: usize = 100_000;
/// When "when did you find out" was answered, and how: goes with that answer, never on its own.
const NOTED: [&str; 2] = ["noted_at", "noted_for"];

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
    /// How many calls were asked for.
    #[serde(default)]
    calls: u16,
    /// Which pages wrote a field's value and its other texts, in that order.
    #[serde(default)]
    pages: BTreeMap<String, Vec<String>>,
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
            calls: draft.calls,
            since: 1,
            ..Self::default()
        };
        for field in KNOWN.iter() {
            kept.put(field, draft.answers.typed(field));
        }
        kept
    }

    /// A draft that is not there any more, from the page that asked which texts hold.
    pub(super) fn from_page(draft: &Draft, texts: BTreeMap<String, Vec<String>>) -> Self {
        Self {
            also: texts,
            ..Self::new(draft)
        }
    }

    /// From what was kept; nothing when a newer program wrote it.
    pub(super) fn read(content: &[u8]) -> Option<Self> {
        serde_json::from_slice(content).ok()
    }

    pub(super) fn written(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The draft as a page carries it.
    pub(super) fn draft(&self, new_key: fn() -> String) -> Draft {
        let mut draft = Draft::new(new_key);
        draft.key.clone_from(&self.key);
        draft.answers = Answers::from_pairs(&self.answers);
        draft.calls = self.calls;
        if self.checked {
            draft.reached = Reached::Check;
        }
        draft
    }

    /// Brings in what a page sent that began from version `base`; the result is to be version `next`.
    pub(super) fn bring_in(&mut self, page: &Draft, base: i32, next: i32) {
        for field in KNOWN.iter().filter(|field| !NOTED.contains(field)) {
            let mine = page.answers.typed(field);
            let theirs = self.value(field);
            let began_from = self.at(field, base);
            if mine == theirs || began_from == Some(mine) {
                continue;
            }
            let unchanged_since = began_from == Some(theirs) || theirs.is_empty();
            if unchanged_since || self.is_later_word(field, mine, &page.page) {
                self.change(field, mine, &page.page, next);
            } else if BESIDE.contains(field) || mine.is_empty() {
                // Whoever emptied a field that somebody else has filled loses nothing.
            } else {
                self.keep_also(field, mine, &page.page);
            }
        }
        if self.value("noted_for") != self.value("when") {
            self.note_as(&page.answers);
        }
        self.checked |= page.reached == Reached::Check;
        self.calls = self.calls.max(page.calls);
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
    pub(super) fn choose(&mut self, field: &str, value: &str, next: i32, now: DateTime<Utc>) {
        if self.also.remove(field).is_none() {
            return;
        }
        self.pages.remove(field);
        if self.value(field) != value {
            self.change(field, value, "", next);
        }
        let mut answers = Answers::from_pairs(&self.answers);
        aware::note(&mut answers, now);
        self.note_as(&answers);
    }

    /// Whether the same page says something later than it said before: somebody went back to it. Words
    /// of several lines replace only what they contain, because a tab that was doubled has its name too.
    fn is_later_word(&self, field: &str, mine: &str, page: &str) -> bool {
        let wrote = self.pages.get(field).and_then(|pages| pages.first());
        let is_its_own = !page.is_empty() && wrote.is_some_and(|wrote| wrote == page);
        is_its_own && (!is_words(field) || mine.contains(self.value(field)))
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

    fn change(&mut self, field: &str, value: &str, page: &str, next: i32) {
        self.log.push(Replaced {
            by: next,
            field: field.to_owned(),
            value: self.value(field).to_owned(),
        });
        self.put(field, value);
        let pages = self.pages.entry(field.to_owned()).or_default();
        match pages.first_mut() {
            Some(first) => page.clone_into(first),
            None => pages.push(page.to_owned()),
        }
    }

    fn keep_also(&mut self, field: &str, value: &str, page: &str) {
        let texts = self.also.entry(field.to_owned()).or_default();
        let pages = self.pages.entry(field.to_owned()).or_default();
        // The first stands for the field's value.
        pages.resize(texts.len() + 1, String::new());
        let mut of_texts = pages.split_off(1);
        variants::add(texts, &mut of_texts, value, page, is_words(field));
        pages.append(&mut of_texts);
    }

    fn note_as(&mut self, answers: &Answers) {
        for field in NOTED {
            self.put(field, answers.typed(field));
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
