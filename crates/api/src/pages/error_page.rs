//! The page for what cannot be shown: not found, not allowed, broken, or too busy.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use askama::Template;
use domain::language::Language;
use i18n::Texts;

use super::fragments::Sentence;
use super::layout::{Layout, Switch, address};
use super::site::Site;
use super::start::wanted;

#[derive(Template)]
#[template(path = "pages/error.html")]
struct ErrorPage<'a> {
    layout: Layout<'a>,
    heading: String,
    text: String,
    call: Sentence,
    trace_id: &'a str,
}

/// The page for an answer without a body of its own, as HTML. `trace_id` finds the request in the
/// log and is read aloud on the telephone.
#[must_use]
pub fn error_page(status: StatusCode, trace_id: &str, language: Language, site: &Site) -> String {
    let texts = Texts::new(language);
    let key = match status.as_u16() {
        404 => "page-error-404",
        405 => "page-error-405",
        429 | 503 => "page-error-503",
        400..=499 => "page-error-400",
        _ => "page-error-500",
    };
    let heading = texts.get(key);
    let switch = Switch::Link(address(language.other(), ""));
    let page = ErrorPage {
        layout: Layout::new(site, texts, heading.clone(), switch),
        heading,
        text: texts.get(&format!("{key}-text")),
        call: Sentence::with_phone(texts, "page-error-call", &site.contacts),
        trace_id,
    };
    page.render().unwrap_or_default()
}

/// The language of a page address, else the one the browser asks for.
#[must_use]
pub fn language_of(request: &HttpRequest) -> Language {
    let first = request.path().split('/').nth(1).unwrap_or_default();
    Language::from_code(first).unwrap_or_else(|| wanted(request))
}
