//! The pages between the provider and the console.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::refusal::Refusal;
use super::{BEGIN, OUTSIDE, Oidc};
use crate::pages::layout::{Keep, Layout, Switch, answer};
use crate::request;
use crate::state::StaffState;

/// Leads on to another page by itself, and by a link.
#[derive(Template)]
#[template(path = "console/oidc_on.html")]
struct On<'a> {
    layout: Layout<'a>,
    who: Option<String>,
    text: String,
    link: String,
    to: &'a str,
}

#[derive(Template)]
#[template(path = "console/oidc_refused.html")]
struct Refused<'a> {
    layout: Layout<'a>,
    who: Option<String>,
    text: String,
    again: &'static str,
    outside: &'static str,
    trace_id: String,
}

/// Leads into the console.
pub(super) fn inside(state: &StaffState, oidc: &Oidc, next: &str) -> HttpResponse {
    on(state, oidc, "oidc-inside", next)
}

/// Leads to the provider, to log out there too.
pub(super) fn to_provider(state: &StaffState, oidc: &Oidc, address: &str) -> HttpResponse {
    on(state, oidc, "oidc-end-session", address)
}

fn on(state: &StaffState, oidc: &Oidc, key: &str, to: &str) -> HttpResponse {
    let (texts, provider) = (request::texts(), named(oidc));
    let page = On {
        layout: Layout::new(&state.site, texts, texts.with(key, &provider), Switch::None),
        who: None,
        text: texts.with(&format!("{key}-text"), &provider),
        link: texts.with(&format!("{key}-link"), &provider),
        to,
    };
    answer(StatusCode::OK, Keep::Nothing, &page)
}

/// Says why not, and what can be done.
pub(super) fn refused(state: &StaffState, oidc: &Oidc, refusal: Refusal) -> HttpResponse {
    let (texts, provider) = (request::texts(), named(oidc));
    let key = format!("oidc-refused-{}", refusal.code());
    let page = Refused {
        layout: Layout::new(
            &state.site,
            texts,
            texts.with(&key, &provider),
            Switch::None,
        ),
        who: None,
        text: texts.with(&format!("{key}-text"), &provider),
        again: BEGIN,
        outside: OUTSIDE,
        trace_id: request::trace_id(),
    };
    answer(refusal.status(), Keep::Nothing, &page)
}

fn named(oidc: &Oidc) -> [(&'static str, &dyn ToString); 1] {
    [("provider", &oidc.settings.label)]
}
