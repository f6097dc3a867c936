//! The desk behind the public pages: the same use cases as the API, for people without a program.

mod view;

use std::pin::Pin;

use actix_web::HttpRequest;
use actix_web::web::{self, Data};
use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::access_code::AccessCode;
use domain::call_back::CallBack;
use domain::consent::Consents;
use domain::duty;
use domain::flood::Doubt;
use domain::language::Language;
use domain::problem::{FieldProblem, Rule};
use domain::report::TEXT_MAX;
use domain::report::reader::Reader;
use domain::stage::{Filing, StageName};
use serde_json::{Value, json};
use store::Tx;
use triage_queue::reporter::{self, OwnView};
use triage_queue::{call_backs, drafts, stages};

use crate::answer::Answer;
use crate::attachments;
use crate::error::{ApiError, Malformed};
use crate::extract::{Body, IdempotencyKey};
use crate::once::Once;
use crate::pages::{
    Desk, DeskError, DeskFuture, DraftChange, FileLimits, FileTrouble, FollowView, Gate, Pass,
    ReceiptView, SentFiles, StageView, StoredDraft, Wave,
};
use crate::reports::register;
use crate::reports::submit::file;
use crate::state::PublicState;
use crate::surge;
use view::{follow_view, stage_view};

/// The desk over the database.
pub(crate) struct OurDesk {
    state: Data<PublicState>,
}

impl OurDesk {
    pub(crate) const fn new(state: Data<PublicState>) -> Self {
        Self { state }
    }

    fn draft_door(&self, code: &AccessCode) -> drafts::Door {
        drafts::Door::of(&self.state.keys, code)
    }

    async fn own_view(&self, number: &str, access_code: &str) -> Result<OwnView, DeskError> {
        let door = reporter::door(&self.state.keys, number, access_code);
        let (now, deadlines) = (self.state.clock.now(), self.state.deadlines);
        let view = self
            .state
            .db
            .transact_reading(&Actor::Reporter, move |tx| {
                reporter::view(tx, &door, &deadlines, now)
            })
            .await
            .map_err(ApiError::from)?;
        Ok(view)
    }

    fn file_limits(&self) -> FileLimits {
        let settings = &self.state.attachments.settings;
        FileLimits {
            files: settings.form_files,
            megabytes: settings.form_bytes / 1_000_000,
            per_report: settings.per_report,
        }
    }
}

