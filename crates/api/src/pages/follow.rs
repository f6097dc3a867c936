//! The follow page's handlers. Number and code come by POST only, and go back in hidden fields only.

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpRequest, HttpResponse, get, post, route, web};
use domain::consent::{Consents, PoliceConsent};
use domain::language::Language;
use domain::problem::FieldProblem;
use i18n::Texts;

use super::PagesState;
use super::desk::DeskError;
use super::error_page::error_page;
use super::follow_page::{FollowForm, FollowPage, News, RetryPage};
use super::layout::{Keep, address, answer as page, see};
use super::posted::Posted;
use super::problems::Problem;
use crate::edge::{self, Class};
use crate::request;

type State = web::Data<PagesState>;
type InLanguage = web::Path<Language>;

#[route("/{language:da|en}/follow", method = "GET", method = "HEAD")]
pub(super) async fn ask(state: State, language: InLanguage) -> HttpResponse {
    let form = FollowForm::new(&state.site, *language, ("", ""), &[]);
    page(StatusCode::OK, Keep::Own, &form)
}

/// A case has no address: number and code never stand in one.
#[get("/{language:da|en}/follow/{rest}")]
pub(super) async fn ask_again(path: web::Path<(Language, String)>) -> HttpResponse {
    see(&address(path.0, "/follow"))
}

#[post("/{language:da|en}/follow")]
pub(super) async fn show(state: State, language: InLanguage, posted: Posted) -> HttpResponse {
    show_case(&state, *language, &Opened::read(&posted), News::None).await
}

#[post("/{language:da|en}/follow/message")]
pub(super) async fn add_message(
    state: State,
    request: HttpRequest,
    language: InLanguage,
    posted: Posted,
) -> HttpResponse {
    let (language, opened) = (*language, Opened::read(&posted));
    // The box under a question is called "answer", the one at the end "text".
    let text = match posted.value("answer").trim() {
        "" => posted.value("text").trim(),
        answer => answer,
    };
    let text = text.replace("\r\n", "\n");
    if text.is_empty() {
        let missing = Texts::new(language).get("page-missing-message");
        let news = problem("text", missing, text);
        return show_case(&state, language, &opened, news).await;
    }
    let key = posted.key(state.new_key);
    // Here, not before the handler: the words must not be lost.
    if edge::take(&request, Class::Code).is_err() {
        return again(
            &state,
            language,
            opened,
            key,
            &text,
            StatusCode::TOO_MANY_REQUESTS,
        );
    }
    let Opened { number, code } = opened.clone();
    let add = |key| {
        let (number, code) = (number.clone(), code.clone());
        state
            .desk
            .add_message(number, code, text.clone(), key, language)
    };
    let added = match add(key.clone()).await {
        // Back in the browser, then other words: a message of its own.
        Err(DeskError::AlreadySent) => add((state.new_key)()).await,
        added => added,
    };
    let news = match added {
        Ok(()) => News::MessageAdded,
        Err(DeskError::Invalid(found)) => problem("text", words(&found, language), text),
        Err(error @ DeskError::NotFound) => return trouble(&state, language, &opened, &error),
        Err(error @ (DeskError::AlreadySent | DeskError::Unavailable | DeskError::Other)) => {
            return again(&state, language, opened, key, &text, status(&error));
        }
    };
    show_case(&state, language, &opened, news).await
}

/// The words as they were, to be sent again under the same key.
fn again(
    state: &PagesState,
    language: Language,
    opened: Opened,
    key: String,
    text: &str,
    status: StatusCode,
) -> HttpResponse {
    let hidden = vec![
        ("number", opened.number),
        ("access_code", opened.code),
        ("idempotency_key", key),
    ];
    let retry = RetryPage::new(&state.site, language, hidden, text);
    page(status, Keep::Nothing, &retry)
}

#[post("/{language:da|en}/follow/consents")]
pub(super) async fn set_consents(
    state: State,
    language: InLanguage,
    posted: Posted,
) -> HttpResponse {
    let (language, opened) = (*language, Opened::read(&posted));
    let texts = Texts::new(language);
    let police = PoliceConsent::from_code(posted.value("police"));
    let share = match posted.value("share") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let (Some(police_referral), Some(share_anonymised)) = (police, share) else {
        let (field, key) = match police {
            None => ("police", "page-missing-police"),
            Some(_) => ("share", "page-missing-share"),
        };
        let news = problem(field, texts.get(key), String::new());
        return show_case(&state, language, &opened, news).await;
    };
    let consents = Consents {
        police_referral,
        share_anonymised,
    };
    let Opened { number, code } = opened.clone();
    let set = state.desk.set_consents(number, code, consents, language);
    let news = match set.await {
        Ok(()) => News::ConsentsChanged,
        Err(DeskError::Invalid(found)) => problem("police", words(&found, language), String::new()),
        Err(error) => return trouble(&state, language, &opened, &error),
    };
    show_case(&state, language, &opened, news).await
}

/// What opens a case, as typed.
#[derive(Clone)]
pub(super) struct Opened {
    pub(super) number: String,
    pub(super) code: String,
}

impl Opened {
    pub(super) fn read(posted: &Posted) -> Self {
        let typed = |field| posted.value(field).trim().chars().take(200).collect();
        Self {
            number: typed("number"),
            code: typed("access_code"),
        }
    }
}

pub(super) fn problem(field: &str, message: String, text: String) -> News {
    let field = field.to_owned();
    News::Problems {
        problems: vec![Problem { field, message }],
        text,
    }
}

fn words(found: &[FieldProblem], language: Language) -> String {
    let words = found
        .iter()
        .map(|problem| i18n::rule(Texts::new(language), &problem.rule));
    words.collect::<Vec<_>>().join(" ")
}

pub(super) async fn show_case(
    state: &PagesState,
    language: Language,
    opened: &Opened,
    news: News,
) -> HttpResponse {
    let Opened { number, code } = opened.clone();
    match state.desk.follow(number, code, language).await {
        Ok(view) => {
            let status = match news {
                News::Problems { .. } => StatusCode::UNPROCESSABLE_ENTITY,
                News::None | News::MessageAdded | News::ConsentsChanged | News::FilesAdded(_) => {
                    StatusCode::OK
                }
            };
            let key = (state.new_key)();
            let case = FollowPage::new(&state.site, language, &view, news, key);
            page(status, Keep::Nothing, &case)
        }
        Err(error) => trouble(state, language, opened, &error),
    }
}

/// Not found leads back to the two boxes; all else is a page that says so.
pub(super) fn trouble(
    state: &PagesState,
    language: Language,
    opened: &Opened,
    error: &DeskError,
) -> HttpResponse {
    let status = status(error);
    if status == StatusCode::UNPROCESSABLE_ENTITY {
        let problems = [Problem {
            field: "number".to_owned(),
            message: Texts::new(language).get("page-follow-not-found"),
        }];
        let typed = (opened.number.as_str(), opened.code.as_str());
        let form = FollowForm::new(&state.site, language, typed, &problems);
        return page(status, Keep::Nothing, &form);
    }
    let mut response = HttpResponse::build(status);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.insert_header((RETRY_AFTER, "30"));
    }
    let html = error_page(status, &request::trace_id(), language, &state.site);
    response.content_type("text/html; charset=utf-8").body(html)
}

fn status(error: &DeskError) -> StatusCode {
    match error {
        DeskError::NotFound | DeskError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        DeskError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        DeskError::AlreadySent | DeskError::Other => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
