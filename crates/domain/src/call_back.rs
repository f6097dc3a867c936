//! Somebody wants to be called: the shortest report there is.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::contact::Phone;
use crate::flood::Doubt;
use crate::language::Language;

/// Most bytes of a report that goes along. Its sealed row may have 64 KiB.
const REPORT_MAX: usize = 48 * 1024;

/// Whom to call, and what they have written so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallBack {
    /// Name.
    pub name: String,
    /// Number.
    pub phone: Phone,
    /// In which language.
    pub language: Language,
    /// An unsent report, as far as it goes; follows no rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Value>,
    /// Why it looks as if a program had asked. Nobody is refused for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<Doubt>,
}

impl CallBack {
    /// The same with the report cut to what a row holds: its longest texts first. Whoever calls hears the
    /// rest.
    #[must_use]
    pub fn cut(mut self) -> Self {
        if let Some(report) = &mut self.report {
            let mut longest = REPORT_MAX / 2;
            while report.to_string().len() > REPORT_MAX && longest > 0 {
                shorten(report, longest);
                longest /= 2;
            }
        }
        self
    }
}

/// Cuts every text to so many characters.
fn shorten(value: &mut Value, most: usize) {
    match value {
        Value::String(text) if text.chars().count() > most => {
            *text = text.chars().take(most).chain(['…']).collect();
        }
        Value::Array(items) => items.iter_mut().for_each(|item| shorten(item, most)),
        Value::Object(members) => members.values_mut().for_each(|item| shorten(item, most)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{CallBack, REPORT_MAX};
    use crate::contact::Phone;
    use crate::language::Language;
    use serde_json::json;

    #[test]
    fn a_report_that_is_too_long_keeps_its_short_answers_and_the_beginning_of_the_long_ones() {
        let words = "æ\u{1}".repeat(20_000);
        let asked = CallBack {
            name: "Karen Holm".to_owned(),
            phone: Phone::parse("20304050").unwrap(),
            language: Language::Da,
            report: Some(json!({"kind": "malware", "description": words, "details": {"x": words}})),
            doubts: Vec::new(),
        };

        let cut = asked.clone().cut();

        let report = cut.report.unwrap();
        assert!(report.to_string().len() <= REPORT_MAX);
        assert_eq!(report["kind"], "malware");
        let description = report["description"].as_str().unwrap();
        assert!(description.len() > 2_000 && words.starts_with(description.trim_end_matches('…')));
        let short = CallBack {
            report: Some(json!({"kind": "malware"})),
            ..asked
        };
        assert_eq!(short.clone().cut(), short);
    }
}