impl Desk for OurDesk {
    fn file(
        &self,
        report_json: Value,
        idempotency_key: String,
        language: Language,
        doubts: Vec<Doubt>,
    ) -> DeskFuture<'_, ReceiptView> {
        Box::pin(async move {
            let key = IdempotencyKey::parse(&idempotency_key)?;
            let body = body(report_json);
            let (turn, caller) = (self.state.lanes.turn().await?, (Some(key), None));
            let filed = file(&self.state, turn, &body, caller, language, doubts).await?;
            let warnings = filed.warnings();
            let (report, receipt) = (filed.report, filed.receipt);
            let aware_at = report.aware_or(receipt.received_at);
            Ok(ReceiptView {
                number: receipt.number.to_string(),
                access_code: receipt.access_code.shown(),
                kind: report.kind,
                received_at: receipt.received_at,
                next_update_due: receipt.next_update_due,
                duties: duty::duties(
                    report.kind,
                    &report.organisation,
                    aware_at,
                    &self.state.deadlines,
                    &[],
                ),
                warnings,
                reachable: report.reporter.email.is_some() || report.reporter.phone.is_some(),
            })
        })
    }

    fn gate(&self, pass: &Pass) -> Option<Gate> {
        self.state.guard.gate(pass, self.state.clock.now())
    }

    fn admit(&self, pass: Pass) -> Pin<Box<dyn Future<Output = Result<Vec<Doubt>, Gate>> + '_>> {
        Box::pin(self.state.guard.admit(pass, self.state.clock.now()))
    }

    fn asks_about_firm(&self) -> DeskFuture<'_, bool> {
        Box::pin(async move { Ok(!register::is_there(&self.state).await) })
    }

    fn wave(&self) -> DeskFuture<'_, Option<Wave>> {
        Box::pin(async move { Ok(surge::wave(&self.state).await) })
    }

    fn follow(
        &self,
        number: String,
        access_code: String,
        language: Language,
    ) -> DeskFuture<'_, FollowView> {
        Box::pin(async move {
            let view = self.own_view(&number, &access_code).await?;
            Ok(follow_view(view, access_code, language, self.file_limits()))
        })
    }

    fn add_message(
        &self,
        number: String,
        access_code: String,
        text: String,
        idempotency_key: String,
        _: Language,
    ) -> DeskFuture<'_, ()> {
        Box::pin(async move {
            let text = checked_text(&text)?;
            let key = IdempotencyKey(Some(IdempotencyKey::parse(&idempotency_key)?));
            let door = reporter::door(&self.state.keys, &number, &access_code);
            let scope = format!("message-page\u{1f}{}", hex::encode(door.code_hash()));
            let now = self.state.clock.now();
            let sha256 = body(json!(text)).sha256;
            let tried = door.clone();
            let knock = move |tx: &mut Tx<'_>| Ok(reporter::knock(tx, &tried)?);
            Once::new(&self.state.keys, &scope, key, &sha256)
                .run_behind(&self.state.db, &Actor::Reporter, now, knock, move |tx| {
                    reporter::add_message(tx, &door, &text, now)?;
                    Ok::<_, ApiError>(Answer::empty())
                })
                .await?;
            Ok(())
        })
    }

    fn stage(
        &self,
        number: String,
        access_code: String,
        stage: StageName,
        language: Language,
    ) -> DeskFuture<'_, StageView> {
        Box::pin(async move {
            let view = self.own_view(&number, &access_code).await?;
            stage_view(&view, access_code, stage, language).ok_or(DeskError::NotFound)
        })
    }

    fn add_stage(
        &self,
        number: String,
        access_code: String,
        stage_json: Value,
        idempotency_key: String,
    ) -> DeskFuture<'_, ()> {
        Box::pin(async move {
            let filing = filing(&stage_json)?;
            let key = IdempotencyKey(Some(IdempotencyKey::parse(&idempotency_key)?));
            let door = reporter::door(&self.state.keys, &number, &access_code);
            let scope = format!("stage-page\u{1f}{}", hex::encode(door.code_hash()));
            let (now, deadlines) = (self.state.clock.now(), self.state.deadlines);
            let sha256 = body(stage_json).sha256;
            let tried = door.clone();
            let knock = move |tx: &mut Tx<'_>| Ok(reporter::knock(tx, &tried)?);
            Once::new(&self.state.keys, &scope, key, &sha256)
                .run_behind(&self.state.db, &Actor::Reporter, now, knock, move |tx| {
                    stages::add(tx, &door, &filing, &deadlines, now)?;
                    Ok::<_, ApiError>(Answer::empty())
                })
                .await?;
            Ok(())
        })
    }

    fn attach(
        &self,
        request: HttpRequest,
        payload: web::Payload,
    ) -> Pin<Box<dyn Future<Output = Result<SentFiles, FileTrouble>> + '_>> {
        Box::pin(async move {
            let posted = attachments::post_files(&self.state, &request, payload, None).await;
            let posted = posted.map_err(|error| file_trouble(&error))?;
            let (number, code) = (posted.field("number"), posted.field("access_code"));
            if matches!(posted.problem, Some(ApiError::NotFound)) {
                return Err(FileTrouble::NotFound { number, code });
            }
            Ok(SentFiles {
                number,
                code,
                kept: posted.kept.len(),
                problem: posted.problem.as_ref().map(|error| {
                    let limits = self.file_limits();
                    file_problem(error, limits)
                }),
                limits: self.file_limits(),
            })
        })
    }

    fn set_consents(
        &self,
        number: String,
        access_code: String,
        consents: Consents,
        _: Language,
    ) -> DeskFuture<'_, ()> {
        Box::pin(async move {
            let door = reporter::door(&self.state.keys, &number, &access_code);
            let now = self.state.clock.now();
            self.state
                .db
                .transact(&Actor::Reporter, move |tx| {
                    reporter::set_consents(tx, &door, consents, now)
                })
                .await
                .map_err(ApiError::from)?;
            Ok(())
        })
    }

    fn keep_draft(&self, content: Vec<u8>) -> DeskFuture<'_, (AccessCode, DateTime<Utc>)> {
        Box::pin(async move {
            let code = drafts::new_code();
            let (door, now) = (self.draft_door(&code), self.state.clock.now());
            let kept = self
                .state
                .db
                .transact(&Actor::Reporter, move |tx| {
                    drafts::keep(tx, &door, &content, now)
                })
                .await
                .map_err(ApiError::from)?;
            Ok((code, kept))
        })
    }

    fn open_draft(&self, code: AccessCode) -> DeskFuture<'_, Option<StoredDraft>> {
        Box::pin(async move {
            let (door, now) = (self.draft_door(&code), self.state.clock.now());
            let opened = self
                .state
                .db
                .transact(&Actor::Reporter, move |tx| drafts::open(tx, &door, now))
                .await
                .map_err(ApiError::from)?;
            Ok(opened.map(stored))
        })
    }

    fn change_draft(
        &self,
        code: AccessCode,
        change: Box<DraftChange>,
    ) -> DeskFuture<'_, Option<StoredDraft>> {
        Box::pin(async move {
            let (door, now) = (self.draft_door(&code), self.state.clock.now());
            let changed = self
                .state
                .db
                .transact(&Actor::Reporter, move |tx| {
                    drafts::change(tx, &door, &change, now)
                })
                .await
                .map_err(ApiError::from)?;
            Ok(changed.map(stored))
        })
    }

    fn forget_draft(&self, code: AccessCode) -> DeskFuture<'_, ()> {
        Box::pin(async move {
            let door = self.draft_door(&code);
            Ok(self
                .state
                .db
                .transact(&Actor::Reporter, move |tx| drafts::forget(tx, &door))
                .await
                .map_err(ApiError::from)?)
        })
    }

    fn call_back(&self, asked: CallBack, press: String) -> DeskFuture<'_, ()> {
        Box::pin(async move {
            let recipients = self.state.recipients().await?;
            let (keys, now) = (self.state.keys.clone(), self.state.clock.now());
            Ok(self
                .state
                .db
                .transact(&Actor::Reporter, move |tx| {
                    call_backs::ask(tx, &keys, &recipients, (&asked, &press), now)
                })
                .await
                .map_err(ApiError::from)?)
        })
    }
}

