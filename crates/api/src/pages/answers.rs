//! The answers of the form so far, and the report they make.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, SecondsFormat, Utc};
use domain::cvr::Cvr;
use domain::flood::{self, Doubt};
use domain::kind::Kind;
use domain::language::Language;
use serde_json::{Map, Value, json};

use super::aware::aware;
use super::details::{self, Ask, Detail};
use super::step::Step;

/// Most characters of one answer that are kept; the report's own rules are stricter.
const ANSWER_MAX: usize = 25_000;

/// What was typed and chosen so far, by the names of the form's fields.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<&'static str, String>);

impl Answers {
    /// Keeps the fields the form knows, each cut to a length far above every rule.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let mut answers = Self::default();
        for (name, value) in pairs {
            if let Some(name) = known(name.as_ref()) {
                // Browsers send line ends as CR LF.
                let value = value.as_ref().replace("\r\n", "\n");
                answers.set(name, value.chars().take(ANSWER_MAX).collect());
            }
        }
        answers
    }

    /// Whether anything was answered that a report holds.
    pub(super) fn are_none(&self) -> bool {
        self.0.keys().all(|name| BESIDE.contains(name))
    }

    /// Notes when the first page was given out.
    pub(super) fn begin(&mut self, now: DateTime<Utc>) {
        self.set("begun_at", now.to_rfc3339_opts(SecondsFormat::Secs, true));
    }

    /// Why it looks as if a program had filled this in. What stands here can be forged: it is enough
    /// for those who do not look at this form, and nobody is refused.
    pub(super) fn doubts(&self, now: DateTime<Utc>) -> Vec<Doubt> {
        flood::doubts(self.get("homepage"), self.get("begun_at").parse().ok(), now)
    }

    /// The answer without white space around it; empty when there is none.
    pub(super) fn get(&self, field: &str) -> &str {
        self.0.get(field).map_or("", |value| value.trim())
    }

    /// The answer exactly as typed.
    pub(super) fn typed(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }

    /// Sets an answer; an empty one is forgotten.
    pub(super) fn set(&mut self, field: &'static str, value: String) {
        if value.is_empty() {
            self.0.remove(field);
        } else {
            self.0.insert(field, value);
        }
    }

    /// Every answer that does not stand among `shown`, for hidden fields.
    pub(super) fn others(&self, shown: &[&str]) -> Vec<(&'static str, String)> {
        self.0
            .iter()
            .filter(|(name, _)| !shown.contains(name))
            .map(|(name, value)| (*name, value.clone()))
            .collect()
    }

    /// The kind. One plain choice stands for web sites; a site that is down is an overload attack
    /// until somebody knows better. "Something else" may be a hole that somebody found.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        let kind = Kind::from_code(self.get("kind"))?;
        let chosen = (kind, self.get("site_state"), self.get("hole"));
        Some(if matches!(chosen, (Kind::Defacement, "down", _)) {
            Kind::Ddos
        } else if matches!(chosen, (Kind::Other, _, "yes")) {
            Kind::Vulnerability
        } else {
            kind
        })
    }

    /// The report as in `contract.md`. What is missing or wrong stays so: the report's rules say it.
    #[must_use]
    pub fn to_report(&self, language: Language, now: DateTime<Utc>) -> Value {
        let mut report = Map::new();
        report.insert("language".to_owned(), json!(language.code()));
        let kind = self.kind().map_or(self.get("kind"), |kind| kind.code());
        put(&mut report, "kind", kind);
        put(&mut report, "ongoing", self.get("ongoing"));
        put(&mut report, "impact", self.get("impact"));
        if let Some((at, precision)) = aware(self, now) {
            put(&mut report, "aware_at", &at);
            put(&mut report, "aware_precision", precision.code());
        }
        put(&mut report, "description", self.get("description"));
        report.insert("organisation".to_owned(), self.organisation());
        report.insert("reporter".to_owned(), self.reporter());
        if self.says("behalf") || self.says("supplier_suspected") {
            report.insert("on_behalf".to_owned(), self.on_behalf());
        }
        report.insert("details".to_owned(), self.details());
        report.insert("consents".to_owned(), self.consents());
        Value::Object(report)
    }

    /// One box for name or number: what reads as a CVR number is one.
    fn organisation(&self) -> Value {
        let mut organisation = Map::new();
        let text = self.get("organisation");
        match Cvr::parse(text) {
            Ok(cvr) => put(&mut organisation, "cvr", cvr.as_str()),
            Err(_) => put(&mut organisation, "name", text),
        }
        for field in FIRM {
            put(&mut organisation, field, self.get(field));
        }
        Value::Object(organisation)
    }

    /// Who stays unnamed sends nothing of what was typed before the box was ticked.
    fn reporter(&self) -> Value {
        let mut reporter = Map::new();
        if self.says("anonymous") {
            reporter.insert("anonymous".to_owned(), json!(true));
            return Value::Object(reporter);
        }
        for field in REPORTER {
            put(&mut reporter, field, self.get(field));
        }
        Value::Object(reporter)
    }

    /// Who reports for the firm. What was typed before the box was emptied again counts for nothing.
    fn on_behalf(&self) -> Value {
        let mut on_behalf = Map::new();
        if self.says("behalf") {
            let supplier = self.get("supplier");
            match Cvr::parse(supplier) {
                Ok(cvr) => put(&mut on_behalf, "supplier_cvr", cvr.as_str()),
                Err(_) => put(&mut on_behalf, "supplier", supplier),
            }
            put(&mut on_behalf, "mandate", self.get("mandate"));
            let mut contact = Map::new();
            put(&mut contact, "name", self.get("firm_name"));
            put(&mut contact, "phone", self.get("firm_phone"));
            if !contact.is_empty() {
                on_behalf.insert("firm_contact".to_owned(), Value::Object(contact));
            }
        }
        let suspected = self.says("supplier_suspected");
        on_behalf.insert("supplier_suspected".to_owned(), json!(suspected));
        Value::Object(on_behalf)
    }

    /// Whether a box is ticked.
    pub(super) fn says(&self, field: &str) -> bool {
        self.get(field) == "yes"
    }

    fn details(&self) -> Value {
        let mut found = Map::new();
        for detail in self.asked() {
            put(&mut found, detail.key, self.detail(detail));
        }
        Value::Object(found)
    }

    /// The optional questions that the chosen kind asks.
    pub(super) fn asked(&self) -> impl Iterator<Item = Detail> + use<> {
        let of_kind = details::of(self.kind()).iter().copied();
        of_kind.chain([details::NEED])
    }

    /// The answer to an optional question; a choice that was never offered counts as none.
    pub(super) fn detail(&self, detail: Detail) -> &str {
        let answer = self.get(detail.key);
        match detail.ask {
            Ask::Choice(choices) if !choices.contains(&answer) => "",
            Ask::Choice(_) | Ask::Number | Ask::Line | Ask::Lines => answer,
        }
    }

    fn consents(&self) -> Value {
        let mut consents = Map::new();
        put(&mut consents, "police_referral", self.get("police"));
        match self.get("share") {
            "yes" => _ = consents.insert("share_anonymised".to_owned(), json!(true)),
            "no" => _ = consents.insert("share_anonymised".to_owned(), json!(false)),
            other => put(&mut consents, "share_anonymised", other),
        }
        Value::Object(consents)
    }
}

