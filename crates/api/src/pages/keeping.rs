//! Drafts: keeping a report that is being written on the server, behind a code that is shown once.
//!
//! Only who asks for it has a draft. From then on every step saves, and whatever goes wrong with that,
//! the form goes on: its answers still travel in the page.

mod choose;
mod choose_page;
mod kept;
mod pages;
mod resume;
mod save;
mod variants;

use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use domain::access_code::AccessCode;
use domain::language::Language;

use super::PagesState;
use super::desk::DeskError;
use super::draft::{Draft, Note, SavedAt};
use super::step::Step;
use crate::edge::{self, Class};
use kept::Kept;

pub(super) use choose::pick;
use choose_page::ChoosePage;
pub(super) use pages::{KeptPage, ResumePage};
pub(super) use resume::{ask, open};
pub(super) use save::save_draft;

/// A draft behind its code.
#[derive(Debug, Clone)]
pub struct StoredDraft {
    /// What was kept.
    pub content: Vec<u8>,
    /// Counts what was saved.
    pub version: i32,
    /// When it is forgotten.
    pub expires_at: DateTime<Utc>,
}

/// Saves what a page sent, if the reporter has a draft. The answers that come back are those of all
/// tabs; when two texts stand against each other, the page that asks comes back instead.
pub(super) async fn keep(
    state: &PagesState,
    request: &HttpRequest,
    language: Language,
    draft: Draft,
    step: Step,
) -> Result<Draft, HttpResponse> {
    let Some(saved) = draft.saved.clone() else {
        return Ok(draft);
    };
    let mut page = draft;
    match bring_in(state, request, &page, &saved).await {
        Ok(Some((kept, stored))) => {
            let saved = saved.at(stored.version);
            if kept.to_choose().is_empty() {
                let mut draft = kept.draft(state.new_key);
                draft.saved = Some(saved);
                draft.note = Note::Saved(stored.expires_at);
                Ok(draft)
            } else {
                let saved = Some(saved);
                Err(choose::page(state, language, &kept, saved, step, &[]))
            }
        }
        Ok(None) => {
            page.saved = None;
            page.note = Note::Gone;
            Ok(page)
        }
        Err(_) => {
            page.note = Note::NotSaved;
            Ok(page)
        }
    }
}

/// Forgets the draft of a report that was sent. If that fails, it is forgotten when its time is over.
pub(super) async fn forget(state: &PagesState, draft: &Draft) {
    if let Some(saved) = &draft.saved {
        let _ = state.desk.forget_draft(saved.code.clone()).await;
    }
}

/// Writes the next version of a draft with what a page sent. None: the draft is gone. Too many from one
/// address are not saved: the answers are on the page.
async fn bring_in(
    state: &PagesState,
    request: &HttpRequest,
    page: &Draft,
    saved: &SavedAt,
) -> Result<Option<(Kept, StoredDraft)>, DeskError> {
    edge::take(request, Class::Draft).map_err(|_| DeskError::Unavailable)?;
    let (page, base) = (page.clone(), saved.version);
    let change = move |kept: &mut Kept, next| kept.bring_in(&page, base, next);
    changed(state, &saved.code, change).await
}

/// Changes a draft, in one transaction.
async fn changed(
    state: &PagesState,
    code: &AccessCode,
    change: impl Fn(&mut Kept, i32) + Send + 'static,
) -> Result<Option<(Kept, StoredDraft)>, DeskError> {
    let next = move |content: &[u8], version: i32| {
        let before = Kept::read(content)?;
        let mut kept = before.clone();
        change(&mut kept, version.saturating_add(1));
        (kept != before).then(|| kept.written())
    };
    let stored = state
        .desk
        .change_draft(code.clone(), Box::new(next))
        .await?;
    Ok(stored.and_then(|stored| Some((Kept::read(&stored.content)?, stored))))
}
