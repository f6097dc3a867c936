//! What every answer needs to know of its request: the caller's language and a trace id.
//!
//! Kept in a task-local, so that an error made deep in an extractor is told in the right language
//! without every function passing it on.

use actix_web::HttpRequest;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use domain::language::Language;
use i18n::Texts;
use store::origin;

use crate::leftovers;
use crate::pages::PagesState;

/// Facts of the request that is being answered.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    language: Language,
    trace_id: String,
    /// Our phone number, where pages are served.
    phone: Option<String>,
}

tokio::task_local! {
    static FACTS: Facts;
}

/// The caller's language.
pub(crate) fn language() -> Language {
    FACTS
        .try_with(|facts| facts.language)
        .unwrap_or(Language::Da)
}

/// Texts in the caller's language.
pub(crate) fn texts() -> Texts {
    Texts::new(language())
}

/// The request's trace id, shown on errors and found in the log.
pub(crate) fn trace_id() -> String {
    FACTS
        .try_with(|facts| facts.trace_id.clone())
        .unwrap_or_default()
}

/// Our phone number, for who cannot be helped otherwise.
pub(crate) fn phone() -> Option<String> {
    FACTS
        .try_with(|facts| facts.phone.clone())
        .unwrap_or_default()
}

/// Middleware: finds the facts, and logs one line per request without anything personal in it.
pub(crate) async fn with_facts(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    leftovers::detach(&mut request);
    let chosen = path_language(request.path()).or_else(|| chosen_language(request.request()));
    let language = chosen.unwrap_or_else(|| {
        let header = request
            .headers()
            .get(ACCEPT_LANGUAGE)
            .and_then(|v| v.to_str().ok());
        Language::negotiate(header.unwrap_or_default())
    });
    let trace_id = hex::encode(store::random::<8>());
    let header = HeaderValue::from_str(&trace_id).ok();
    let (method, pattern) = (request.method().clone(), request.match_pattern());
    // HEAD is GET without the body, which actix leaves out; a document that counts as delivered when
    // it is fetched, and a file that counts as taken out, is not fetched by it.
    let delivers = matches!(
        pattern.as_deref(),
        Some("/api/v1/referrals/{id}" | "/api/v1/cases/{id}/attachments/{attachment}")
    );
    if method == Method::HEAD && !delivers {
        request.head_mut().method = Method::GET;
    }
    let pages = request.app_data::<Data<PagesState>>();
    let phone = pages.map(|pages| pages.site.contacts.our_phone.clone());
    let started = std::time::Instant::now();
    let facts = Facts {
        language,
        trace_id: trace_id.clone(),
        phone,
    };
    let answered = FACTS.scope(facts, next.call(request));
    let mut response = origin::within(trace_id.clone(), answered).await?;
    if let Some(header) = header {
        response
            .headers_mut()
            .insert(HeaderName::from_static("x-request-id"), header);
    }
    tracing::info!(
        trace.id = %trace_id,
        http.method = %method,
        // The pattern, never the path: a number in a path says who asked.
        http.route = pattern.as_deref().unwrap_or("-"),
        http.status = response.status().as_u16(),
        elapsed_ms = started.elapsed().as_secs_f64() * 1000.0,
        "answered"
    );
    Ok(response)
}

/// Name of the cookie with the language that the reader of the console has chosen.
pub(crate) const LANGUAGE_COOKIE: &str = "__Host-smv-language";

fn chosen_language(request: &HttpRequest) -> Option<Language> {
    if !request.path().starts_with("/console") {
        return None;
    }
    Language::from_code(&leftovers::cookie(request, LANGUAGE_COOKIE)?)
}

/// Pages say their language in the path.
fn path_language(path: &str) -> Option<Language> {
    Language::from_code(path.split('/').nth(1)?)
}
