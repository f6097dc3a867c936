//! JSON lines: flat objects, or the register's own documents (`Vrvirksomhed`, bare or as `_source`).

use std::io::{BufRead as _, BufReader, Read};

use anyhow::Context as _;
use serde_json::Value;

use super::{BadLine, Firms, Texts};

pub(super) fn read<R: Read + 'static>(file: BufReader<R>) -> Firms {
    let lines = (1..).zip(file.lines());
    let filled =
        lines.filter(|(_, text)| text.as_ref().map_or(true, |text| !text.trim().is_empty()));
    Box::new(filled.map(|(line, text)| {
        let text = text.with_context(|| format!("line {line} cannot be read"))?;
        let firm = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}'))
            .map_err(|error| error.to_string())
            .and_then(|value| texts(&value).firm());
        Ok(firm.map_err(|why| BadLine { line, why }))
    }))
}

fn texts(value: &Value) -> Texts {
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
        Value::Number(number) => {
            let number = number.to_string();
            // Numbers lose their leading zeros; a CVR number has none, a municipality pads itself.
            number
        }
        Value::Object(object) => object.get("code").map(text).unwrap_or_default(),
        Value::Null | Value::Bool(_) | Value::Array(_) => String::new(),
    }
}
