//! "Call me back": name and phone, from every page. What is written of a report goes along, and only
//! because somebody pressed the button.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, post, route, web};
use domain::call_back::CallBack;
use domain::contact::{NAME_MAX, Phone};
use domain::flood::Doubt;
use domain::language::Language;
use i18n::Texts;

use super::PagesState;
use super::call_back_page::{CallBackPage, own_address};
use super::draft::Draft;
use super::layout::{Keep, answer, see};
use super::posted::Posted;
use super::problems::Problem;
use super::step::Step;
use crate::edge::{self, Class};

#[route("/{language:da|en}/call-back", method = "GET", method = "HEAD")]
pub(super) async fn ask(
    state: web::Data<PagesState>,
    language: web::Path<Language>,
) -> HttpResponse {
    let draft = Draft::new(state.new_key);
    show(&state, *language, &draft, None)
}

/// The same page in the other language, with what was typed.
#[post("/{language:da|en}/call-back/edit")]
pub(super) async fn edit(
    state: web::Data<PagesState>,
    language: web::Path<Language>,
    posted: Posted,
) -> HttpResponse {
    let draft = Draft::read(&posted, &state);
    let step = step_of(&posted, &draft);
    show(&state, *language, &draft, step)
}

/// What was typed travels in the page, not in its address.
#[get("/{language:da|en}/call-back/edit")]
pub(super) async fn begin_again(language: web::Path<Language>) -> HttpResponse {
    see(&own_address(*language))
}

/// Whether Enter was pressed with whom to call filled in. A browser takes it for "go on", and without a
/// script there is no telling in which field that was: the page with both buttons asks.
pub(super) fn is_meant(posted: &Posted, draft: &Draft) -> bool {
    let fields = ["call_name", "call_phone"];
    posted.value("enter") == "yes"
        && fields
            .iter()
            .any(|field| !draft.answers.get(field).is_empty())
}

/// Asks whether to call or to go on with the report.
pub(super) fn confirm(
    state: &PagesState,
    language: Language,
    draft: &Draft,
    step: Step,
) -> HttpResponse {
    show(state, language, draft, Some(step))
}

fn show(state: &PagesState, language: Language, draft: &Draft, step: Option<Step>) -> HttpResponse {
    let page = CallBackPage::new(&state.site, language, draft, step, (&[], None));
    answer(StatusCode::OK, Keep::Own, &page)
}

/// The step to go back to; none when there is nothing to go on with.
fn step_of(posted: &Posted, draft: &Draft) -> Option<Step> {
    Step::from_code(posted.value("step")).filter(|_| !draft.answers.are_none())
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
    let mut draft = Draft::read(&posted, &state);
    let step = step_of(&posted, &draft);
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
    if edge::take(&request, Class::CallBack).is_err() {
        let problems = trouble("page-call-too-many");
        return told(&draft, StatusCode::TOO_MANY_REQUESTS, &problems, None);
    }
    let now = state.clock.now();
    let report = (!draft.answers.are_none()).then(|| draft.answers.to_report(language, now));
    let done = texts.with(
        "page-call-done",
        &[("name", &name), ("phone", &phone.shown())],
    );
    let is_trapped = !draft.answers.get("homepage").is_empty();
    let asked = CallBack {
        name,
        phone,
        language,
        report,
        doubts: is_trapped.then_some(Doubt::Trap).into_iter().collect(),
    };
    if state.desk.call_back(asked, press(&draft)).await.is_err() {
        let problems = trouble("page-call-unavailable");
        return told(&draft, StatusCode::SERVICE_UNAVAILABLE, &problems, None);
    }
    draft.calls = draft.calls.saturating_add(1);
    draft.answers.set("call_name", String::new());
    draft.answers.set("call_phone", String::new());
    told(&draft, StatusCode::OK, &[], Some(done))
}

/// What makes two presses the same one: the form, how many calls were asked for before, and the words.
/// Moments are left out: they differ between two presses of one page.
fn press(draft: &Draft) -> String {
    let words = draft.answers.others(&["noted_at", "noted_for", "begun_at"]);
    let words = words
        .iter()
        .map(|(name, value)| format!("{name}\u{1f}{value}"));
    let form = [draft.key.clone(), draft.calls.to_string()];
    form.into_iter()
        .chain(words)
        .collect::<Vec<_>>()
        .join("\u{1e}")
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
