//! Which stage somebody asks for, and the page that answers.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use domain::language::Language;
use domain::problem::Rule;
use domain::stage::StageName;
use i18n::Texts;
use serde_json::Value;

use super::page::{Frame, News, StagePage, Typed, UnsavedPage};
use crate::pages::PagesState;
use crate::pages::desk::DeskError;
use crate::pages::follow::{Opened, trouble};
use crate::pages::layout::{Keep, answer};
use crate::pages::posted::Posted;
use crate::pages::view::StageView;

/// Which stage of which case, in which language.
pub(super) struct Asked {
    pub(super) language: Language,
    pub(super) opened: Opened,
    pub(super) stage: StageName,
}

impl Asked {
    /// None: no stage has this name.
    pub(super) fn read(language: Language, posted: &Posted) -> Option<Self> {
        Some(Self {
            language,
            opened: Opened::read(posted),
            stage: StageName::from_code(posted.value("stage"))?,
        })
    }

    pub(super) const fn texts(&self) -> Texts {
        Texts::new(self.language)
    }

    pub(super) async fn view(&self, state: &PagesState) -> Result<StageView, DeskError> {
        let Opened { number, code } = self.opened.clone();
        state
            .desk
            .stage(number, code, self.stage, self.language)
            .await
    }

    pub(super) async fn add(
        &self,
        state: &PagesState,
        body: Value,
        key: String,
    ) -> Result<(), DeskError> {
        let add = |key| {
            let Opened { number, code } = self.opened.clone();
            state.desk.add_stage(number, code, body.clone(), key)
        };
        match add(key).await {
            // Back in the browser, then other words: a version of its own.
            Err(DeskError::AlreadySent) => add((state.new_key)()).await,
            added => added,
        }
    }

    pub(super) async fn show(
        &self,
        state: &PagesState,
        typed: Option<Typed>,
        news: News,
    ) -> HttpResponse {
        match self.view(state).await {
            Ok(view) => {
                let status = match news {
                    News::Problems(_) | News::WrongDay { .. } => StatusCode::UNPROCESSABLE_ENTITY,
                    News::None | News::Saved | News::Marked | News::Unmarked => StatusCode::OK,
                };
                let key = (state.new_key)();
                let page = StagePage::new(&state.site, self.language, &view, typed, news, key);
                answer(status, Keep::Nothing, &page)
            }
            Err(error) => trouble(state, self.language, &self.opened, &error),
        }
    }

    pub(super) async fn wrong_day(
        &self,
        state: &PagesState,
        day: &str,
        rule: &Rule,
    ) -> HttpResponse {
        let message = if *rule == Rule::Time {
            self.texts().get("page-wrong-date")
        } else {
            i18n::rule(self.texts(), rule)
        };
        let typed = day.chars().take(40).collect();
        self.show(state, None, News::WrongDay { message, typed })
            .await
    }

    /// What was typed, to be saved again under the same key.
    pub(super) fn unsaved(
        &self,
        state: &PagesState,
        typed: &Typed,
        key: String,
        status: StatusCode,
    ) -> HttpResponse {
        let frame = Frame {
            number: &self.opened.number,
            access_code: &self.opened.code,
            stage: self.stage,
            key,
        };
        let page = UnsavedPage::new(&state.site, self.language, &frame, typed, status);
        answer(status, Keep::Nothing, &page)
    }
}
