//! A report on its way through the steps: answers, key, and whether the reporter has seen them all.
//! It lives in the hidden fields of the page, and behind its code if the reporter asked for that.

use chrono::{DateTime, Utc};
use domain::access_code::AccessCode;

use super::answers::Answers;
use super::posted::Posted;
use super::{PagesState, Pass, aware};

/// Most characters of a page's name; ours are shorter.
const PAGE_MAX: usize = 64;

/// What travels from page to page.
#[derive(Clone)]
pub(super) struct Draft {
    /// What was answered.
    pub(super) answers: Answers,
    /// Makes sending twice the same as sending once.
    pub(super) key: String,
    /// Where "continue" leads.
    pub(super) reached: Reached,
    /// How many calls were asked for so far: a wish after the last one is another.
    pub(super) calls: u16,
    /// Which page sent this, so that its own later words replace its earlier ones.
    pub(super) page: String,
    /// Makes keys, and names of pages.
    new_key: fn() -> String,
    /// Where it is kept on the server, if the reporter asked for that.
    pub(super) saved: Option<SavedAt>,
    /// What the page says of that.
    pub(super) note: Note,
    /// What it brings against a flood.
    pub(super) pass: Pass,
}

/// Where a draft is kept, and which version the page began from.
#[derive(Debug, Clone)]
pub(super) struct SavedAt {
    /// Opens it.
    pub(super) code: AccessCode,
    /// What the page shows.
    pub(super) version: i32,
}

impl SavedAt {
    /// The same at another version.
    pub(super) fn at(&self, version: i32) -> Self {
        Self {
            code: self.code.clone(),
            version,
        }
    }
}

/// What there is to say of a draft on the server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Note {
    /// Nothing: the reporter has not asked for one.
    #[default]
    None,
    /// Kept until then.
    Saved(DateTime<Utc>),
    /// It could not be saved just now.
    NotSaved,
    /// It is not there any more: sent from another tab, or its time is over.
    Gone,
}

/// How far the reporter has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reached {
    /// Still answering: "continue" leads to the next step.
    Steps,
    /// Has seen the list of answers: "continue" leads back to it.
    Check,
}

impl Draft {
    /// A new report.
    pub(super) fn new(new_key: fn() -> String) -> Self {
        Self {
            answers: Answers::default(),
            key: new_key(),
            reached: Reached::Steps,
            calls: 0,
            page: String::new(),
            new_key,
            saved: None,
            note: Note::None,
            pass: Pass::default(),
        }
    }

    /// The report as the page sent it back, with the moment at which "when" was answered.
    pub(super) fn read(posted: &Posted, state: &PagesState) -> Self {
        let mut answers = Answers::from_pairs(posted.pairs());
        aware::note(&mut answers, state.clock.now());
        let reached = match posted.value("reached") {
            "check" => Reached::Check,
            _ => Reached::Steps,
        };
        Self {
            answers,
            key: posted.key(state.new_key),
            reached,
            calls: posted.value("calls").parse().unwrap_or(0),
            page: posted.value("page").chars().take(PAGE_MAX).collect(),
            new_key: state.new_key,
            saved: AccessCode::parse(posted.value("draft")).map(|code| SavedAt {
                code,
                version: posted.value("draft_version").parse().unwrap_or(0),
            }),
            note: Note::None,
            pass: Pass {
                key: String::new(),
                solution: posted.value("altcha").to_owned(),
                turn: posted.value("turn").to_owned(),
                address: Some(posted.address),
            },
        }
    }

    /// What it brings, under its key.
    pub(super) fn pass(&self) -> Pass {
        Pass {
            key: self.key.clone(),
            ..self.pass.clone()
        }
    }

    /// Hidden fields for a page that shows `shown` itself.
    pub(super) fn hidden(&self, shown: &[&str]) -> Vec<(&'static str, String)> {
        let mut hidden = self.answers.others(shown);
        hidden.push(("idempotency_key", self.key.clone()));
        if let Some(saved) = &self.saved {
            hidden.push(("draft", saved.code.symbols().to_owned()));
            hidden.push(("draft_version", saved.version.to_string()));
            hidden.push(("page", (self.new_key)()));
        }
        if !self.pass.turn.is_empty() {
            hidden.push(("turn", self.pass.turn.clone()));
        }
        if self.reached == Reached::Check {
            hidden.push(("reached", "check".to_owned()));
        }
        if self.calls > 0 {
            hidden.push(("calls", self.calls.to_string()));
        }
        hidden
    }
}
