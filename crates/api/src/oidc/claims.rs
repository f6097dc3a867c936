//! Reading what a provider says of a person.

use chrono::{DateTime, Utc};
use domain::contact::Email;
use serde_json::{Map, Value};

use super::settings::Settings;

/// Longest name that is shown.
const NAME_MAX: usize = 200;

/// Claims by name; what an ID token does not say, the userinfo answer may.
#[derive(Debug, Clone, Default)]
pub(super) struct Claims(Map<String, Value>);

impl Claims {
    pub(super) const fn new(claims: Map<String, Value>) -> Self {
        Self(claims)
    }

    /// Adds what is not said yet. What the signed token says stands.
    pub(super) fn complete(&mut self, more: Map<String, Value>) {
        for (name, value) in more {
            self.0.entry(name).or_insert(value);
        }
    }

    /// The claim with this name, or at the end of this path.
    fn at(&self, path: &str) -> Option<&Value> {
        if let Some(value) = self.0.get(path) {
            return Some(value);
        }
        let mut parts = path.split('.');
        let first = self.0.get(parts.next()?)?;
        parts.try_fold(first, |value, part| value.get(part))
    }

    /// A claim that is one text.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.at(path)?.as_str()
    }

    /// A claim that is a list of texts; one text is a list of one.
    fn texts(&self, path: &str) -> Vec<String> {
        match self.at(path) {
            Some(Value::String(one)) => vec![one.clone()],
            Some(Value::Array(many)) => {
                let texts = many.iter().filter_map(Value::as_str);
                texts.map(str::to_owned).collect()
            }
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => {
                Vec::new()
            }
        }
    }

    /// The person's groups.
    pub(super) fn groups(&self, settings: &Settings) -> Vec<String> {
        self.texts(&settings.groups_claim)
    }

    /// Whether a mail address and the groups are said.
    pub(super) fn are_enough(&self, settings: &Settings) -> bool {
        self.email(settings).is_some() && self.at(&settings.groups_claim).is_some()
    }

    /// The mail address, lower case. Some providers keep it where the name of the account is.
    pub(super) fn email(&self, settings: &Settings) -> Option<String> {
        [settings.email_claim.as_str(), "preferred_username"]
            .into_iter()
            .find_map(|claim| {
                let email = Email::parse(self.text(claim)?)?;
                Some(email.as_str().to_lowercase())
            })
    }

    /// Whether the provider has seen that the address is the person's.
    pub(super) fn email_is_verified(&self) -> bool {
        self.text("email").is_some() && self.at("email_verified") == Some(&Value::Bool(true))
    }

    /// The name to show.
    pub(super) fn name(&self, settings: &Settings) -> Option<String> {
        let own = || {
            let parts = [self.text("given_name"), self.text("family_name")];
            let parts: Vec<&str> = parts.into_iter().flatten().collect();
            Some(parts.join(" ")).filter(|name| !name.is_empty())
        };
        let name = self
            .text(&settings.name_claim)
            .map(str::to_owned)
            .or_else(own)?;
        let shown: String = name
            .chars()
            .filter(|c| !c.is_control())
            .take(NAME_MAX)
            .collect();
        Some(shown.trim().to_owned()).filter(|name| !name.is_empty())
    }

    /// When the person last proved to the provider who they are.
    pub(super) fn proven_at(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.at("auth_time")?.as_i64()?, 0)
    }

    /// Whether the provider asked for as much as the operator demands.
    pub(super) fn factors_suffice(&self, settings: &Settings) -> bool {
        let said = |path: &str, required: &[String]| {
            required.is_empty() || self.texts(path).iter().any(|one| required.contains(one))
        };
        said(&settings.acr_claim, &settings.required_acr) && said("amr", &settings.required_amr)
    }
}

#[cfg(test)]
#[path = "claims_tests.rs"]
mod tests;
