//! The pages around a draft: its code, coming back with it, choosing between two texts.

use askama::Template;
use chrono::{DateTime, Utc};
use domain::access_code::AccessCode;
use domain::language::Language;
use i18n::Texts;

use super::kept::Kept;
use crate::pages::answers::Answers;
use crate::pages::details::{self, Ask};
use crate::pages::draft::Draft;
use crate::pages::field::{Control, Field, Fields, choice_key, choices_of};
use crate::pages::layout::{Layout, Switch, address};
use crate::pages::problems::Problem;
use crate::pages::receipt_page::groups;
use crate::pages::site::Site;
use crate::pages::step::Step;

/// The code of a new draft; shown once.
#[derive(Template)]
#[template(path = "pages/kept.html")]
pub(in crate::pages) struct KeptPage<'a> {
    layout: Layout<'a>,
    hidden: Vec<(&'static str, String)>,
    step: Step,
    code_groups: Vec<String>,
    until: String,
    resume: String,
}

impl<'a> KeptPage<'a> {
    pub(in crate::pages) fn new(
        site: &'a Site,
        language: Language,
        draft: &Draft,
        step: Step,
        code: &AccessCode,
        expires_at: DateTime<Utc>,
    ) -> Self {
        let texts = Texts::new(language);
        let at = i18n::date_time_with_zone(language, expires_at);
        let resume = format!("{}{}", site.public_url, address(language, "/report/resume"));
        Self {
            layout: Layout::new(site, texts, texts.get("page-kept"), Switch::None).without_call(),
            hidden: draft.hidden(&[]),
            step,
            code_groups: groups(&code.shown()),
            until: texts.with("page-kept-until", &[("at", &at)]),
            resume: texts.with("page-kept-resume", &[("address", &resume)]),
        }
    }
}

/// Asks for the code.
#[derive(Template)]
#[template(path = "pages/resume.html")]
pub(in crate::pages) struct ResumePage<'a> {
    layout: Layout<'a>,
    problems: &'a [Problem],
    code: Field,
}

impl<'a> ResumePage<'a> {
    pub(in crate::pages) fn new(
        site: &'a Site,
        language: Language,
        typed: &str,
        problems: &'a [Problem],
    ) -> Self {
        let texts = Texts::new(language);
        let heading = texts.get("page-resume");
        let title = if problems.is_empty() {
            heading
        } else {
            texts.with("page-error-title", &[("title", &heading)])
        };
        let answers = Answers::default();
        let fields = Fields {
            texts,
            answers: &answers,
            problems,
        };
        let mut code = fields.hinted(fields.line("draft_code"));
        if let Control::Line(line) = &mut code.control {
            typed.clone_into(&mut line.value);
        }
        let switch = Switch::Link(address(language.other(), "/report/resume"));
        Self {
            layout: Layout::new(site, texts, title, switch),
            problems,
            code,
        }
    }
}

/// Two texts of one field, or more.
struct Conflict {
    field: &'static str,
    question: String,
    missing: bool,
    texts: Vec<Text>,
    /// Words can stand one below the other; a choice cannot.
    may_keep_all: bool,
}

/// One of them.
struct Text {
    id: String,
    pick: String,
    words: String,
}

/// Asks which of the texts holds.
#[derive(Template)]
#[template(path = "pages/choose.html")]
pub(in crate::pages) struct ChoosePage<'a> {
    layout: Layout<'a>,
    hidden: Vec<(&'static str, String)>,
    step: Step,
    problems: Vec<Problem>,
    conflicts: Vec<Conflict>,
}

impl<'a> ChoosePage<'a> {
    pub(super) fn new(
        site: &'a Site,
        language: Language,
        draft: &Draft,
        kept: &Kept,
        step: Step,
        missing: &[&'static str],
    ) -> Self {
        let texts = Texts::new(language);
        let heading = texts.get("page-choose");
        let title = if missing.is_empty() {
            heading
        } else {
            texts.with("page-error-title", &[("title", &heading)])
        };
        let switch = Switch::Button {
            form: "answers",
            action: address(language.other(), "/report/choose"),
            step: step.code(),
        };
        let problem = |field: &&'static str| Problem {
            field: format!("pick-{field}"),
            message: texts.with(
                "page-missing-choice",
                &[("question", &question(texts, field))],
            ),
        };
        let to_choose = kept.to_choose().into_iter();
        Self {
            layout: Layout::new(site, texts, title, switch).calling(&draft.answers),
            hidden: draft.hidden(&["call_name", "call_phone"]),
            step,
            problems: missing.iter().map(problem).collect(),
            conflicts: to_choose
                .map(|(field, found)| conflict(texts, field, &found, missing.contains(&field)))
                .collect(),
        }
    }
}

fn conflict(texts: Texts, field: &'static str, found: &[&str], missing: bool) -> Conflict {
    let may_keep_all = is_words(field);
    let of = |(at, text): (usize, &&str)| Text {
        id: if at == 0 {
            format!("pick-{field}")
        } else {
            format!("pick-{field}-{at}")
        },
        pick: format!("words:{text}"),
        words: if may_keep_all {
            (*text).to_owned()
        } else {
            shown(texts, field, text)
        },
    };
    Conflict {
        field,
        question: question(texts, field),
        missing,
        texts: found.iter().enumerate().map(of).collect(),
        may_keep_all,
    }
}

/// Whether a field holds words of several lines.
fn is_words(field: &str) -> bool {
    let lines = |detail: details::Detail| detail.key == field && detail.ask == Ask::Lines;
    field == "description" || details::all().any(lines)
}

fn question(texts: Texts, field: &str) -> String {
    texts.get(&match field {
        "kind" => "page-step-1".to_owned(),
        field => format!("page-{field}"),
    })
}

/// A choice in words; what was typed stays as it is.
fn shown(texts: Texts, field: &str, value: &str) -> String {
    if choices_of(field).contains(&value) {
        texts.get(&choice_key(field, value))
    } else {
        value.to_owned()
    }
}
