//! Reads a JSON object field by field and collects everything that is wrong with it.
//!
//! serde stops at the first error and cannot name the place; a firm that fixes one field should not
//! be sent back for the next. Every body of the API that people write by hand is read with this.

use serde_json::{Map, Value};

use crate::problem::{FieldProblem, Rule};

/// Reads one object; nested objects report to the same list.
pub struct Reader<'v> {
    object: &'v Map<String, Value>,
    pointer: String,
    known: Vec<&'static str>,
    problems: Vec<FieldProblem>,
}

static NOTHING: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);

impl<'v> Reader<'v> {
    /// Begins with the whole body.
    #[must_use]
    pub fn new(body: &'v Value) -> Self {
        Self::at(body, "#".to_owned())
    }

    fn at(value: &'v Value, pointer: String) -> Self {
        let mut problems = Vec::new();
        let object = value.as_object().unwrap_or_else(|| {
            problems.push(FieldProblem {
                pointer: pointer.clone(),
                rule: Rule::WrongType("object"),
            });
            &NOTHING
        });
        Self {
            object,
            pointer,
            known: Vec::new(),
            problems,
        }
    }

    /// Notes a problem of one field.
    pub fn problem(&mut self, field: &str, rule: Rule) {
        self.problems.push(FieldProblem {
            pointer: format!("{}/{field}", self.pointer),
            rule,
        });
    }

