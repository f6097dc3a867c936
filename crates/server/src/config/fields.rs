//! From raw values to types, with everything that is wrong collected.

use std::net::SocketAddr;

use url::Url;

use super::known::{self, Secrecy};
use super::source::{Origin, Raw, Values};

/// Reads values one by one.
pub(super) struct Fields<'v> {
    values: &'v Values,
    pub(super) problems: Vec<String>,
}

impl<'v> Fields<'v> {
    pub(super) const fn new(values: &'v Values, problems: Vec<String>) -> Self {
        Self { values, problems }
    }

    /// The value or its default.
    pub(super) fn text(&self, name: &'static str) -> Option<&'v str> {
        self.values
            .get(name)
            .map(|raw| raw.text.as_str())
            .or_else(|| known::find(name).and_then(|key| key.default))
    }

    /// A value that always has a default.
    pub(super) fn words(&self, name: &'static str) -> String {
        self.text(name).unwrap_or_default().to_owned()
    }

    /// A value that `parse` accepts; `expected` ends the sentence "must be …".
    pub(super) fn parsed<T>(
        &mut self,
        name: &'static str,
        expected: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(name)?;
        let parsed = parse(text);
        if parsed.is_none() {
            self.problem(name, &format!("must be {expected}"));
        }
        parsed
    }

    /// An address and port, as in `127.0.0.1:8080`.
    pub(super) fn listen(&mut self, name: &'static str) -> Option<SocketAddr> {
        let expected = "an IP address and a port, as in 127.0.0.1:8080";
        self.parsed(name, expected, |text| text.parse().ok())
    }

    /// A whole number within bounds.
    pub(super) fn number(&mut self, name: &'static str, least: u32, most: u32) -> u32 {
        let expected = format!("a whole number from {least} to {most}");
        self.parsed(name, &expected, |text| {
            text.parse()
                .ok()
                .filter(|number| (least..=most).contains(number))
        })
        .unwrap_or(least)
    }

    /// `true` or `false`.
    pub(super) fn switch(&mut self, name: &'static str) -> bool {
        self.parsed(name, "true or false", |text| text.parse().ok())
            .unwrap_or(false)
    }

    /// Whether somebody set it, to whatever.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// A web address without anything after the host and port.
    pub(super) fn site(&mut self, name: &'static str) -> Option<Url> {
        let expected = "a web address without a path, as in https://meld.cert.example";
        self.parsed(name, expected, |text| {
            let url = Url::parse(text).ok()?;
            let plain = matches!(url.scheme(), "http" | "https")
                && url.host().is_some()
                && url.username().is_empty()
                && url.password().is_none()
                && url.path() == "/"
                && url.query().is_none()
                && url.fragment().is_none();
            plain.then_some(url)
        })
    }

    /// Notes what is wrong with a key: who set it, and what it says unless it is a secret.
    pub(super) fn problem(&mut self, name: &'static str, what: &str) {
        let secret = known::find(name).is_some_and(|key| key.secrecy == Secrecy::Secret);
        let shown = match self.values.get(name) {
            Some(Raw { text, .. }) if !secret => format!(", not {text:?}"),
            _ => String::new(),
        };
        let by = match self.values.get(name).map(|raw| &raw.origin) {
            Some(Origin::Environment(variable)) => format!(" ({variable})"),
            Some(Origin::File | Origin::Default) | None => String::new(),
        };
        self.problems.push(format!("{name}{by}: {what}{shown}"));
    }
}
