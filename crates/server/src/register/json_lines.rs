//! JSON lines: flat objects, or the register's own documents (`Vrvirksomhed`, bare or as `_source`).

use std::io::{BufRead as _, BufReader, Read};

use anyhow::{Context as _, bail};
use domain::register::RegisteredFirm;
use serde_json::Value;

use super::{BadLine, Firms, Texts};

/// Longest line, in bytes: a firm with all its history is shorter.
const LINE_MAX: u64 = 4 << 20;

pub(super) fn read<R: Read + 'static>(file: BufReader<R>) -> Firms {
    let mut lines = Lines { file, line: 0 };
    Box::new(std::iter::from_fn(move || lines.next_firm().transpose()))
}

struct Lines<R> {
    file: BufReader<R>,
    line: u64,
}

impl<R: Read> Lines<R> {
    /// The next line with something in it.
    fn next_firm(&mut self) -> anyhow::Result<Option<Result<RegisteredFirm, BadLine>>> {
        loop {
            self.line += 1;
            let line = self.line;
            let mut bytes = Vec::new();
            let mut limited = (&mut self.file).take(LINE_MAX);
            let read = limited.read_until(b'\n', &mut bytes);
            if read.with_context(|| format!("line {line} cannot be read"))? == 0 {
                return Ok(None);
            }
            if limited.limit() == 0 && !bytes.ends_with(b"\n") {
                bail!("line {line} is longer than a firm can be: JSON lines have a firm on each");
            }
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            let firm = serde_json::from_slice::<Value>(bytes)
                .map_err(|error| error.to_string())
                .and_then(|value| texts(&value).firm());
            return Ok(Some(firm.map_err(|why| BadLine { line, why })));
        }
    }
}

pub(super) fn texts(value: &Value) -> Texts {
    let value = value.get("_source").unwrap_or(value);
    match value.get("Vrvirksomhed") {
        Some(firm) => document(firm),
        None if value.get("cvrNummer").is_some() => document(value),
        None => flat(value),
    }
}

fn flat(value: &Value) -> Texts {
    let of = |names: &[&str]| {
        let found = names.iter().find_map(|name| value.get(name));
        found.map(text).unwrap_or_default()
    };
    Texts {
        cvr: of(&["cvr", "number", "cvrnummer"]),
        name: of(&["name", "navn"]),
        size: of(&["size_class", "size", "ansatte", "employees"]),
        sector: of(&["sector", "branchekode", "industry"]),
        municipality: of(&["municipality", "kommunekode", "kommune"]),
        phone: of(&["phone", "telefon"]),
    }
}

/// A document of the register's distribution: what is newest stands in `virksomhedMetadata`.
fn document(firm: &Value) -> Texts {
    let newest = |path: &str| {
        let found = firm.pointer(&format!("/virksomhedMetadata/{path}"));
        found.map(text).unwrap_or_default()
    };
    let size = [
        "nyesteErstMaanedsbeskaeftigelse",
        "nyesteAarsbeskaeftigelse",
    ];
    let size = size.map(|name| newest(&format!("{name}/intervalKodeAntalAnsatte")));
    Texts {
        cvr: firm.get("cvrNummer").map(text).unwrap_or_default(),
        name: newest("nyesteNavn/navn"),
        size: size
            .into_iter()
            .find(|size| !size.is_empty())
            .unwrap_or_default(),
        sector: newest("nyesteHovedbranche/branchekode"),
        municipality: newest("nyesteBeliggenhedsadresse/kommune/kommuneKode"),
        phone: phone(firm),
    }
}

/// The number that holds today: the one whose period has no end.
fn phone(firm: &Value) -> String {
    let numbers = firm.get("telefonNummer").and_then(Value::as_array);
    let holds = |number: &&Value| {
        number
            .pointer("/periode/gyldigTil")
            .is_none_or(Value::is_null)
    };
    let current = numbers.and_then(|numbers| numbers.iter().rfind(holds));
    let number = current.and_then(|number| number.get("kontaktoplysning"));
    number.map(text).unwrap_or_default()
}

/// A text, or a number as text.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        // Numbers lose leading zeros; a CVR number has none, a municipality pads itself.
        Value::Number(number) => number.to_string(),
        Value::Object(object) => object.get("code").map(text).unwrap_or_default(),
        Value::Null | Value::Bool(_) | Value::Array(_) => String::new(),
    }
}
