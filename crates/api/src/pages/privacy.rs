//! What we do with what people tell us (GDPR, Articles 13 and 14), in plain words.
//!
//! The words are promises: they change together with what the program does.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, route, web};
use askama::Template;
use domain::language::Language;
use i18n::Texts;

use super::PagesState;
use super::fragments::Sentence;
use super::layout::{Keep, Layout, Switch, address, answer};
use super::site::Site;

/// Where the page is, under its language.
pub(super) const PATH: &str = "/privacy";

const SHORT: [&str; 4] = ["sealed", "police", "mail", "no-cookies"];

/// Sections after the one that says who is responsible, and the texts of each.
const SECTIONS: [(&str, &[&str]); 8] = [
    (
        "what",
        &[
            "contact", "firm", "words", "choices", "work", "log", "not", "free",
        ],
    ),
    ("others", &["text"]),
    ("why", &["task", "call", "share", "figures", "people"]),
    ("police", &["yes", "law", "two", "back"]),
    ("see", &["team", "audit", "run", "nobody"]),
    ("how", &["sealed", "apart", "spare", "code", "open", "mail"]),
    ("long", &["case", "mail", "copies"]),
    (
        "rights",
        &["see", "correct", "erase", "erase-not", "object"],
    ),
];

/// The privacy notice.
#[derive(Template)]
#[template(path = "pages/privacy.html")]
pub(super) struct PrivacyPage<'a> {
    layout: Layout<'a>,
    short: Vec<String>,
    controller: String,
    call: Sentence,
    data_protection_officer: Option<String>,
    sections: Vec<Section>,
}

/// A heading with its texts.
struct Section {
    id: &'static str,
    heading: String,
    texts: Vec<String>,
}

impl<'a> PrivacyPage<'a> {
    /// The notice in one language.
    pub(super) fn new(site: &'a Site, language: Language) -> Self {
        let texts = Texts::new(language);
        let contacts = &site.contacts;
        let of = |section: &str, name: &str| texts.get(&format!("privacy-{section}-{name}"));
        let section = |(id, names): (&'static str, &[&str])| Section {
            id,
            heading: texts.get(&format!("privacy-{id}")),
            texts: names.iter().map(|name| of(id, name)).collect(),
        };
        let switch = Switch::Link(address(language.other(), PATH));
        Self {
            layout: Layout::new(site, texts, texts.get("privacy-title"), switch),
            short: SHORT.iter().map(|name| of("short", name)).collect(),
            controller: texts.with("privacy-who-text", &[("controller", &contacts.controller)]),
            call: Sentence::with_phone_and_hours(texts, "privacy-who-call", contacts),
            data_protection_officer: contacts
                .data_protection_officer
                .as_ref()
                .map(|contact| texts.with("privacy-who-dpo", &[("contact", contact)])),
            sections: SECTIONS.into_iter().map(section).collect(),
        }
    }
}

#[route("/{language:da|en}/privacy", method = "GET", method = "HEAD")]
pub(super) async fn show(
    state: web::Data<PagesState>,
    language: web::Path<Language>,
) -> HttpResponse {
    let page = PrivacyPage::new(&state.site, language.into_inner());
    answer(StatusCode::OK, Keep::Own, &page)
}
