//! What goes out: to a person or firm, all that is theirs; to who asks for documents, a case.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::bail;
use domain::access::Actor;
use domain::event::EventName;
use domain::number::ReportNumber;
use domain::privacy::Subject;
use serde_json::{Value, json};
use store::Tx;
use triage_queue::privacy::documents::{self, Documents, Wanted};
use triage_queue::privacy::{Opened, Order, export, find, record};

use super::file::{sha256, zip};
use super::{Office, readme};

/// A data-subject export that was made.
#[derive(Debug, Clone)]
pub struct Exported {
    /// Numbers of the cases in it.
    pub cases: Vec<String>,
    /// Numbers of cases that may be about somebody else, left out.
    pub doubtful: Vec<String>,
    /// SHA-256 of the zip.
    pub sha256: String,
}

/// Documents that were made.
#[derive(Debug, Clone)]
pub struct Given {
    /// How many places were blanked, by field.
    pub blanked: BTreeMap<String, usize>,
    /// How many internal notes were left out.
    pub notes_left_out: usize,
    /// SHA-256 of the zip.
    pub sha256: String,
}

impl Office<'_> {
    /// All about a person or firm, in one zip (GDPR, Article 15). Each case says so afterwards.
    pub fn export(&self, asked: &Subject, out: &Path, order: &Order) -> anyhow::Result<Exported> {
        let found = self.find_one(asked)?;
        if !found.locked.is_empty() {
            bail!(
                "{} cases cannot be opened with the keys here: an export would not be whole",
                found.locked.len()
            );
        }
        self.in_one(out, |tx| {
            let (mut files, mut cases, mut opened) = (Vec::new(), Vec::new(), Vec::new());
            for (id, hit) in found.certain() {
                let case = Opened::of(tx, self.safe, id)?;
                let json = serde_json::to_vec_pretty(&export::case(&case, &found, hit))?;
                files.push((format!("{}.json", hit.number), json));
                cases.push(hit.number.clone());
                opened.push(case);
            }
            if cases.is_empty() {
                bail!("no case holds anything about them");
            }
            files.insert(
                0,
                (
                    "README.txt".to_owned(),
                    readme::export(self.now, &cases).into_bytes(),
                ),
            );
            let zipped = zip(&files)?;
            let facts = [("sha256", zipped.sha256.clone())];
            for case in &opened {
                let reason = found.mentions.blank(&order.reason, "[…]").text;
                let order = Order {
                    reason,
                    ..order.clone()
                };
                let name = EventName::DataExported;
                record(tx, &case.keys, case.case.id, name, &order, &facts, self.now)?;
            }
            zipped.write(out)?;
            let doubtful = found.hits.values().filter(|hit| hit.doubtful);
            Ok(Exported {
                cases,
                doubtful: doubtful.map(|hit| hit.number.clone()).collect(),
                sha256: zipped.sha256,
            })
        })
    }

    /// The documents of a case, persons blanked (aktindsigt). The case says so afterwards.
    pub fn documents(
        &self,
        number: &ReportNumber,
        wanted: &Wanted,
        out: &Path,
        order: &Order,
    ) -> anyhow::Result<Given> {
        let id = self.case_of(number)?;
        self.in_one(out, |tx| {
            let opened = Opened::of(tx, self.safe, id)?;
            let given = documents::of(&opened, wanted);
            let mut files = document_files(&given)?;
            let record_file = self.record_of(&given, wanted, order, &files);
            files.push((
                "record.json".to_owned(),
                serde_json::to_vec_pretty(&record_file)?,
            ));
            let zipped = zip(&files)?;
            let places: usize = given.blanked.values().sum();
            let facts = [
                ("sha256", zipped.sha256.clone()),
                ("places", places.to_string()),
                ("with_notes", wanted.with_notes.to_string()),
                ("fields", fields(&given)),
            ];
            let name = EventName::DocumentsExported;
            record(tx, &opened.keys, id, name, order, &facts, self.now)?;
            zipped.write(out)?;
            Ok(Given {
                blanked: given.blanked,
                notes_left_out: given.notes_left_out,
                sha256: zipped.sha256,
            })
        })
    }

    fn record_of(
        &self,
        given: &Documents,
        wanted: &Wanted,
        order: &Order,
        files: &[(String, Vec<u8>)],
    ) -> Value {
        let hashes: BTreeMap<_, _> = files
            .iter()
            .map(|(name, bytes)| (name, sha256(bytes)))
            .collect();
        json!({
            "made_at": self.now,
            "by": order.by,
            "blanked": given.blanked,
            "words_asked_for": wanted.words.len(),
            "internal_notes_left_out": given.notes_left_out,
            "sha256": hashes,
        })
    }

    /// One transaction; without its commit there is no file.
    fn in_one<T>(
        &self,
        out: &Path,
        work: impl FnOnce(&mut Tx<'_>) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        if out.exists() {
            bail!("{} is there already", out.display());
        }
        let done = self.db.transact_blocking(&Actor::System, work);
        if done.is_err() {
            // Nothing to take back when it never came that far.
            let _ = std::fs::remove_file(out);
        }
        done
    }
}

fn document_files(given: &Documents) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut files = vec![
        ("README.txt".to_owned(), readme::documents().into_bytes()),
        (
            "sag.json".to_owned(),
            serde_json::to_vec_pretty(&given.case)?,
        ),
    ];
    let texts = given.files.iter().cloned();
    files.extend(texts.map(|(name, text)| (name, text.into_bytes())));
    Ok(files)
}

/// `field=places`, for the timeline.
fn fields(given: &Documents) -> String {
    let each: Vec<String> = given
        .blanked
        .iter()
        .map(|(field, places)| format!("{field}={places}"))
        .collect();
    each.join(" ")
}

/// For showing: where a hit stands, in a line.
#[must_use]
pub(crate) fn places_of(hit: &find::Hit) -> String {
    let places: Vec<&str> = hit.places.iter().map(|place| place.code()).collect();
    places.join(", ")
}
