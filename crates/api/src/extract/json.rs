//! JSON as strictly as a report deserves: a member stands once, text is Unicode without U+0000, and
//! nothing is nested without end.
//!
//! serde keeps the last of two members with one name: a filter before us and we would read different
//! reports. PostgreSQL takes no U+0000, and a half surrogate is no text at all.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;

use domain::problem::{FieldProblem, Rule};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::error::{ApiError, Malformed};

/// Most levels of objects and lists.
const DEPTH_MAX: usize = 32;

/// Reads a body.
pub(crate) fn read(bytes: &[u8]) -> Result<Value, ApiError> {
    let (text, unfit) = mended(bytes);
    let mut notes = Notes {
        unfit,
        ..Notes::default()
    };
    let mut json = serde_json::Deserializer::from_slice(&text);
    let seed = Place {
        pointer: "#".to_owned(),
        depth: 0,
        notes: &mut notes,
    };
    let read = seed
        .deserialize(&mut json)
        .and_then(|value| json.end().map(|()| value));
    let malformed = match read {
        Ok(value) if notes.twice.is_none() => {
            return if notes.problems.is_empty() {
                Ok(value)
            } else {
                Err(ApiError::Invalid(notes.problems))
            };
        }
        _ if notes.is_too_deep => Malformed::TooDeep,
        Ok(_) => Malformed::Duplicate(notes.twice.unwrap_or_default()),
        Err(_) => Malformed::Json,
    };
    Err(ApiError::Malformed(malformed))
}

/// What was noticed on the way.
#[derive(Default)]
struct Notes {
    /// What stands behind each U+0000 of the text, in its order.
    unfit: VecDeque<Rule>,
    problems: Vec<FieldProblem>,
    /// The first member that stands twice.
    twice: Option<String>,
    is_too_deep: bool,
}

impl Notes {
    fn look_at(&mut self, text: &str, pointer: &str) {
        for at in 0..text.matches('\0').count() {
            let rule = self.unfit.pop_front().unwrap_or(Rule::NulCharacter);
            // Once for each text.
            if at == 0 {
                let pointer = pointer.to_owned();
                self.problems.push(FieldProblem { pointer, rule });
            }
        }
    }
}

/// One value, at its place.
struct Place<'n> {
    pointer: String,
    depth: usize,
    notes: &'n mut Notes,
}

impl Place<'_> {
    fn below(&mut self, name: &str) -> Place<'_> {
        Place {
            pointer: format!("{}/{name}", self.pointer),
            depth: self.depth + 1,
            notes: self.notes,
        }
    }

    fn go_deeper<E: serde::de::Error>(&mut self) -> Result<(), E> {
        if self.depth < DEPTH_MAX {
            return Ok(());
        }
        self.notes.is_too_deep = true;
        Err(E::custom("too deep"))
    }
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        let number = Number::from_f64(value).ok_or_else(|| E::custom("not a number"))?;
        Ok(Value::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        self.notes.look_at(text, &self.pointer);
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Value, A::Error> {
        self.go_deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.below(&list.len().to_string()))? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Value, A::Error> {
        self.go_deeper()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            // A name with `/` or `~` is escaped as in RFC 6901, section 3.
            let place = self.below(&name.replace('~', "~0").replace('/', "~1"));
            place.notes.look_at(&name, &place.pointer);
            if object.contains_key(&name) && place.notes.twice.is_none() {
                place.notes.twice = Some(place.pointer.clone());
            }
            let value = members.next_value_seed(place)?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

/// The text with each half of a surrogate pair as U+0000, which no field takes, and what stands
/// behind each U+0000. serde would end there and could not name the field.
fn mended(bytes: &[u8]) -> (Cow<'_, [u8]>, VecDeque<Rule>) {
    let mut text = Cow::Borrowed(bytes);
    let mut unfit = VecDeque::new();
    let (mut at, mut in_string) = (0, false);
    while let Some(byte) = bytes.get(at) {
        match (in_string, byte) {
            (_, b'"') => in_string = !in_string,
            (true, b'\\') => match unit(bytes, at) {
                Some(0) => unfit.push_back(Rule::NulCharacter),
                Some(0xd800..=0xdbff) if is_low(unit(bytes, at + 6)) => at += 6,
                Some(0xd800..=0xdfff) => {
                    unfit.push_back(Rule::NotUnicode);
                    if let Some(digits) = text.to_mut().get_mut(at + 2..at + 6) {
                        digits.fill(b'0');
                    }
                }
                // Not a code unit: what is escaped is passed over, it may be a quote.
                Some(_) | None => at += 1,
            },
            _ => {}
        }
        at += 1;
    }
    (text, unfit)
}

/// The code unit that is escaped at this place.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let digits = std::str::from_utf8(digits).ok()?;
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    u16::from_str_radix(digits, 16).ok().filter(|_| is_hex)
}

const fn is_low(unit: Option<u16>) -> bool {
    matches!(unit, Some(0xdc00..=0xdfff))
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
