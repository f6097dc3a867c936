//! Where values come from: the file, then the environment, which wins.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::known::{self, Key, Secrecy};

/// A value as somebody wrote it.
#[derive(Debug, Clone)]
pub(super) struct Raw {
    pub(super) text: String,
    pub(super) origin: Origin,
}

/// Who set a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// Nobody: the default.
    Default,
    /// The configuration file.
    File,
    /// This environment variable.
    Environment(String),
}

/// The values that somebody set, by key.
pub(super) type Values = BTreeMap<&'static str, Raw>;

/// Reads both sources. Every problem is collected, none stops the reading.
pub(super) fn gather(
    file: Option<(&Path, &str)>,
    environment: impl IntoIterator<Item = (OsString, OsString)>,
    problems: &mut Vec<String>,
) -> Values {
    let mut values = Values::new();
    if let Some((path, text)) = file {
        read_file(path, text, &mut values, problems);
    }
    let mut set = Values::new();
    for (name, value) in environment {
        read_variable(&name, &value, &mut set, problems);
    }
    values.extend(set);
    values
}

fn read_file(path: &Path, text: &str, values: &mut Values, problems: &mut Vec<String>) {
    let table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => {
            // The error's own text would quote the line, and with it a secret.
            let error: toml::de::Error = error;
            let before = error.span().and_then(|span| text.get(..span.start));
            let line = before.map_or(1, |before| before.matches('\n').count() + 1);
            problems.push(format!(
                "{}, line {line}: {}",
                path.display(),
                error.message()
            ));
            return;
        }
    };
    for (name, value) in table {
        match value {
            toml::Value::Table(section) => {
                for (key, value) in section {
                    set_from_file(&format!("{name}.{key}"), &value, values, problems);
                }
            }
            toml::Value::String(_)
            | toml::Value::Integer(_)
            | toml::Value::Float(_)
            | toml::Value::Boolean(_)
            | toml::Value::Datetime(_)
            | toml::Value::Array(_) => set_from_file(&name, &value, values, problems),
        }
    }
}

fn set_from_file(name: &str, value: &toml::Value, values: &mut Values, problems: &mut Vec<String>) {
    let text = match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Boolean(switch) if known::find(name).is_some_and(Key::is_switch) => {
            switch.to_string()
        }
        toml::Value::Float(_)
        | toml::Value::Boolean(_)
        | toml::Value::Datetime(_)
        | toml::Value::Array(_)
        | toml::Value::Table(_) => {
            problems.push(format!("{name}: must be text in quotes or a number"));
            return;
        }
    };
    if !set(name, &text, &Origin::File, values, problems) {
        let nearest = known::nearest(name, str::to_owned);
        problems.push(unknown(name, nearest));
    }
}

fn read_variable(
    name: &OsString,
    value: &OsString,
    values: &mut Values,
    problems: &mut Vec<String>,
) {
    let Some(name) = name.to_str() else { return };
    let key = match name.strip_prefix("SMV_CERT_") {
        Some(rest) if rest.starts_with("TEST_") => return,
        Some(rest) => rest.to_lowercase().replace("__", "."),
        // The name that other tools know; ours is the more specific one.
        None if name == "DATABASE_URL" && !values.contains_key("database.url") => {
            "database.url".to_owned()
        }
        None => return,
    };
    let Some(value) = value.to_str() else {
        problems.push(format!("{name}: is not UTF-8"));
        return;
    };
    if value.is_empty() {
        return;
    }
    if name.starts_with("SMV_CERT_DATABASE__URL") {
        values.remove("database.url");
    }
    let origin = Origin::Environment(name.to_owned());
    if !set(&key, value, &origin, values, problems) {
        problems.push(unknown(
            name,
            known::nearest(&key, str::to_owned).map(|k| known::variable(&k)),
        ));
    }
}

/// Sets a value, or reads the file that holds it. False: there is no such key.
fn set(
    name: &str,
    text: &str,
    origin: &Origin,
    values: &mut Values,
    problems: &mut Vec<String>,
) -> bool {
    let in_file = name
        .strip_suffix("_file")
        .and_then(known::find)
        .filter(|key| key.secrecy == Secrecy::Secret);
    let (key, text) = match (in_file, known::find(name)) {
        (Some(key), _) => match read_secret(name, &PathBuf::from(text)) {
            Ok(secret) => (key, secret),
            Err(problem) => {
                problems.push(problem);
                return true;
            }
        },
        (None, Some(key)) => (key, text.to_owned()),
        (None, None) => return false,
    };
    let origin = origin.clone();
    if values.insert(key.name, Raw { text, origin }).is_some() {
        let name = key.name;
        problems.push(format!("{name}: set {name} or {name}_file, not both"));
    }
    true
}

/// Says so when the file can be read by everybody and holds a secret.
pub(super) fn open_secrets(path: &Path, values: &Values) -> Option<String> {
    let mode = std::fs::metadata(path).ok()?.mode() & 0o777;
    if mode & 0o007 == 0 {
        return None;
    }
    let key = values
        .iter()
        .find(|(name, raw)| {
            let secret = known::find(name).is_some_and(|key| key.secrecy == Secrecy::Secret);
            secret && raw.origin == Origin::File && raw.text != "file:"
        })
        .map(|(name, _)| *name)?;
    Some(format!(
        "{key}: {} may be read by everybody (mode {mode:03o}): chmod 640 it, or put the secret into a \
         file of its own, named by {key}_file",
        path.display()
    ))
}

fn read_secret(name: &str, path: &Path) -> Result<String, String> {
    let problem = |why: &str| format!("{name}: the file {} {why}", path.display());
    let text = std::fs::read_to_string(path)
        .map_err(|error| problem(&format!("cannot be read: {error}")))?;
    let mode = std::fs::metadata(path)
        .map_err(|error| problem(&format!("cannot be read: {error}")))?
        .mode();
    if mode & 0o007 != 0 {
        return Err(problem(&format!(
            "may be read or written by everybody (mode {:03o}): chmod 600 it, and use a new secret",
            mode & 0o777
        )));
    }
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() {
        return Err(problem("is empty"));
    }
    Ok(secret.to_owned())
}

fn unknown(name: &str, nearest: Option<String>) -> String {
    match nearest {
        Some(nearest) => format!("{name}: there is no such key; did you mean {nearest}?"),
        None => format!("{name}: there is no such key; `smv-cert config` shows those there are"),
    }
}
