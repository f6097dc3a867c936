//! The pages between the provider and the console.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use i18n::Texts;

use super::refusal::Refusal;
use super::{BEGIN, INSIDE, OUTSIDE, Oidc};
use crate::pages::layout::{Keep, Layout, Switch, answer};
use crate::request;

/// Leads on to another page by itself, and by a link.
#[derive(Template)]
#[template(path = "console/oidc_on.html")]
struct On<'a> {
    layout: Layout<'a>,
    text: String,
    link: String,
    to: &'a str,
}

#[derive(Template)]
#[template(path = "console/oidc_refused.html")]
struct Refused<'a> {
    layout: Layout<'a>,
    text: String,
    again: &'static str,
    outside: &'static str,
    trace_id: String,
}

/// Leads into the console.
pub(super) fn inside(oidc: &Oidc) -> HttpResponse {
    let texts = request::texts();
    on(oidc, texts, "oidc-inside", INSIDE)
}

/// Leads to the provider, to log out there too.
pub(super) fn to_provider(oidc: &Oidc, address: &str) -> HttpResponse {
    on(oidc, request::texts(), "oidc-end-session", address)
}

fn on(oidc: &Oidc, texts: Texts, key: &str, to: &str) -> HttpResponse {
    let provider: [(_, &dyn ToString); 1] = [("provider", &oidc.settings.label)];
    let page = On {
        layout: Layout::new(&oidc.site, texts, texts.with(key, &provider), Switch::None),
        text: texts.with(&format!("{key}-text"), &provider),
        link: texts.with(&format!("{key}-link"), &provider),
        to,
    };
    answer(StatusCode::OK, Keep::Nothing, &page)
}

/// Says why not, and what can be done.
pub(super) fn refused(oidc: &Oidc, refusal: Refusal) -> HttpResponse {
    let texts = request::texts();
    let key = format!("oidc-refused-{}", refusal.code());
    let provider: [(_, &dyn ToString); 1] = [("provider", &oidc.settings.label)];
    let page = Refused {
        layout: Layout::new(&oidc.site, texts, texts.with(&key, &provider), Switch::None),
        text: texts.with(&format!("{key}-text"), &provider),
        again: BEGIN,
        outside: OUTSIDE,
        trace_id: request::trace_id(),
    };
    answer(refusal.status(), Keep::Nothing, &page)
}
