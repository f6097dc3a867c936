//! "Call me back": name and phone, from every page. What is written of a report goes along, and only
//! because somebody pressed the button.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, post, route, web};
use askama::Template;
use domain::call_back::CallBack;
use domain::contact::Phone;
use domain::language::Language;
use i18n::Texts;

use super::PagesState;
use super::draft::Draft;
use super::field::{Control, Field, Fields};
use super::fragments::Sentence;
use super::layout::{Keep, Layout, Switch, address, answer};
use super::posted::Posted;
use super::problems::Problem;
use super::site::Site;
use super::step::Step;
use crate::edge::{self, Class};

const PATH: &str = "/call-back";
/// As of names in a report.
const NAME_MAX: usize = 200;

/// The two fields, or that somebody will call.
#[derive(Template)]
#[template(path = "pages/call_back.html")]
pub(super) struct CallBackPage<'a> {
    layout: Layout<'a>,
    problems: &'a [Problem],
    fields: Vec<Field>,
    hidden: Vec<(&'static str, String)>,
    step: Option<&'static str>,
    /// Who is called where, when the request has been taken.
    done: Option<String>,
    hours: Sentence,
}

impl<'a> CallBackPage<'a> {
    pub(super) fn new(
        site: &'a Site,
        language: Language,
        draft: &Draft,
        step: Option<Step>,
        (problems, done): (&'a [Problem], Option<String>),
    ) -> Self {
        let texts = Texts::new(language);
        let heading = texts.get("page-call");
        let title = if problems.is_empty() {
            heading
        } else {
            texts.with("page-error-title", &[("title", &heading)])
        };
        let fields = Fields {
            texts,
            answers: &draft.answers,
            problems,
        };
        let switch = Switch::Link(address(language.other(), PATH));
        Self {
            // This page is the panel.
            layout: Layout::new(site, texts, title, switch).without_call(),
            problems,
            fields: vec![fields.line("call_name"), fields.line("call_phone")],
            hidden: draft.hidden(&["call_name", "call_phone"]),
            step: step.map(Step::code),
            done,
            hours: Sentence::with_phone_and_hours(texts, "page-call-hours", &site.contacts),
        }
    }
}

#[route("/{language:da|en}/call-back", method = "GET", method = "HEAD")]
pub(super) async fn ask(
    state: web::Data<PagesState>,
    language: web::Path<Language>,
) -> HttpResponse {
    let draft = Draft::new((state.new_key)());
    let page = CallBackPage::new(&state.site, *language, &draft, None, (&[], None));
    answer(StatusCode::OK, Keep::Own, &page)
}

#[post("/{language:da|en}/call-back")]
pub(super) async fn send(
    state: web::Data<PagesState>,
    request: HttpRequest,
    language: web::Path<Language>,
    posted: Posted,
) -> HttpResponse {
    let language = *language;
    let texts = Texts::new(language);
    let mut draft = Draft::read(&posted, state.new_key);
    let step = Step::from_code(posted.value("step")).filter(|_| !draft.answers.are_none());
    let told = |draft: &Draft, status, problems: &[Problem], done| {
        let page = CallBackPage::new(&state.site, language, draft, step, (problems, done));
        answer(status, Keep::Own, &page)
    };
    let (name, phone) = match asked(&draft, texts) {
        Ok(asked) => asked,
        Err(problems) => {
            return told(&draft, StatusCode::UNPROCESSABLE_ENTITY, &problems, None);
        }
    };
    let trouble = |key: &str| {
        vec![Problem {
            field: "call_phone".to_owned(),
            message: texts.get(key),
        }]
    };
    if edge::take(&request, Class::Intake).is_err() {
        let problems = trouble("page-call-too-many");
        return told(&draft, StatusCode::TOO_MANY_REQUESTS, &problems, None);
    }
    let now = state.clock.now();
    let report = (!draft.answers.are_none()).then(|| draft.answers.to_report(language, now));
    let done = texts.with(
        "page-call-done",
        &[("name", &name), ("phone", &phone.shown())],
    );
    let asked = CallBack {
        name,
        phone,
        language,
        report,
    };
    if state.desk.call_back(asked).await.is_err() {
        let problems = trouble("page-call-unavailable");
        return told(&draft, StatusCode::SERVICE_UNAVAILABLE, &problems, None);
    }
    draft.answers.set("call_name", String::new());
    draft.answers.set("call_phone", String::new());
    told(&draft, StatusCode::OK, &[], Some(done))
}

/// Whom to call, or what is wrong with it.
fn asked(draft: &Draft, texts: Texts) -> Result<(String, Phone), Vec<Problem>> {
    let (name, phone) = (
        draft.answers.get("call_name"),
        draft.answers.get("call_phone"),
    );
    let mut problems = Vec::new();
    let mut wrong = |field: &str, message: String| {
        problems.push(Problem {
            field: field.to_owned(),
            message,
        });
    };
    if name.is_empty() {
        wrong("call_name", texts.get("page-missing-name"));
    } else if name.chars().count() > NAME_MAX {
        wrong("call_name", texts.count("page-too-long", "limit", NAME_MAX));
    } else if name.contains('\0') {
        wrong("call_name", texts.get("rule-nul-character"));
    }
    let read = Phone::parse(phone);
    if phone.is_empty() {
        wrong("call_phone", texts.get("page-missing-call-phone"));
    } else if read.is_none() {
        wrong("call_phone", texts.get("rule-phone-invalid"));
    }
    match read {
        Some(phone) if problems.is_empty() => Ok((name.to_owned(), phone)),
        Some(_) | None => Err(problems),
    }
}
