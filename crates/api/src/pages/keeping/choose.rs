//! Two tabs wrote different things: both stand on the page, and somebody chooses.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, post, web};
use chrono::{DateTime, Utc};
use domain::language::Language;

use super::kept::Kept;
use super::{ChoosePage, changed};
use crate::edge::{self, Class};
use crate::pages::PagesState;
use crate::pages::answers::KNOWN;
use crate::pages::call_back;
use crate::pages::desk::DeskError;
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
    saved: Option<SavedAt>,
    step: Step,
    missing: &[&'static str],
) -> HttpResponse {
    let mut draft = kept.draft(state.new_key);
    draft.saved = saved;
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
    request: HttpRequest,
    language: web::Path<Language>,
    posted: Posted,
) -> HttpResponse {
    let language = *language;
    let step = Step::from_code(posted.value("step")).unwrap_or(Step::What);
    let sent = Draft::read(&posted, &state);
    if call_back::is_meant(&posted, &sent) {
        return call_back::confirm(&state, language, &sent, step);
    }
    let now = state.clock.now();
    let picks = picks(&posted);
    let change = {
        let picks = picks.clone();
        move |kept: &mut Kept, next| choose(kept, &picks, next, now)
    };
    let found = match &sent.saved {
        None => Ok(None),
        Some(_) if edge::take(&request, Class::Draft).is_err() => Err(DeskError::Unavailable),
        Some(saved) => changed(&state, &saved.code, change).await,
    };
    let (kept, saved, note) = match (found, sent.saved.clone()) {
        (Ok(Some((kept, stored))), Some(saved)) => {
            let note = Note::Saved(stored.expires_at);
            (kept, Some(saved.at(stored.version)), note)
        }
        // The texts are on the page: they and the picks hold, wherever the draft is.
        (Ok(_), _) => (on_page(&posted, &sent, &picks, now), None, Note::Gone),
        (Err(_), saved) => {
            let kept = on_page(&posted, &sent, &picks, now);
            (kept, saved, Note::NotSaved)
        }
    };
    let missing: Vec<&'static str> = kept
        .to_choose()
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    if !missing.is_empty() {
        return page(&state, language, &kept, saved, step, &missing);
    }
    let mut draft = kept.draft(state.new_key);
    draft.saved = saved;
    draft.note = note;
    show(&state, language, &draft, step).await
}

/// What was picked of each field.
fn picks(posted: &Posted) -> Vec<(&'static str, String)> {
    KNOWN
        .iter()
        .map(|field| (*field, posted.value(&format!("pick-{field}")).to_owned()))
        .collect()
}

fn choose(kept: &mut Kept, picks: &[(&'static str, String)], next: i32, now: DateTime<Utc>) {
    for (field, picked) in picks {
        let to_choose = kept.to_choose();
        let texts = to_choose.iter().find(|(of, _)| of == field);
        let value = texts.and_then(|(_, texts)| chosen(picked, texts));
        if let Some(value) = value {
            kept.choose(field, &value, next, now);
        }
    }
}

/// The draft as the page holds it, after the picks.
fn on_page(
    posted: &Posted,
    sent: &Draft,
    picks: &[(&'static str, String)],
    now: DateTime<Utc>,
) -> Kept {
    let others = |field: &&'static str| {
        let name = format!("text-{field}");
        let texts = posted.pairs().filter(|(of, _)| *of == name);
        let texts: Vec<String> = texts.map(|(_, text)| text.replace("\r\n", "\n")).collect();
        (!texts.is_empty()).then(|| ((*field).to_owned(), texts))
    };
    let others: BTreeMap<String, Vec<String>> = KNOWN.iter().filter_map(others).collect();
    let mut kept = Kept::from_page(sent, others);
    choose(&mut kept, picks, 1, now);
    kept
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
