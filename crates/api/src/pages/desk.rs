//! What the pages ask of the back end. The pages never see more than these four answers.

use std::future::Future;
use std::pin::Pin;

use domain::consent::Consents;
use domain::language::Language;
use domain::problem::FieldProblem;
use serde_json::Value;

use super::view::{FollowView, ReceiptView};

/// An answer of the desk, in its own time.
pub type DeskFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, DeskError>> + 'a>>;

/// Files reports and opens them to their reporters.
pub trait Desk: Send + Sync {
    /// Files a report (the JSON body of `POST /api/v1/reports`). The same key and body again give
    /// the same receipt; the same key and another body is [`DeskError::AlreadySent`].
    fn file(
        &self,
        report_json: Value,
        idempotency_key: String,
        language: Language,
    ) -> DeskFuture<'_, ReceiptView>;

    /// Opens a case to its reporter. Number and code come as they were typed.
    fn follow(
        &self,
        number: String,
        access_code: String,
        language: Language,
    ) -> DeskFuture<'_, FollowView>;

    /// Adds the reporter's words. The key is new for each page shown, so a reload adds nothing.
    /// A problem of the text points to `#/text`.
    fn add_message(
        &self,
        number: String,
        access_code: String,
        text: String,
        idempotency_key: String,
        language: Language,
    ) -> DeskFuture<'_, ()>;

    /// Changes both consents; a withdrawal stops what is not yet delivered.
    fn set_consents(
        &self,
        number: String,
        access_code: String,
        consents: Consents,
        language: Language,
    ) -> DeskFuture<'_, ()>;
}

/// Why the desk could not do it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskError {
    /// Fields broke rules; pointers as in `contract.md`.
    Invalid(Vec<FieldProblem>),
    /// No case with that number and code.
    NotFound,
    /// This key has filed another body already.
    AlreadySent,
    /// Not now; the same request may succeed in a moment.
    Unavailable,
    /// Something broke; it is logged on the other side.
    Other,
}
