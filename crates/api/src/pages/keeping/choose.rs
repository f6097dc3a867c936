//! Two tabs wrote different things: both stand on the page, and somebody chooses.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, post, web};
use domain::language::Language;

use super::kept::Kept;
use super::{ChoosePage, change};
use crate::pages::PagesState;
use crate::pages::draft::{Draft, Note, SavedAt};
use crate::pages::form::show;
use crate::pages::layout::{Keep, answer};
use crate::pages::posted::Posted;
use crate::pages::step::Step;

/// The page that asks; `missing` are fields that were not chosen.
pub(super) fn page(
    state: &PagesState,
    language: Language,
    kept: &Kept,
    saved: &SavedAt,
    step: Step,
    missing: &[&'static str],
) -> HttpResponse {
    let mut draft = kept.draft();
    draft.saved = Some(saved.clone());
    let page = ChoosePage::new(&state.site, language, &draft, kept, step, missing);
    // 409 is for programs; to a browser it is an error page of somebody else.
    let status = if missing.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    answer(status, Keep::Own, &page)
}

#[post("/{language:da|en}/report/choose")]
pub(crate) async fn pick(
    state: web::Data<PagesState>,
    language: web::Path<Language>,
    posted: Posted,
) -> HttpResponse {
    let language = *language;
    let step = Step::from_code(posted.value("step")).unwrap_or(Step::What);
    let mut sent = Draft::read(&posted, state.new_key);
    let Some(saved) = sent.saved.clone() else {
        return show(&state, language, &sent, step);
    };
    let picked = |kept: &Kept| -> Vec<(&'static str, Option<String>)> {
        let fields = kept.to_choose().into_iter();
        let pick = |(field, texts): (&'static str, Vec<&str>)| {
            (
                field,
                chosen(posted.value(&format!("pick-{field}")), &texts),
            )
        };
        fields.map(pick).collect()
    };
    let changed = change(&state, &saved.code, |kept, next| {
        let picks = picked(kept);
        for (field, value) in picks {
            if let Some(value) = value {
                kept.choose(field, &value, next);
            }
        }
    })
    .await;
    match changed {
        Ok(Some((kept, stored))) => {
            let saved = saved.at(stored.version);
            let missing: Vec<&'static str> = kept
                .to_choose()
                .into_iter()
                .map(|(field, _)| field)
                .collect();
            if !missing.is_empty() {
                return page(&state, language, &kept, &saved, step, &missing);
            }
            let mut draft = kept.draft();
            draft.saved = Some(saved);
            draft.note = Note::Saved(stored.expires_at);
            show(&state, language, &draft, step)
        }
        Ok(None) => {
            sent.saved = None;
            sent.note = Note::Gone;
            show(&state, language, &sent, step)
        }
        Err(_) => {
            sent.note = Note::NotSaved;
            show(&state, language, &sent, step)
        }
    }
}

/// The text that was chosen, or all of them one below the other. What was chosen is named by its words,
/// because somebody may have added another meanwhile.
fn chosen(picked: &str, texts: &[&str]) -> Option<String> {
    if picked == "both" {
        return Some(texts.join("\n\n"));
    }
    let words = picked.strip_prefix("words:")?.replace("\r\n", "\n");
    texts
        .iter()
        .find(|text| **text == words)
        .map(|text| (*text).to_owned())
}
