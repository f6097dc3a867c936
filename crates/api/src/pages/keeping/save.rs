//! "Save and continue later", and the same in the background.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, post, web};
use domain::language::Language;
use serde_json::json;

use super::kept::Kept;
use super::{KeptPage, bring_in, keep};
use crate::edge::{self, Class};
use crate::pages::PagesState;
use crate::pages::draft::{Draft, Note, SavedAt};
use crate::pages::form::show;
use crate::pages::layout::{Keep, answer};
use crate::pages::posted::Posted;
use crate::pages::step::Step;

#[post("/{language:da|en}/report/save")]
pub(crate) async fn save_draft(
    state: web::Data<PagesState>,
    request: HttpRequest,
    language: web::Path<Language>,
    posted: Posted,
) -> HttpResponse {
    let draft = Draft::read(&posted, &state);
    if posted.value("background") == "yes" {
        return in_background(&state, &request, &draft).await;
    }
    let language = *language;
    let step = Step::from_code(posted.value("step")).unwrap_or(Step::What);
    if draft.saved.is_some() {
        return match keep(&state, &request, language, draft, step).await {
            Ok(draft) => show(&state, language, &draft, step).await,
            Err(choose) => choose,
        };
    }
    let mut draft = draft;
    let made = match edge::take(&request, Class::Draft) {
        Ok(()) => state
            .desk
            .keep_draft(Kept::new(&draft).written())
            .await
            .ok(),
        Err(_) => None,
    };
    let Some((code, expires_at)) = made else {
        draft.note = Note::NotSaved;
        return show(&state, language, &draft, step).await;
    };
    draft.saved = Some(SavedAt {
        code: code.clone(),
        version: 1,
    });
    let page = KeptPage::new(&state.site, language, &draft, step, &code, expires_at);
    answer(StatusCode::OK, Keep::Nothing, &page)
}

/// Answers a script with the version that the page now stands on. While two texts wait for a choice that
/// is the one it began from: the choice is asked for when the page is sent.
async fn in_background(state: &PagesState, request: &HttpRequest, draft: &Draft) -> HttpResponse {
    let Some(saved) = &draft.saved else {
        return HttpResponse::NoContent().finish();
    };
    match bring_in(state, request, draft, saved).await {
        Ok(Some((kept, stored))) if kept.to_choose().is_empty() => {
            HttpResponse::Ok().json(json!({"version": stored.version}))
        }
        Ok(Some(_)) => HttpResponse::Ok().json(json!({"version": saved.version})),
        Ok(None) => HttpResponse::NoContent().finish(),
        Err(_) => HttpResponse::ServiceUnavailable()
            .insert_header((actix_web::http::header::RETRY_AFTER, "30"))
            .finish(),
    }
}