fn stored(draft: drafts::Opened) -> StoredDraft {
    StoredDraft {
        content: draft.content,
        version: draft.version,
        expires_at: draft.expires_at,
    }
}

fn body(value: Value) -> Body<Value> {
    let mut sha256 = [0; 32];
    sha256.copy_from_slice(digest(&SHA256, value.to_string().as_bytes()).as_ref());
    Body { value, sha256 }
}

/// Which text says why a file was not kept.
fn file_problem(error: &ApiError, limits: FileLimits) -> &'static str {
    if let ApiError::TooManyFiles(most) = error {
        return if usize::try_from(*most).is_ok_and(|most| most == limits.files) {
            "page-file-too-many"
        } else {
            "page-file-too-many-report"
        };
    }
    if matches!(error, ApiError::FileTooLarge(_)) {
        return "page-file-too-large";
    }
    if let ApiError::StorageAway(source) = error {
        tracing::warn!(error = %source, "a file from a page could not be kept");
        return "page-file-no-room";
    }
    if matches!(error, ApiError::StorageFull) {
        return "page-file-no-room";
    }
    if matches!(error, ApiError::Invalid(_)) {
        return "page-file-missing";
    }
    tracing::warn!(error = ?error, "a file from a page could not be kept");
    "page-file-failed"
}

fn file_trouble(error: &ApiError) -> FileTrouble {
    if matches!(error, ApiError::Malformed(Malformed::SlowBody)) {
        FileTrouble::Slow
    } else if matches!(error, ApiError::Malformed(_) | ApiError::TooLarge) {
        FileTrouble::Unreadable
    } else {
        tracing::error!(error = ?error, "files of a page could not be taken");
        FileTrouble::Broken
    }
}

fn checked_text(text: &str) -> Result<String, DeskError> {
    let text = text.trim();
    let rule = if text.is_empty() {
        Some(Rule::Required)
    } else if text.contains('\0') {
        Some(Rule::NulCharacter)
    } else {
        (text.chars().count() > TEXT_MAX).then_some(Rule::TooLong(TEXT_MAX))
    };
    match rule {
        None => Ok(text.to_owned()),
        Some(rule) => Err(DeskError::Invalid(vec![FieldProblem {
            pointer: "#/text".to_owned(),
            rule,
        }])),
    }
}

fn filing(stage_json: &Value) -> Result<Filing, DeskError> {
    let mut reader = Reader::new(stage_json);
    let filing = Filing::read(&mut reader);
    let problems = reader.finish();
    match filing {
        Some(filing) if problems.is_empty() => Ok(filing),
        _ => Err(DeskError::Invalid(problems)),
    }
}

impl From<ApiError> for DeskError {
    fn from(error: ApiError) -> Self {
        if let ApiError::Invalid(problems) = error {
            return Self::Invalid(problems);
        }
        if let ApiError::Unavailable(source) = &error {
            tracing::warn!(error = %source, "a page could not reach the database");
        }
        if matches!(error, ApiError::NotFound) {
            Self::NotFound
        } else if matches!(error, ApiError::KeyReused) {
            Self::AlreadySent
        } else if matches!(error, ApiError::Malformed(Malformed::BadKey)) {
            Self::Invalid(Vec::new())
        } else if matches!(error, ApiError::Unavailable(_) | ApiError::Conflict(_)) {
            Self::Unavailable
        } else {
            tracing::error!(error = ?error, "a page could not be made");
            Self::Other
        }
    }
}
