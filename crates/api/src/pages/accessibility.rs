//! The accessibility statement (EN 301 549; lov om tilgængelighed af offentlige organers websteder).
//!
//! What it says is tried by `tests/browser/form.mjs`, and what has not been tried is said as well.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, route, web};
use askama::Template;
use domain::language::Language;
use i18n::Texts;

use super::PagesState;
use super::layout::{Keep, Layout, Switch, address, answer};
use super::site::Site;

/// Where the page is, under its language.
pub(super) const PATH: &str = "/accessibility";

const WORKS: [&str; 6] = ["keyboard", "reader", "zoom", "colour", "motion", "script"];
const LIMITS: [&str; 3] = ["people", "plain", "files"];

/// The statement.
#[derive(Template)]
#[template(path = "pages/accessibility.html")]
pub(super) struct AccessibilityPage<'a> {
    layout: Layout<'a>,
    works: Vec<String>,
    limits: Vec<String>,
}

impl<'a> AccessibilityPage<'a> {
    /// The statement in one language.
    pub(super) fn new(site: &'a Site, language: Language) -> Self {
        let texts = Texts::new(language);
        let of = |part: &str, names: &[&str]| {
            let text = |name: &&str| texts.get(&format!("page-a11y-{part}-{name}"));
            names.iter().map(text).collect()
        };
        let switch = Switch::Link(address(language.other(), PATH));
        Self {
            layout: Layout::new(site, texts, texts.get("page-a11y"), switch),
            works: of("works", &WORKS),
            limits: of("limits", &LIMITS),
        }
    }
}

#[route("/{language:da|en}/accessibility", method = "GET", method = "HEAD")]
pub(super) async fn show(
    state: web::Data<PagesState>,
    language: web::Path<Language>,
) -> HttpResponse {
    let page = AccessibilityPage::new(&state.site, language.into_inner());
    answer(StatusCode::OK, Keep::Own, &page)
}
