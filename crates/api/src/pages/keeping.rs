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

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use domain::access_code::AccessCode;
use domain::language::Language;

use super::PagesState;
use super::desk::DeskError;
use super::draft::{Draft, Note};
use super::step::Step;
use kept::Kept;

pub(super) use choose::pick;
use choose_page::ChoosePage;
pub(super) use pages::{KeptPage, ResumePage};
pub(super) use resume::{ask, open};
pub(super) use save::save_draft;

/// Two who save at once take turns; after so many turns the form goes on unsaved.
const TRIES: usize = 4;

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
    language: Language,
    draft: Draft,
    step: Step,
) -> Result<Draft, HttpResponse> {
    let Some(saved) = draft.saved.clone() else {
        return Ok(draft);
    };
    let mut page = draft;
    match bring_in(state, &page, &saved.code, saved.version).await {
        Ok(Some((kept, stored))) => {
            if kept.to_choose().is_empty() {
                let mut draft = kept.draft();
                draft.saved = Some(saved.at(stored.version));
                draft.note = Note::Saved(stored.expires_at);
                Ok(draft)
            } else {
                Err(choose::page(
                    state,
                    language,
                    &kept,
                    &saved.at(stored.version),
                    step,
                    &[],
                ))
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

/// Writes the next version of a draft with what a page sent. None: the draft is gone.
async fn bring_in(
    state: &PagesState,
    page: &Draft,
    code: &AccessCode,
    base: i32,
) -> Result<Option<(Kept, StoredDraft)>, DeskError> {
    change(state, code, |kept, next| kept.bring_in(page, base, next)).await
}

/// Opens a draft, changes it and writes it, until nobody comes between.
async fn change(
    state: &PagesState,
    code: &AccessCode,
    change: impl Fn(&mut Kept, i32),
) -> Result<Option<(Kept, StoredDraft)>, DeskError> {
    for _ in 0..TRIES {
        let Some(stored) = state.desk.open_draft(code.clone()).await? else {
            return Ok(None);
        };
        let Some(before) = Kept::read(&stored.content) else {
            return Ok(None);
        };
        let (mut kept, next) = (before.clone(), stored.version.saturating_add(1));
        change(&mut kept, next);
        if kept == before {
            return Ok(Some((kept, stored)));
        }
        let content = kept.written();
        let written = state
            .desk
            .write_draft(code.clone(), next, content.clone())
            .await?;
        if let Some(expires_at) = written {
            let stored = StoredDraft {
                content,
                version: next,
                expires_at,
            };
            return Ok(Some((kept, stored)));
        }
    }
    Err(DeskError::Unavailable)
}
