//! What every page has around its content, and how pages become answers.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use askama::Template;
use chrono::{DateTime, Utc};
use domain::language::Language;
use i18n::Texts;

use super::answers::Answers;
use super::fragments::Sentence;
use super::site::{DesignSystem, Mode, Site, tel};

/// The frame of a page.
pub(crate) struct Layout<'a> {
    site: &'a Site,
    texts: Texts,
    /// The page's name, first in the browser's title.
    pub(crate) title: String,
    /// The way to the same page in the other language.
    pub(crate) switch: Switch,
    /// Whether "call me back" stands under the page.
    pub(crate) offers_call: bool,
    /// Whom to call, as typed so far.
    pub(crate) call_name: String,
    /// The number, as typed so far.
    pub(crate) call_phone: String,
}

/// How the language is changed.
pub(crate) enum Switch {
    /// A page without answers: a link.
    Link(String),
    /// A page with answers: a button that takes them along.
    Button {
        /// The id of the form.
        form: &'static str,
        /// Where it goes.
        action: String,
        /// The step to show again.
        step: &'static str,
    },
    /// A page that cannot be shown twice.
    None,
}

impl<'a> Layout<'a> {
    /// A frame with this title.
    pub(crate) const fn new(site: &'a Site, texts: Texts, title: String, switch: Switch) -> Self {
        Self {
            site,
            texts,
            title,
            switch,
            offers_call: true,
            call_name: String::new(),
            call_phone: String::new(),
        }
    }

    /// A page that asks whom to call itself, or has nothing to do with it.
    pub(super) fn without_call(mut self) -> Self {
        self.offers_call = false;
        self
    }

    /// Keeps what was typed into "call me back".
    pub(super) fn calling(mut self, answers: &Answers) -> Self {
        answers.typed("call_name").clone_into(&mut self.call_name);
        answers.typed("call_phone").clone_into(&mut self.call_phone);
        self
    }

    pub(crate) const fn is_calling(&self) -> bool {
        !self.call_name.is_empty() || !self.call_phone.is_empty()
    }

    /// The step of a page whose answers go along when somebody asks to be called.
    pub(crate) fn step_with_answers(&self) -> Option<&'static str> {
        match self.switch {
            Switch::Button {
                form: "answers",
                step,
                ..
            } => Some(step),
            Switch::Button { .. } | Switch::Link(_) | Switch::None => None,
        }
    }

    /// A page that cannot be shown again: what leads on from it opens beside it.
    pub(crate) const fn shows_secrets(&self) -> bool {
        !matches!(self.switch, Switch::Link(_))
    }

    /// Makes two presses of one page's button one wish, on pages that carry no report.
    #[expect(clippy::unused_self, reason = "templates can call methods only")]
    pub(crate) fn press_key(&self) -> String {
        hex::encode(store::random::<16>())
    }

    pub(crate) fn kept_until(&self, at: &DateTime<Utc>) -> String {
        let at = self.date_time(at);
        self.texts.with("page-keep-until", &[("at", &at)])
    }

    pub(crate) fn t(&self, key: &str) -> String {
        self.texts.get(key)
    }

    pub(crate) const fn texts(&self) -> Texts {
        self.texts
    }

    pub(crate) fn lang(&self) -> &'static str {
        self.texts.language().code()
    }

    pub(crate) fn other_lang(&self) -> &'static str {
        self.texts.language().other().code()
    }

    pub(crate) fn asset(&self, path: &str) -> String {
        format!("{}/{path}", self.site.assets.base)
    }

    /// The symbol of an icon in the design system's sprite.
    pub(crate) fn icon(&self, name: &str) -> String {
        self.asset(&format!("vendor/img/all-svg-icons.svg#{name}"))
    }

    pub(crate) fn has_design_system(&self) -> bool {
        self.site.assets.design_system == DesignSystem::Present
    }

    pub(crate) fn is_demo(&self) -> bool {
        self.site.mode == Mode::Demo
    }

    pub(crate) const fn site(&self) -> &'a Site {
        self.site
    }

    pub(crate) fn our_phone(&self) -> &'a str {
        &self.site.contacts.our_phone
    }

    pub(crate) fn our_hours(&self) -> &'a str {
        self.site.contacts.our_hours(self.texts.language())
    }

    pub(crate) fn police_hours(&self) -> &'a str {
        self.site.contacts.police_hours(self.texts.language())
    }

    pub(crate) fn hotline_hours(&self) -> &'a str {
        self.site.contacts.hotline_hours(self.texts.language())
    }

    #[expect(clippy::unused_self, reason = "templates can call methods only")]
    pub(crate) fn tel(&self, number: &str) -> String {
        tel(number)
    }

    /// A text with our telephone number as a link in it.
    pub(super) fn with_phone(&self, key: &str) -> Sentence {
        Sentence::with_phone(self.texts, key, &self.site.contacts)
    }

    pub(crate) fn date_time(&self, at: &DateTime<Utc>) -> String {
        i18n::date_time_with_zone(self.texts.language(), *at)
    }

    #[expect(clippy::unused_self, reason = "templates can call methods only")]
    pub(crate) fn machine_time(&self, at: &DateTime<Utc>) -> String {
        at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    }

    /// An address under the page's language.
    pub(crate) fn path(&self, path: &str) -> String {
        address(self.texts.language(), path)
    }
}

/// An address under a language: `/da/report`.
pub(super) fn address(language: Language, path: &str) -> String {
    format!("/{}{path}", language.code())
}

/// Whether a browser may keep the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// For going back to it.
    Own,
    /// Never: it shows an access code or a case.
    Nothing,
}

/// A rendered page as an answer.
pub(crate) fn answer(status: StatusCode, keep: Keep, page: &impl Template) -> HttpResponse {
    rendered(status, keep, page.render())
}

/// The same for one that is rendered already.
pub(super) fn rendered(
    status: StatusCode,
    keep: Keep,
    page: askama::Result<String>,
) -> HttpResponse {
    let cache = match keep {
        Keep::Own => "private, no-cache",
        Keep::Nothing => "no-store",
    };
    match page {
        Ok(html) => {
            let mut response = HttpResponse::build(status);
            if matches!(
                status,
                StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS
            ) {
                response.insert_header((RETRY_AFTER, "30"));
            }
            response
                .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
                .insert_header((CACHE_CONTROL, cache))
                .body(html)
        }
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// A page of somebody who must wait, in seconds.
pub(super) fn answer_after(seconds: i64, page: &impl Template) -> HttpResponse {
    let mut response = answer(StatusCode::TOO_MANY_REQUESTS, Keep::Own, page);
    let seconds = HeaderValue::from(seconds.max(1));
    response.headers_mut().insert(RETRY_AFTER, seconds);
    response
}

/// Sends the browser to another page of ours by GET.
pub(crate) fn see(address: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((actix_web::http::header::LOCATION, address))
        .insert_header((CACHE_CONTROL, "no-store"))
        .finish()
}
