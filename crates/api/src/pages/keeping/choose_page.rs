//! The page that shows two texts of one field, or more, and asks which holds.

use askama::Template;
use domain::language::Language;
use i18n::Texts;

use super::kept::Kept;
use crate::pages::details::is_words;
use crate::pages::draft::Draft;
use crate::pages::field::{choice_key, choices_of};
use crate::pages::layout::{Layout, Switch, address};
use crate::pages::problems::Problem;
use crate::pages::site::Site;
use crate::pages::step::Step;

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
    typed: String,
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
        typed: (*text).to_owned(),
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
