//! The login page.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, get, post};
use askama::Template;
use domain::session::{End, Scope};
use serde::Deserialize;
use store::{Tx, sessions};

use super::fields::field;
use super::frame::{failed, frame, next, refusal};
use crate::auth::client::Client;
use crate::auth::record;
use crate::auth::session::{self, ConsoleSession, Entry};
use crate::auth::sign_in::{self, Credentials};
use crate::extract::Proof;
use crate::pages::field::{Control, Field};
use crate::pages::layout::{Keep, Layout, Switch, answer, see};
use crate::pages::posted::Posted;
use crate::pages::problems::Problem;
use crate::request;
use crate::state::StaffState;

/// Where to go afterwards, and what has just happened.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Way {
    #[serde(default)]
    pub(crate) next: String,
    #[serde(default)]
    pub(super) done: String,
}

#[derive(Template)]
#[template(path = "console/login.html")]
struct LoginPage<'a> {
    layout: Layout<'a>,
    who: Option<String>,
    problems: &'a [Problem],
    news: Option<String>,
    fields: Vec<Field>,
    next: &'a str,
    passkeys: bool,
    provider: Option<String>,
}

fn page(
    state: &StaffState,
    status: StatusCode,
    (next, email, done): (&str, &str, &str),
    problems: &[Problem],
) -> HttpResponse {
    let texts = request::texts();
    let news = matches!(done, "logout" | "everywhere" | "enrolled")
        .then(|| texts.get(&format!("console-news-{done}")));
    let page = LoginPage {
        layout: frame(state, "console-login", "/console/login", problems),
        who: None,
        problems,
        news,
        fields: vec![
            field(texts, "email", email, problems),
            field(texts, "password", "", problems),
            field(texts, "totp", "", problems),
        ],
        next,
        passkeys: state.door.passkeys.is_some(),
        provider: state.door.provider_button(texts),
    };
    answer(status, Keep::Nothing, &page)
}

#[get("/console/login")]
pub(super) async fn ask(way: Query<Way>, state: Data<StaffState>) -> HttpResponse {
    page(
        &state,
        StatusCode::OK,
        (next(&way.next), "", &way.done),
        &[],
    )
}

#[post("/console/login")]
pub(super) async fn enter(
    request: HttpRequest,
    form: Posted,
    state: Data<StaffState>,
) -> HttpResponse {
    let client = Client::of(&request);
    let (email, after) = (form.value("email").to_owned(), next(form.value("next")));
    let typed = |name: &str| Some(form.value(name).trim().to_owned()).filter(|t| !t.is_empty());
    let credentials = Credentials {
        email: email.clone(),
        password: form.value("password").to_owned(),
        totp: typed("totp"),
    };
    let browser = client.browser_hash(&state.door.key, state.door.binding);
    let before = Proof::of_browser(&request).and_then(Proof::cookie_hash);
    let open = move |tx: &mut Tx<'_>, entry: &Entry| {
        replace(tx, before.as_deref(), entry)?;
        Ok(session::open_console(tx, entry, &browser)?)
    };
    match sign_in::sign_in(&state, &client, credentials, open).await {
        Ok((entry, opened)) => arrived(&entry, &opened, after),
        Err(error) => match refusal(&error, "email", request::texts()) {
            Some(refused) => refused.on(page(
                &state,
                refused.status,
                (after, &email, ""),
                &refused.problems,
            )),
            None => failed(&state, &error),
        },
    }
}

/// The session that this browser had before ends: a cookie is never taken over.
pub(crate) fn replace(
    tx: &mut Tx<'_>,
    before: Option<&[u8]>,
    entry: &Entry,
) -> Result<(), store::Error> {
    if let Some(hash) = before
        && let Some(live) = sessions::live_by_cookie(tx, hash, entry.now)?
    {
        sessions::end(tx, live.id, End::Replaced, entry.now)?;
    }
    Ok(())
}

/// Sends a browser on with its new cookie.
pub(super) fn arrived(entry: &Entry, opened: &ConsoleSession, next: &str) -> HttpResponse {
    record::entered(entry, opened.id);
    let mut response = match entry.scope {
        Scope::Full => see(next),
        Scope::Enrolment => see("/console/security"),
    };
    // The cookie is ours and well-formed: adding it cannot fail.
    let _ = response.add_cookie(&session::cookie(&opened.secret));
    response
}
