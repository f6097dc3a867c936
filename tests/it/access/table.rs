//! Reading `matrix.txt`. It is written by hand and never by a program.

use std::collections::{BTreeMap, BTreeSet};

use super::people::COLUMNS;

const TEXT: &str = include_str!("matrix.txt");

type Sets = BTreeMap<String, BTreeSet<String>>;

/// One operation in one situation.
#[derive(Debug, Default, Clone)]
pub(super) struct Row {
    /// Expected status, column by column.
    pub(super) statuses: Vec<u16>,
    /// Fields that who gets an answer gets; by column where one has a line of its own.
    fields: BTreeMap<String, BTreeSet<String>>,
}

/// The whole table: by operation and situation, as in `GET /api/v1/cases/{id} restricted`.
pub(super) fn read() -> BTreeMap<String, Row> {
    let mut sets: Sets = BTreeMap::new();
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let mut current = String::new();
    for line in TEXT.lines() {
        let line = line.split('#').next().unwrap_or_default().trim_end();
        if line.is_empty() {
            continue;
        }
        if let Some(definition) = line.strip_prefix("fields ") {
            let (name, words) = definition.split_once(':').expect("a name and a colon");
            let more = names(words, &sets);
            sets.entry(name.trim().to_owned()).or_default().extend(more);
        } else if let Some(rest) = line.strip_prefix("    ") {
            let (who, words) = rest.split_once(':').expect("who and a colon");
            let fields = names(words, &sets);
            for who in who.split(',') {
                rows.get_mut(&current)
                    .expect("an operation before its fields")
                    .fields
                    .entry(who.trim().to_owned())
                    .or_default()
                    .extend(fields.clone());
            }
        } else {
            let words: Vec<&str> = line.split_whitespace().collect();
            let at = words
                .iter()
                .position(|word| word.parse::<u16>().is_ok())
                .expect("statuses");
            current = words[..at].join(" ");
            let statuses: Vec<u16> = words[at..]
                .iter()
                .map(|word| word.parse().unwrap())
                .collect();
            assert_eq!(statuses.len(), COLUMNS.len(), "{current}");
            let row = Row {
                statuses,
                ..Row::default()
            };
            assert!(
                rows.insert(current.clone(), row).is_none(),
                "{current} stands there twice"
            );
        }
    }
    rows
}

/// Words: a name, `@set` for all of a set, `prefix.@set` or `prefix[].@set` for a set inside something.
fn names(words: &str, sets: &Sets) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for word in words.split_whitespace() {
        match word.split_once('@') {
            None => {
                found.insert(word.to_owned());
            }
            Some((prefix, set)) => {
                let set = sets.get(set).unwrap_or_else(|| panic!("no fields {set}"));
                found.extend(set.iter().map(|name| format!("{prefix}{name}")));
            }
        }
    }
    found
}

impl Row {
    /// What the person in this column may get at most, and whether the line is their own. A name that
    /// ends in `?` is not always there.
    pub(super) fn fields_of(&self, column: &str) -> BTreeSet<String> {
        self.fields
            .get(column)
            .or_else(|| self.fields.get("all"))
            .cloned()
            .unwrap_or_default()
    }
}
