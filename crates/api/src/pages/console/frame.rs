//! What stands around the console's pages, and where they lead.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use domain::access::Actor;
use domain::id::PersonId;
use i18n::Texts;
use store::people;

use crate::error::ApiError;
use crate::pages::error_page;
use crate::pages::layout::{Layout, Switch};
use crate::pages::problems::Problem;
use crate::request;
use crate::state::StaffState;

/// The frame of a page at this address. A title says first that something is wrong.
pub(super) fn frame<'s>(
    state: &'s StaffState,
    title_key: &str,
    address: &str,
    problems: &[Problem],
) -> Layout<'s> {
    let texts = request::texts();
    let title = texts.get(title_key);
    let title = if problems.is_empty() {
        title
    } else {
        texts.with("page-error-title", &[("title", &title)])
    };
    let other = texts.language().other();
    let back: String = url::form_urlencoded::byte_serialize(address.as_bytes()).collect();
    let switch = Switch::Link(format!("/console/language/{other}?next={back}"));
    Layout::new(&state.site, texts, title, switch)
}

/// The name of whoever has signed in, for the frame.
pub(super) async fn name_of(state: &StaffState, person: PersonId) -> String {
    let names = state
        .db
        .transact(&Actor::System, move |tx| people::names(tx, &[person]))
        .await;
    let name = names.ok().and_then(|names| names.into_iter().next());
    name.map(|(_, name)| name).unwrap_or_default()
}

/// Where to go afterwards: a page of the console, whatever was asked for.
pub(crate) fn next(asked: &str) -> &str {
    let fits = asked == "/console" || asked.starts_with("/console/");
    let plain = asked
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"/-_?=&".contains(&b));
    if fits && plain && !asked.contains("//") {
        asked
    } else {
        "/console"
    }
}

/// An error that no page of its own tells.
pub(crate) fn failed(state: &StaffState, error: &ApiError) -> HttpResponse {
    let (status, html) = failure(state, error);
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .body(html)
}

/// The same as status and page.
pub(super) fn failure(state: &StaffState, error: &ApiError) -> (StatusCode, String) {
    use actix_web::ResponseError as _;
    // Logs it; its body is for programs.
    let status = error.error_response().status();
    let html = error_page(
        status,
        &request::trace_id(),
        request::language(),
        &state.site,
    );
    (status, html)
}

/// What is wrong after a try to show who one is, in words; none: another error.
pub(super) fn refusal(error: &ApiError, field: &str, texts: Texts) -> Option<Refusal> {
    let problem = |message: String| Problem {
        field: field.to_owned(),
        message,
    };
    match error {
        ApiError::Unauthenticated => Some(Refusal {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            wait: None,
            problems: vec![problem(texts.get("console-login-wrong"))],
        }),
        ApiError::TooManyRequests(wait) => {
            let seconds = wait.as_secs().max(1);
            Some(Refusal {
                status: StatusCode::TOO_MANY_REQUESTS,
                wait: Some(seconds),
                problems: vec![problem(texts.count(
                    "console-login-wait",
                    "seconds",
                    usize::try_from(seconds).unwrap_or(usize::MAX),
                ))],
            })
        }
        ApiError::Invalid(found) => Some(Refusal {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            wait: None,
            problems: found
                .iter()
                .map(|problem| Problem {
                    field: problem.pointer.trim_start_matches("#/").to_owned(),
                    message: i18n::rule(texts, &problem.rule),
                })
                .collect(),
        }),
        ApiError::Malformed(_)
        | ApiError::Forbidden(_)
        | ApiError::NotFound
        | ApiError::MethodNotAllowed(_)
        | ApiError::FileTooLarge(_)
        | ApiError::TooManyFiles(_)
        | ApiError::UploadOffset(_)
        | ApiError::StorageFull
        | ApiError::StorageAway(_)
        | ApiError::Conflict(_)
        | ApiError::ContentDeleted(_)
        | ApiError::Stale
        | ApiError::TooLarge
        | ApiError::UnsupportedMediaType
        | ApiError::KeyReused
        | ApiError::MissingIfMatch
        | ApiError::Unavailable(_)
        | ApiError::Internal(_) => None,
    }
}

/// A page that is shown again with what is wrong.
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) problems: Vec<Problem>,
    wait: Option<u64>,
}

impl Refusal {
    /// The page says by a header too how long to wait.
    pub(super) fn on(&self, mut page: HttpResponse) -> HttpResponse {
        if let Some(wait) = self.wait {
            page.headers_mut().insert(RETRY_AFTER, wait.into());
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn afterwards_leads_to_the_console_and_nowhere_else() {
        assert_eq!(next("/console/security"), "/console/security");
        assert_eq!(
            next("/console/cases?status=open"),
            "/console/cases?status=open"
        );
        for elsewhere in [
            "",
            "https://evil.example/console/",
            "//evil.example",
            "/console//evil.example",
            "/consolexyz",
            "/da",
            "/console/\\evil",
            "/console/\r\nx",
            "javascript:alert(1)",
        ] {
            assert_eq!(next(elsewhere), "/console", "{elsewhere}");
        }
    }
}
