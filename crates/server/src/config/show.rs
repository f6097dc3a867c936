//! The effective configuration for people: TOML, secrets masked, with who set what.

use std::fmt::Write as _;

use url::Url;

use super::known::{KEYS, Key, Secrecy};
use super::source::{Origin, Values};

/// Writes it down, section by section.
pub(super) fn as_toml(values: &Values) -> String {
    let (mut shown, mut current) = (String::new(), "");
    for key in KEYS {
        let (section, name) = key.name.split_once('.').unwrap_or(("", key.name));
        if section != current {
            let _ = writeln!(shown, "\n[{section}]");
            current = section;
        }
        let set = values.get(key.name);
        let Some(text) = set.map(|raw| raw.text.as_str()).or(key.default) else {
            let _ = writeln!(shown, "# {name} is not set");
            continue;
        };
        let text = match key.secrecy {
            Secrecy::Open => text.to_owned(),
            Secrecy::Secret => masked(text),
        };
        let origin = match set.map(|raw| &raw.origin) {
            Some(Origin::File) => "from the file",
            Some(Origin::Environment(variable)) => variable,
            Some(Origin::Default) | None => "default",
        };
        let value = if is_number(key) || key.is_switch() {
            text
        } else {
            toml::Value::String(text).to_string()
        };
        let _ = writeln!(shown, "{name} = {value}  # {origin}");
    }
    shown
}

fn is_number(key: &Key) -> bool {
    let number = key.default.is_some_and(|text| text.parse::<u32>().is_ok());
    number && !key.name.starts_with("contact.")
}

/// A URL keeps what is not secret; of everything else nothing is shown.
fn masked(text: &str) -> String {
    if text == "file:" {
        return text.to_owned();
    }
    match Url::parse(text) {
        Ok(mut url)
            if url.host().is_some() && url.query_pairs().all(|(name, _)| is_open(&name)) =>
        {
            if url.password().is_some() && url.set_password(Some("***")).is_err() {
                return "***".to_owned();
            }
            url.to_string()
        }
        _ => "***".to_owned(),
    }
}

/// Settings of a URL that hold no secret.
fn is_open(setting: &str) -> bool {
    [
        "tls",
        "ca",
        "sslmode",
        "sslrootcert",
        "target_session_attrs",
        "connect_timeout",
    ]
    .contains(&setting)
}
