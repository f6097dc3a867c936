//! The auditor's page: filters, lines, the way to older ones and to the export.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use domain::audit::{Act, Outcome};
use domain::language::Language;
use i18n::Texts;

use super::layout::{Keep, Layout, Switch, answer};
use super::problems::Problem;
use super::site::Site;
use crate::audit::search::AuditView;
use crate::page_of::Page;

/// Where the page is.
const PATH: &str = "/console/audit";
/// Filters that have a label of their own.
const FIELDS: [&str; 6] = ["from", "to", "action", "outcome", "actor", "case"];
const EXPORT: &str = "/api/v1/audit/export";

/// The page.
#[derive(Template)]
#[template(path = "pages/audit.html")]
pub(crate) struct AuditPage<'a> {
    layout: Layout<'a>,
    who: Option<String>,
    problems: Vec<Problem>,
    asked: Asked,
    acts: Vec<Choice>,
    outcomes: Vec<Choice>,
    lines: Vec<Line>,
    next: Option<String>,
    newest: Option<String>,
    export: Option<String>,
    reset: String,
}

/// What was typed into the filters, as it was typed.
struct Asked(Vec<(String, String)>);

/// A choice of a list.
struct Choice {
    code: &'static str,
    label: String,
    selected: bool,
}

/// A line for people.
struct Line {
    at: String,
    machine_time: String,
    who: String,
    role: String,
    act: String,
    outcome: &'static str,
    outcome_label: String,
    about: Vec<(String, String)>,
    detail: String,
}

impl Asked {
    fn of(query: &str) -> Self {
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        Self(pairs.into_owned().collect())
    }

    fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// The address of the same filters, with some parameters left out and one set.
    fn address(&self, path: &str, without: &[&str], set: Option<(&str, &str)>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.0 {
            if !value.is_empty() && !without.contains(&name.as_str()) {
                query.append_pair(name, value);
            }
        }
        if let Some((name, value)) = set {
            query.append_pair(name, value);
        }
        let query = query.finish();
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        }
    }
}

impl<'a> AuditPage<'a> {
    /// The page with lines, for who looks at it.
    pub(crate) fn new(
        site: &'a Site,
        who: String,
        language: Language,
        query: &str,
        page: Page<AuditView>,
        may_export: bool,
    ) -> Self {
        let mut this = Self::empty(site, who, language, query);
        let texts = this.layout.texts();
        this.next = page
            .next
            .map(|next| this.asked.address(PATH, &["after"], Some(("after", &next))));
        let older = !this.asked.get("after").is_empty();
        this.newest = older.then(|| this.asked.address(PATH, &["after"], None));
        this.export = may_export.then(|| {
            this.asked
                .address(EXPORT, &["after", "lang", "limit"], None)
        });
        this.lines = page
            .data
            .into_iter()
            .map(|view| Line::of(view, texts))
            .collect();
        this
    }

    /// The page when a filter could not be read; `name` is its parameter.
    pub(crate) fn wrong(
        site: &'a Site,
        who: String,
        language: Language,
        query: &str,
        name: &str,
    ) -> Self {
        let asked = Language::from_code(Asked::of(query).get("lang"));
        let language = asked.unwrap_or(language);
        let texts = Texts::new(language);
        let label = if FIELDS.contains(&name) {
            texts.get(&format!("audit-{name}"))
        } else {
            name.to_owned()
        };
        Self {
            problems: vec![Problem {
                field: name.to_owned(),
                message: texts.with("audit-wrong", &[("name", &label)]),
            }],
            ..Self::empty(site, who, language, query)
        }
    }

    fn empty(site: &'a Site, who: String, language: Language, query: &str) -> Self {
        let (texts, asked) = (Texts::new(language), Asked::of(query));
        let other = Some(("lang", language.other().code()));
        let switch = Switch::Link(asked.address(PATH, &["lang"], other));
        let acts = Act::ALL.iter().map(|act| Choice {
            code: act.code(),
            label: act_label(texts, act.code()),
            selected: asked.get("action") == act.code(),
        });
        let outcomes = Outcome::ALL.iter().map(|outcome| Choice {
            code: outcome.code(),
            label: texts.get(&format!("audit-outcome-{outcome}")),
            selected: asked.get("outcome") == outcome.code(),
        });
        let mut acts: Vec<Choice> = acts.collect();
        acts.sort_by_cached_key(|choice| choice.label.to_lowercase());
        let language = Some(("lang", texts.language().code()));
        Self {
            reset: Asked(Vec::new()).address(PATH, &[], language),
            outcomes: outcomes.collect(),
            layout: Layout::new(site, texts, texts.get("audit-title"), switch),
            asked,
            acts,
            lines: Vec::new(),
            who: Some(who),
            problems: Vec::new(),
            next: None,
            newest: None,
            export: None,
        }
    }

    /// As an answer that no browser keeps.
    pub(crate) fn answer(&self, status: StatusCode) -> HttpResponse {
        answer(status, Keep::Nothing, self)
    }
}

impl Line {
    fn of(view: AuditView, texts: Texts) -> Self {
        let about = [
            ("audit-about-case", view.case),
            ("audit-about-report", view.report),
            ("audit-about-referral", view.referral),
            ("audit-about-person", view.person),
            ("audit-about-key", view.api_key),
        ];
        let detail = view.detail.iter().map(|(name, value)| {
            let text = value.as_str().map(str::to_owned);
            format!("{name}: {}", text.unwrap_or_else(|| value.to_string()))
        });
        let id = view.actor.map(|id| id.to_string());
        Self {
            at: i18n::moment(view.at),
            machine_time: view.at.to_rfc3339(),
            who: view.actor_name.or(id).unwrap_or_default(),
            role: role_label(texts, &view.actor_role),
            act: act_label(texts, &view.action),
            outcome: Outcome::from_code(&view.outcome).map_or("", Outcome::code),
            outcome_label: texts.get(&format!("audit-outcome-{}", view.outcome)),
            about: about
                .into_iter()
                .filter_map(|(key, id)| Some((texts.get(key), id?.to_string())))
                .collect(),
            detail: detail.collect::<Vec<_>>().join(", "),
        }
    }
}

fn act_label(texts: Texts, code: &str) -> String {
    texts.get(&format!("audit-act-{}", code.replace('.', "-")))
}

fn role_label(texts: Texts, code: &str) -> String {
    texts.get(&format!("audit-role-{code}"))
}

#[cfg(test)]
mod tests {
    use domain::audit::Act;
    use domain::language::Language;
    use i18n::Texts;

    use super::act_label;

    /// A missing text is a panic where tests look, and a bare key where people do.
    #[test]
    fn every_kind_of_line_has_words_in_both_languages() {
        for language in [Language::Da, Language::En] {
            for code in Act::CODES {
                assert!(!act_label(Texts::new(language), code).is_empty(), "{code}");
            }
        }
    }
}
