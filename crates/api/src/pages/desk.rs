//! What the pages ask of the back end. The pages never see more than these answers.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;

use actix_web::{HttpRequest, web};
use chrono::{DateTime, Utc};
use domain::access_code::AccessCode;
use domain::call_back::CallBack;
use domain::consent::Consents;
use domain::flood::Doubt;
use domain::kind::Kind;
use domain::language::Language;
use domain::problem::FieldProblem;
use domain::stage::StageName;
use serde_json::Value;

use super::keeping::StoredDraft;
use super::view::{FileLimits, FollowView, ReceiptView, StageView};

/// An answer of the desk, in its own time.
pub type DeskFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, DeskError>> + 'a>>;

/// From a draft's content and version to its next content; none leaves it as it is. Called again when
/// somebody else has changed it meanwhile.
pub type DraftChange = dyn Fn(&[u8], i32) -> Option<Vec<u8>> + Send;

/// Files reports and opens them to their reporters.
pub trait Desk: Send + Sync {
    /// Files a report (the JSON body of `POST /api/v1/reports`). The same key and body again give
    /// the same receipt; the same key and another body is [`DeskError::AlreadySent`]. Doubts refuse
    /// nothing: they are told to staff.
    fn file(
        &self,
        report_json: Value,
        idempotency_key: String,
        language: Language,
        doubts: Vec<Doubt>,
    ) -> DeskFuture<'_, ReceiptView>;

    /// What a form must bring before it is sent; none while there is no flood.
    fn gate(&self, pass: &Pass) -> Option<Gate>;

    /// Lets a form through with the doubts about it, or says what it must bring first.
    fn admit(&self, pass: Pass) -> Pin<Box<dyn Future<Output = Result<Vec<Doubt>, Gate>> + '_>>;

    /// Whether the firm's size and place are to be asked: no register tells them.
    fn asks_about_firm(&self) -> DeskFuture<'_, bool>;

    /// The wave of reports there is.
    fn wave(&self) -> DeskFuture<'_, Option<Wave>>;

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

    /// One stage of the firm's notice to the authorities.
    fn stage(
        &self,
        number: String,
        access_code: String,
        stage: StageName,
        language: Language,
    ) -> DeskFuture<'_, StageView>;

    /// Keeps a stage (the JSON body of `POST …/stages`). The key is new for each page shown.
    fn add_stage(
        &self,
        number: String,
        access_code: String,
        stage_json: Value,
        idempotency_key: String,
    ) -> DeskFuture<'_, ()>;

    /// Takes posted files: the fields `number` and `access_code`, then files.
    fn attach(
        &self,
        request: HttpRequest,
        payload: web::Payload,
    ) -> Pin<Box<dyn Future<Output = Result<SentFiles, FileTrouble>> + '_>>;

    /// Changes both consents; a withdrawal stops what is not yet delivered.
    fn set_consents(
        &self,
        number: String,
        access_code: String,
        consents: Consents,
        language: Language,
    ) -> DeskFuture<'_, ()>;

    /// Keeps a new draft; answers its code and until when.
    fn keep_draft(&self, content: Vec<u8>) -> DeskFuture<'_, (AccessCode, DateTime<Utc>)>;

    /// The draft behind a code, if it is still there.
    fn open_draft(&self, code: AccessCode) -> DeskFuture<'_, Option<StoredDraft>>;

    /// Changes a draft, in one transaction; answers how it stands then. None: it is gone.
    fn change_draft(
        &self,
        code: AccessCode,
        change: Box<DraftChange>,
    ) -> DeskFuture<'_, Option<StoredDraft>>;

    /// Forgets a draft that was sent.
    fn forget_draft(&self, code: AccessCode) -> DeskFuture<'_, ()>;

    /// Asks that somebody calls. The same press again, by its name, is one task.
    fn call_back(&self, asked: CallBack, press: String) -> DeskFuture<'_, ()>;
}

/// What a form brings against a flood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pass {
    /// The form's idempotency key.
    pub key: String,
    /// The solution of its puzzle (ALTCHA, base64 of JSON); empty without a script.
    pub solution: String,
    /// Its turn, as it was given one; empty at first.
    pub turn: String,
    /// Where it comes from, if that is known.
    pub address: Option<IpAddr>,
}

/// What a form must bring in a flood: one of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// The puzzle for a browser with a script (ALTCHA, JSON).
    pub puzzle: String,
    /// The turn of a browser without one; goes along in the form.
    pub turn: String,
    /// Seconds until that turn.
    pub seconds: i64,
}

/// Far more reports than usual: the form is shorter, and says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wave {
    /// Of which kind at least half of them are.
    pub kind: Option<Kind>,
}

/// What became of posted files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentFiles {
    /// The number as it was posted.
    pub number: String,
    /// The code as it was posted.
    pub code: String,
    /// How many were kept.
    pub kept: usize,
    /// Key of the text that says why the others were not.
    pub problem: Option<&'static str>,
    /// What the text is about.
    pub limits: FileLimits,
}

/// Why posted files were not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileTrouble {
    /// No case with that number and code.
    NotFound {
        /// The number as it was posted.
        number: String,
        /// The code as it was posted.
        code: String,
    },
    /// They came too slowly.
    Slow,
    /// No form with files, or cut short.
    Unreadable,
    /// Something broke; it is logged on the other side.
    Broken,
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
