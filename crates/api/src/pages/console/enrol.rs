//! Beginning with a code that somebody handed over.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, post};
use askama::Template;

use super::fields::field;
use super::frame::{failed, frame, refusal};
use super::login::{arrived, replace};
use crate::auth::client::Client;
use crate::auth::enrolment::{self, Enrolment};
use crate::auth::session;
use crate::extract::Proof;
use crate::pages::field::{Control, Field};
use crate::pages::layout::{Keep, Layout, Switch, answer};
use crate::pages::posted::Posted;
use crate::pages::problems::Problem;
use crate::request;
use crate::state::StaffState;

#[derive(Template)]
#[template(path = "console/enrol.html")]
struct EnrolPage<'a> {
    layout: Layout<'a>,
    who: Option<String>,
    problems: &'a [Problem],
    fields: Vec<Field>,
}

fn page(state: &StaffState, status: StatusCode, code: &str, problems: &[Problem]) -> HttpResponse {
    let texts = request::texts();
    let page = EnrolPage {
        layout: frame(state, "console-enrol", "/console/enrol", problems),
        who: None,
        problems,
        fields: vec![
            field(texts, "enrolment_code", code, problems),
            field(texts, "new_password", "", problems),
        ],
    };
    answer(status, Keep::Nothing, &page)
}

#[get("/console/enrol")]
pub(super) async fn ask(state: Data<StaffState>) -> HttpResponse {
    page(&state, StatusCode::OK, "", &[])
}

#[post("/console/enrol")]
pub(super) async fn enrol(
    request: HttpRequest,
    form: Posted,
    state: Data<StaffState>,
) -> HttpResponse {
    let client = Client::of(&request);
    let browser = client.browser_hash(&state.door.key, state.door.binding);
    let before = Proof::of_browser(&request).and_then(Proof::cookie_hash);
    let asked = Enrolment {
        code: form.value("enrolment_code").to_owned(),
        new_password: form.value("new_password").to_owned(),
    };
    let code = asked.code.clone();
    let opened = enrolment::begin(&state, &client, asked, move |tx, entry| {
        replace(tx, before.as_deref(), entry)?;
        Ok(session::open_console(tx, entry, &browser)?)
    });
    match opened.await {
        Ok((entry, opened)) => arrived(&entry, &opened, "/console/security"),
        Err(error) => match refusal(&error, "enrolment_code", request::texts()) {
            Some(mut refused) => {
                for problem in &mut refused.problems {
                    if problem.field == "enrolment_code" && refused.status != 429 {
                        problem.message = request::texts().get("console-enrol-wrong");
                    }
                }
                refused.on(page(&state, refused.status, &code, &refused.problems))
            }
            None => failed(&state, &error),
        },
    }
}
