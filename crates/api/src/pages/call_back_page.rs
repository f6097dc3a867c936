//! The page with the two fields of "call me back", or that somebody will call.

use askama::Template;
use domain::language::Language;
use i18n::Texts;

use super::draft::Draft;
use super::field::{Control, Field, Fields};
use super::fragments::Sentence;
use super::layout::{Layout, Switch, address};
use super::problems::Problem;
use super::site::Site;
use super::step::Step;

/// Where the page is, under its language.
const PATH: &str = "/call-back";

/// The two fields, or that somebody will call.
#[derive(Template)]
#[template(path = "pages/call_back.html")]
pub(super) struct CallBackPage<'a> {
    layout: Layout<'a>,
    problems: &'a [Problem],
    fields: Vec<Field>,
    hidden: Vec<(&'static str, String)>,
    step: Option<&'static str>,
    /// What stands in the field that only programs fill in.
    trap: String,
    /// Who is called where, when the request has been taken.
    done: Option<String>,
    hours: Sentence,
}

impl<'a> CallBackPage<'a> {
    pub(super) fn new(
        site: &'a Site,
        language: Language,
        draft: &Draft,
        step: Option<Step>,
        (problems, done): (&'a [Problem], Option<String>),
    ) -> Self {
        let texts = Texts::new(language);
        let heading = texts.get("page-call");
        let title = if problems.is_empty() {
            heading
        } else {
            texts.with("page-error-title", &[("title", &heading)])
        };
        let fields = Fields {
            texts,
            answers: &draft.answers,
            problems,
        };
        let switch = switch(language, step, done.is_some());
        Self {
            // This page is the panel.
            layout: Layout::new(site, texts, title, switch).without_call(),
            problems,
            fields: vec![fields.line("call_name"), fields.line("call_phone")],
            hidden: draft.hidden(&["call_name", "call_phone", "homepage"]),
            step: step.map(Step::code),
            trap: draft.answers.typed("homepage").to_owned(),
            done,
            hours: Sentence::with_phone_and_hours(texts, "page-call-hours", &site.contacts),
        }
    }
}

/// The other language takes the answers along. Once the call is asked for it goes on with the report:
/// these two fields, empty, would look as if nothing had been taken.
fn switch(language: Language, step: Option<Step>, is_done: bool) -> Switch {
    let other = language.other();
    let path = match (step, is_done) {
        (None, true) => return Switch::Link(address(other, "")),
        (Some(Step::Check), true) => "/report/check",
        (Some(_), true) => "/report/edit",
        (_, false) => "/call-back/edit",
    };
    Switch::Button {
        form: "answers",
        action: address(other, path),
        step: step.map_or("", Step::code),
    }
}

/// The page's address.
pub(super) fn own_address(language: Language) -> String {
    address(language, PATH)
}
