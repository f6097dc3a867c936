//! A report on its way through the steps: answers, key, and whether the reporter has seen them all.
//! It lives in the hidden fields of the page and nowhere else.

use super::answers::Answers;
use super::posted::Posted;

/// What travels from page to page.
#[derive(Clone)]
pub(super) struct Draft {
    /// What was answered.
    pub(super) answers: Answers,
    /// Makes sending twice the same as sending once.
    pub(super) key: String,
    /// Where "continue" leads.
    pub(super) reached: Reached,
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
    pub(super) fn new(key: String) -> Self {
        Self {
            answers: Answers::default(),
            key,
            reached: Reached::Steps,
        }
    }

    /// The report as the page sent it back.
    pub(super) fn read(posted: &Posted, new_key: fn() -> String) -> Self {
        let reached = match posted.value("reached") {
            "check" => Reached::Check,
            _ => Reached::Steps,
        };
        Self {
            answers: Answers::from_pairs(posted.pairs()),
            key: posted.key(new_key),
            reached,
        }
    }

    /// Hidden fields for a page that shows `shown` itself.
    pub(super) fn hidden(&self, shown: &[&str]) -> Vec<(&'static str, String)> {
        let mut hidden = self.answers.others(shown);
        hidden.push(("idempotency_key", self.key.clone()));
        if self.reached == Reached::Check {
            hidden.push(("reached", "check".to_owned()));
        }
        hidden
    }
}
