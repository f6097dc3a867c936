//! The pages around a draft: its code, and coming back with it.

use askama::Template;
use chrono::{DateTime, Utc};
use domain::access_code::AccessCode;
use domain::language::Language;
use i18n::Texts;

use crate::pages::answers::Answers;
use crate::pages::draft::Draft;
use crate::pages::field::{Control, Field, Fields};
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