fn put(object: &mut Map<String, Value>, name: &str, value: &str) {
    if !value.is_empty() {
        object.insert(name.to_owned(), json!(value));
    }
}

/// What is asked of the firm only where no register tells it. Optional.
pub(super) const FIRM: [&str; 2] = ["size_class", "postcode"];

/// Who reports, and how to reach them.
pub(super) const REPORTER: [&str; 3] = ["name", "phone", "email"];

/// What is no answer of the report: moments, whom to call (on every page, goes nowhere until it is sent),
/// and the field that only programs fill in.
pub(super) const BESIDE: [&str; 6] = [
    "noted_at",
    "noted_for",
    "begun_at",
    "call_name",
    "call_phone",
    "homepage",
];

/// Every name the form knows.
pub(super) static KNOWN: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let steps = Step::ALL.into_iter().flat_map(|step| step.fields(None));
    let details = details::all().map(|detail| detail.key);
    let mut known: Vec<&'static str> = steps.chain(details).chain(BESIDE).collect();
    known.sort_unstable();
    known.dedup();
    known
});

/// The form's own copy of a field name, if there is such a field.
fn known(name: &str) -> Option<&'static str> {
    KNOWN.iter().copied().find(|known| *known == name)
}

#[cfg(test)]
#[path = "answers_tests.rs"]
mod tests;
