//! Which fields of a report and of an event hold words of people, and how each is blanked.

use super::Mentions;
use crate::event::EventBody;
use crate::report::Report;
use crate::stage;
use serde_json::Value;
use uuid::Uuid;

impl Mentions {
    /// Blanks a report in place, its persons aside: those stand apart. Names of firms lose only what
    /// says who it is, so that a firm that bears a family's name keeps its own.
    pub fn blank_report(&self, report: &mut Report, mark: &str) -> usize {
        let mut places = put(&mut report.description, |text| self.blank(text, mark));
        for value in report.details.values_mut() {
            places += self.blank_json(value, mark);
        }
        let supplier = report.on_behalf.as_mut();
        let named = [
            report.organisation.name.as_mut(),
            supplier.and_then(|supplier| supplier.supplier.as_mut()),
            report.source.as_mut(),
            report.source_ref.as_mut(),
        ];
        for text in named.into_iter().flatten() {
            places += put(text, |text| self.blank_whole(text, mark));
        }
        places
    }

    /// Blanks an event in place. Facts are codes, numbers and ids: they lose only what says who it is.
    pub fn blank_event(&self, body: &mut EventBody, mark: &str) -> usize {
        let mut places = 0;
        if let Some(text) = &mut body.text {
            places += put(text, |text| self.blank(text, mark));
        }
        for (name, fact) in &mut body.facts {
            if stage::WORDS.contains(&name.as_str()) {
                places += put(fact, |fact| self.blank(fact, mark));
            } else if Uuid::parse_str(fact).is_err() {
                places += put(fact, |fact| self.blank_whole(fact, mark));
            }
        }
        places
    }

    /// Whether a report says who it is, its persons aside.
    #[must_use]
    pub fn found_in_report(&self, report: &Report) -> bool {
        report_texts(report).iter().any(|text| self.found_in(text))
    }

    /// Whether an event says who it is.
    #[must_use]
    pub fn found_in_event(&self, body: &EventBody) -> bool {
        let facts = body
            .facts
            .values()
            .filter(|fact| Uuid::parse_str(fact).is_err());
        let mut texts = body.text.iter().chain(facts);
        texts.any(|text| self.found_in(text))
    }
}

fn put(text: &mut String, blank: impl Fn(&str) -> super::Blanked) -> usize {
    let done = blank(text);
    if done.places > 0 {
        *text = done.text;
    }
    done.places
}

/// The words of people in a report, its persons aside.
#[must_use]
pub fn report_texts(report: &Report) -> Vec<&str> {
    let supplier = report.on_behalf.as_ref();
    let mut texts = vec![report.description.as_str()];
    let named = [
        report.organisation.name.as_ref(),
        supplier.and_then(|supplier| supplier.supplier.as_ref()),
        report.source.as_ref(),
        report.source_ref.as_ref(),
    ];
    texts.extend(named.into_iter().flatten().map(String::as_str));
    for value in report.details.values() {
        add_strings(value, &mut texts);
    }
    texts
}

fn add_strings<'v>(value: &'v Value, texts: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(items) => items.iter().for_each(|item| add_strings(item, texts)),
        Value::Object(object) => object.values().for_each(|item| add_strings(item, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
