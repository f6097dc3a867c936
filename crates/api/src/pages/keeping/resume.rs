//! Coming back to a draft with its code.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, post, route, web};
use domain::access_code::AccessCode;
use domain::language::Language;
use i18n::Texts;

use super::kept::Kept;
use super::{ResumePage, choose};
use crate::pages::PagesState;
use crate::pages::desk::DeskError;
use crate::pages::draft::{Note, Reached, SavedAt};
use crate::pages::form::show;
use crate::pages::layout::{Keep, answer};
use crate::pages::posted::Posted;
use crate::pages::problems::{self, Problem};
use crate::pages::step::Step;

#[route("/{language:da|en}/report/resume", method = "GET", method = "HEAD")]
pub(crate) async fn ask(
    state: web::Data<PagesState>,
    language: web::Path<Language>,
) -> HttpResponse {
    let page = ResumePage::new(&state.site, *language, "", &[]);
    answer(StatusCode::OK, Keep::Own, &page)
}

#[post("/{language:da|en}/report/resume")]
pub(crate) async fn open(
    state: web::Data<PagesState>,
    language: web::Path<Language>,
    posted: Posted,
) -> HttpResponse {
    let (language, typed) = (*language, posted.value("draft_code"));
    let refused = |key: &str, status| {
        let problems = [Problem {
            field: "draft_code".to_owned(),
            message: Texts::new(language).get(key),
        }];
        let typed: String = typed.chars().take(100).collect();
        let page = ResumePage::new(&state.site, language, &typed, &problems);
        answer(status, Keep::Nothing, &page)
    };
    let unknown = || refused("page-draft-not-found", StatusCode::UNPROCESSABLE_ENTITY);
    let Some(code) = AccessCode::parse(typed) else {
        return unknown();
    };
    let stored = match state.desk.open_draft(code.clone()).await {
        Ok(Some(stored)) => stored,
        Ok(None) => return unknown(),
        Err(DeskError::Unavailable) => {
            return refused("page-draft-unavailable", StatusCode::SERVICE_UNAVAILABLE);
        }
        Err(_) => return refused("page-draft-unavailable", StatusCode::INTERNAL_SERVER_ERROR),
    };
    let Some(kept) = Kept::read(&stored.content) else {
        return unknown();
    };
    let saved = SavedAt {
        code,
        version: stored.version,
    };
    let mut draft = kept.draft(state.new_key);
    let texts = Texts::new(language);
    let unanswered = problems::check(&draft.answers, texts, state.clock.now(), Step::Check);
    let step = match unanswered.first() {
        Some(first) if draft.reached == Reached::Steps => first.step(),
        Some(_) | None => Step::Check,
    };
    if !kept.to_choose().is_empty() {
        return choose::page(&state, language, &kept, Some(saved), step, &[]);
    }
    draft.saved = Some(saved);
    draft.note = Note::Saved(stored.expires_at);
    show(&state, language, &draft, step).await
}
