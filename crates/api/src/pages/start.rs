//! The front page, and the way to it in the reader's language.

use actix_web::http::StatusCode;
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::{HttpRequest, HttpResponse, route, web};
use askama::Template;
use domain::language::Language;
use i18n::Texts;

use super::PagesState;
use super::desk::Wave;
use super::fragments::{Banner, Sentence, urgent};
use super::layout::{Keep, Layout, Switch, address, answer, see};
use super::site::Site;

/// The front page.
#[derive(Template)]
#[template(path = "pages/start.html")]
pub(super) struct StartPage<'a> {
    layout: Layout<'a>,
    urgent: Vec<Sentence>,
    wave: Option<Banner>,
}

impl<'a> StartPage<'a> {
    /// The front page in one language.
    pub(super) fn new(site: &'a Site, language: Language) -> Self {
        let texts = Texts::new(language);
        let switch = Switch::Link(address(language.other(), ""));
        let title = texts.get("page-start");
        Self {
            layout: Layout::new(site, texts, title, switch),
            urgent: urgent(texts, None, &site.contacts),
            wave: None,
        }
    }

    /// The same, saying what to do about a wave of reports.
    fn in_wave(mut self, wave: Option<Wave>) -> Self {
        self.wave = wave.map(|wave| Banner::new(self.layout.texts(), wave));
        self
    }
}

/// The languages that a request's header asks for, best first.
pub(super) fn wanted(request: &HttpRequest) -> Language {
    let header = request.headers().get(ACCEPT_LANGUAGE);
    Language::negotiate(
        header
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default(),
    )
}

#[route("/", method = "GET", method = "HEAD")]
pub(super) async fn choose_language(request: HttpRequest) -> HttpResponse {
    see(&address(wanted(&request), ""))
}

#[route("/{language:da|en}", method = "GET", method = "HEAD")]
pub(super) async fn start(
    state: web::Data<PagesState>,
    language: web::Path<Language>,
) -> HttpResponse {
    let wave = state.desk.wave().await.unwrap_or(None);
    let page = StartPage::new(&state.site, language.into_inner()).in_wave(wave);
    answer(StatusCode::OK, Keep::Own, &page)
}
