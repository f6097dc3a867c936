//! The page on which somebody shows again who they are.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, get, post};
use askama::Template;
use domain::session::Method;

use super::fields::field;
use super::frame::{failed, frame, next, refusal};
use super::login::Way;
use super::visitor::Visitor;
use crate::auth::client::Client;
use crate::auth::reauthenticate::{Shown, show_again};
use crate::pages::field::{Control, Field};
use crate::pages::layout::{Keep, Layout, Switch, answer, see};
use crate::pages::posted::Posted;
use crate::pages::problems::Problem;
use crate::request;
use crate::state::StaffState;

#[derive(Template)]
#[template(path = "console/reauthenticate.html")]
struct ReauthenticatePage<'a> {
    layout: Layout<'a>,
    who: Option<String>,
    problems: &'a [Problem],
    fields: Vec<Field>,
    next: &'a str,
    passkeys: bool,
    provider: Option<String>,
}

/// What the page shows beside what is wrong.
struct Asked<'a> {
    next: &'a str,
    method: Method,
}

fn page(
    state: &StaffState,
    status: StatusCode,
    asked: &Asked<'_>,
    problems: &[Problem],
) -> HttpResponse {
    let texts = request::texts();
    let page = ReauthenticatePage {
        layout: frame(
            state,
            "console-reauthenticate",
            "/console/reauthenticate",
            problems,
        ),
        // In, so there is a way out; nobody needs the name here.
        who: Some(String::new()),
        problems,
        fields: vec![
            field(texts, "password", "", problems),
            field(texts, "totp", "", problems),
        ],
        next: asked.next,
        passkeys: state.door.passkeys.is_some(),
        provider: Some(texts)
            .filter(|_| asked.method == Method::Oidc)
            .and_then(|texts| state.door.provider_button(texts)),
    };
    answer(status, Keep::Nothing, &page)
}

#[get("/console/reauthenticate")]
pub(super) async fn ask(
    Visitor(staff): Visitor,
    way: Query<Way>,
    state: Data<StaffState>,
) -> HttpResponse {
    let asked = Asked {
        next: next(&way.next),
        method: staff.session.method,
    };
    page(&state, StatusCode::OK, &asked, &[])
}

#[post("/console/reauthenticate")]
pub(super) async fn show(
    Visitor(staff): Visitor,
    request: HttpRequest,
    form: Posted,
    state: Data<StaffState>,
) -> HttpResponse {
    let client = Client::of(&request);
    let after = next(form.value("next"));
    let shown = Shown {
        password: form.value("password").to_owned(),
        totp: Some(form.value("totp").trim().to_owned()).filter(|code| !code.is_empty()),
    };
    match show_again(&state, &client, &staff.session, shown).await {
        Ok((_, cookie)) => {
            let mut response = see(after);
            if let Some(cookie) = cookie {
                // The cookie is ours and well-formed: adding it cannot fail.
                let _ = response.add_cookie(&cookie);
            }
            response
        }
        Err(error) => match refusal(&error, "password", request::texts()) {
            Some(refused) => {
                let asked = Asked {
                    next: after,
                    method: staff.session.method,
                };
                refused.on(page(&state, refused.status, &asked, &refused.problems))
            }
            None => failed(&state, &error),
        },
    }
}

/// Leads to this page, and back to where the factors are.
pub(super) fn first() -> HttpResponse {
    see("/console/reauthenticate?next=/console/security")
}

/// The text of a method, for lists.
pub(super) fn method_key(method: Method) -> String {
    format!("console-method-{method}")
}