    /// Whether the field is there and not null.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.object.get(field).is_some_and(|value| !value.is_null())
    }

    /// Whether the field is there, even as null: where null says something.
    #[must_use]
    pub fn mentions(&self, field: &str) -> bool {
        self.object.contains_key(field)
    }

    /// Whether the field holds text that says nothing.
    #[must_use]
    pub fn is_blank(&self, field: &str) -> bool {
        let text = self.object.get(field).and_then(Value::as_str);
        text.is_some_and(|text| text.trim().is_empty())
    }

    fn value(&mut self, field: &'static str) -> Option<&'v Value> {
        self.known.push(field);
        self.object.get(field).filter(|value| !value.is_null())
    }

    /// An optional text, trimmed; empty counts as missing.
    pub fn text(&mut self, field: &'static str, max: usize) -> Option<String> {
        let value = self.value(field)?;
        let Some(text) = value.as_str() else {
            self.problem(field, Rule::WrongType("string"));
            return None;
        };
        if let Some(rule) = text_rule(text, max) {
            self.problem(field, rule);
            return None;
        }
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// A secret that must be there, exactly as typed: blanks may belong to it.
    pub fn secret(&mut self, field: &'static str, max: usize) -> String {
        let before = self.problems.len();
        let trimmed = self.text(field, max);
        if trimmed.is_none() && self.problems.len() == before {
            self.problem(field, Rule::Required);
        }
        let typed = self.object.get(field).and_then(Value::as_str);
        typed.unwrap_or_default().to_owned()
    }

    /// A text that must be there, with at least `min` characters.
    pub fn required_text(&mut self, field: &'static str, min: usize, max: usize) -> String {
        let before = self.problems.len();
        let text = self.text(field, max).unwrap_or_default();
        if self.problems.len() == before {
            if text.is_empty() {
                self.problem(field, Rule::Required);
            } else if text.chars().count() < min {
                self.problem(field, Rule::TooShort(min));
            }
        }
        text
    }

    /// An optional text that `parse` must accept, else `rule`.
    pub fn parsed<T>(
        &mut self,
        field: &'static str,
        rule: Rule,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(field, 400)?;
        let parsed = parse(&text);
        if parsed.is_none() {
            self.problem(field, rule);
        }
        parsed
    }

    /// An optional list of texts that `parse` must accept; others are unknown.
    pub fn parsed_list<T>(
        &mut self,
        field: &'static str,
        max: usize,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = self.value(field) else {
            return Vec::new();
        };
        let Some(items) = value.as_array() else {
            self.problem(field, Rule::WrongType("array"));
            return Vec::new();
        };
        if items.len() > max {
            self.problem(field, Rule::TooMany(max));
            return Vec::new();
        }
        let mut parsed = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            match item.as_str().map(&parse) {
                Some(Some(value)) => parsed.push(value),
                Some(None) => self.problem(&format!("{field}/{at}"), Rule::Unknown),
                None => self.problem(&format!("{field}/{at}"), Rule::WrongType("string")),
            }
        }
        parsed
    }

    /// An optional choice from a closed list.
    pub fn choice<T>(
        &mut self,
        field: &'static str,
        codes: &'static [&'static str],
        from_code: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        if self.is_blank(field) {
            self.known.push(field);
            self.problem(field, Rule::NotAChoice(codes));
            return None;
        }
        self.parsed(field, Rule::NotAChoice(codes), from_code)
    }

    /// A choice that must be there.
    pub fn required_choice<T>(
        &mut self,
        field: &'static str,
        codes: &'static [&'static str],
        from_code: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let before = self.problems.len();
        let choice = self.choice(field, codes, from_code);
        if choice.is_none() && self.problems.len() == before {
            self.problem(field, Rule::Required);
        }
        choice
    }

    /// A whole number from zero up that must be there.
    pub fn required_number(&mut self, field: &'static str) -> Option<u64> {
        let number = self.value(field).map(Value::as_u64);
        match number {
            None => self.problem(field, Rule::Required),
            Some(None) => self.problem(field, Rule::WrongType("whole number")),
            Some(Some(_)) => {}
        }
        number.flatten()
    }

    /// An optional truth value.
    pub fn boolean(&mut self, field: &'static str) -> Option<bool> {
        let value = self.value(field)?;
        if value.as_bool().is_none() {
            self.problem(field, Rule::WrongType("boolean"));
        }
        value.as_bool()
    }

    /// An optional nested object, read by `read`.
    pub fn object<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&mut Reader<'v>) -> T,
    ) -> Option<T> {
        let value = self.value(field)?;
        let mut inner = Reader::at(value, format!("{}/{field}", self.pointer));
        let read = read(&mut inner);
        self.problems.extend(inner.finish());
        Some(read)
    }

    /// An optional list of objects, each read by `read`.
    pub fn list<T>(
        &mut self,
        field: &'static str,
        max: usize,
        read: impl Fn(&mut Reader<'v>) -> T,
    ) -> Vec<T> {
        let Some(value) = self.value(field) else {
            return Vec::new();
        };
        let Some(items) = value.as_array() else {
            self.problem(field, Rule::WrongType("array"));
            return Vec::new();
        };
        if items.len() > max {
            self.problem(field, Rule::TooMany(max));
            return Vec::new();
        }
        let mut read_items = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let mut inner = Reader::at(item, format!("{}/{field}/{at}", self.pointer));
            read_items.push(read(&mut inner));
            self.problems.extend(inner.finish());
        }
        read_items
    }

    /// An optional object of free keys with short values: text, number or truth value.
    pub fn free_object(&mut self, field: &'static str, max: usize) -> Map<String, Value> {
        let Some(value) = self.value(field) else {
            return Map::new();
        };
        let Some(object) = value.as_object() else {
            self.problem(field, Rule::WrongType("object"));
            return Map::new();
        };
        if object.len() > 40 {
            self.problem(field, Rule::TooMany(40));
            return Map::new();
        }
        for (name, value) in object {
            let fits = !name.is_empty()
                && name.len() <= 60
                && name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            let rule = match value {
                _ if !fits => Some(Rule::Name),
                Value::String(text) => text_rule(text, max),
                Value::Null | Value::Bool(_) | Value::Number(_) => None,
                Value::Array(_) | Value::Object(_) => Some(Rule::WrongType("string")),
            };
            if let Some(rule) = rule {
                // A name with `/` or `~` is escaped as in RFC 6901, section 3.
                let name = name.replace('~', "~0").replace('/', "~1");
                self.problem(&format!("{field}/{name}"), rule);
            }
        }
        object.clone()
    }

    /// Ends the object: fields nobody asked for are problems too.
    #[must_use]
    pub fn finish(mut self) -> Vec<FieldProblem> {
        let unknown: Vec<&String> = self
            .object
            .keys()
            .filter(|key| !self.known.contains(&key.as_str()))
            .collect();
        for key in unknown {
            let nearest = nearest(key, &self.known);
            let name = key.replace('~', "~0").replace('/', "~1");
            self.problem(&name, Rule::UnknownField { nearest });
        }
        self.problems
    }
}

fn text_rule(text: &str, max: usize) -> Option<Rule> {
    if text.contains('\0') {
        return Some(Rule::NulCharacter);
    }
    (text.trim().chars().count() > max).then_some(Rule::TooLong(max))
}

/// The known field that the unknown one most likely means.
fn nearest(key: &str, known: &[&'static str]) -> Option<String> {
    known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(key, name), name))
        .filter(|(distance, name)| *distance <= (name.len() / 3).max(1))
        .min()
        .map(|(_, name)| (*name).to_owned())
}
