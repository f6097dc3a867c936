//! What is written of somebody in a text: finding it and blanking it.

use serde_json::Value;

use super::Subject;
use super::patterns::Form;

/// Name parts shorter than this are too common to be blanked.
const PART_MIN: usize = 3;
/// Parts of names that name nobody.
const PARTICLES: [&str; 9] = [
    "von", "van", "der", "den", "del", "las", "los", "ten", "bin",
];

/// What to look for.
#[derive(Debug, Clone, Default)]
pub struct Mentions {
    /// Says who it is by itself: address, number, full name.
    whole: Vec<Form>,
    /// Says it only where the person is known to be meant: first and last name.
    parts: Vec<Form>,
}

/// A text after blanking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blanked {
    /// The text.
    pub text: String,
    /// How many places were blanked.
    pub places: usize,
}

impl Mentions {
    /// What is written of a person or firm.
    #[must_use]
    pub fn of(subject: &Subject) -> Self {
        let mut mentions = Self::default();
        mentions
            .whole
            .extend(subject.emails.iter().filter_map(Form::email));
        mentions
            .whole
            .extend(subject.phones.iter().filter_map(Form::phone));
        let cvrs = subject.cvrs.iter().map(crate::cvr::Cvr::as_str);
        mentions.whole.extend(cvrs.filter_map(Form::cvr));
        for name in &subject.names {
            mentions.add_name(name);
        }
        mentions
    }

    /// The same and these words, however they are cased.
    #[must_use]
    pub fn and_words(mut self, words: &[String]) -> Self {
        for word in words {
            let each: Vec<&str> = word.split_whitespace().collect();
            self.whole.extend(Form::words(&each));
        }
        self
    }

    /// The same and whatever looks like an address or a number.
    #[must_use]
    pub fn and_all_contacts(mut self) -> Self {
        self.whole.extend(Form::any_email());
        self.whole.extend(Form::any_phone());
        self
    }

    fn add_name(&mut self, name: &str) {
        let words: Vec<&str> = name.split_whitespace().collect();
        if let [rest @ .., last] = words.as_slice()
            && !rest.is_empty()
        {
            self.whole.extend(Form::words(&words));
            let backwards: Vec<&str> = [&[*last], rest].concat();
            self.whole.extend(Form::words(&backwards));
        }
        let parts = words.iter().flat_map(|word| word.split('-'));
        for part in parts.filter(|part| is_telling(part)) {
            self.parts.extend(Form::words(&[part]));
        }
    }

    /// Whether the text says who it is: by address, number or full name.
    #[must_use]
    pub fn found_in(&self, text: &str) -> bool {
        self.whole.iter().any(|form| form.next(text, 0).is_some())
    }

    /// Blanks everything, first and last names too: for free text where the person is meant.
    #[must_use]
    pub fn blank(&self, text: &str, mark: &str) -> Blanked {
        let forms = self.whole.iter().chain(&self.parts);
        blanked(forms, text, mark)
    }

    /// Blanks only what says who it is: for the names of firms and for facts.
    #[must_use]
    pub fn blank_whole(&self, text: &str, mark: &str) -> Blanked {
        blanked(self.whole.iter(), text, mark)
    }

    /// Blanks every text in a value, in place; answers how many places.
    pub fn blank_json(&self, value: &mut Value, mark: &str) -> usize {
        match value {
            Value::String(text) => {
                let done = self.blank(text, mark);
                *text = done.text;
                done.places
            }
            Value::Array(items) => items
                .iter_mut()
                .map(|item| self.blank_json(item, mark))
                .sum(),
            Value::Object(object) => {
                let values = object.values_mut();
                values.map(|value| self.blank_json(value, mark)).sum()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        }
    }
}

fn is_telling(part: &str) -> bool {
    part.chars().filter(|c| c.is_alphabetic()).count() >= PART_MIN
        && !PARTICLES.contains(&part.to_lowercase().as_str())
}

fn blanked<'f>(forms: impl Iterator<Item = &'f Form>, text: &str, mark: &str) -> Blanked {
    let mut taken: Vec<(usize, usize)> = Vec::new();
    for form in forms {
        let mut from = 0;
        while let Some((start, end)) = form.next(text, from) {
            from = end.max(from + 1);
            taken.push((start, end));
        }
    }
    taken.sort_unstable();
    let (mut out, mut places, mut done) = (String::with_capacity(text.len()), 0, 0);
    for (start, end) in taken {
        if start < done {
            // Part of what was blanked already, or reaching further.
            done = done.max(end);
            continue;
        }
        out.push_str(text.get(done..start).unwrap_or_default());
        out.push_str(mark);
        places += 1;
        done = end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Blanked { text: out, places }
}

#[cfg(test)]
#[path = "mentions_tests.rs"]
mod tests;
