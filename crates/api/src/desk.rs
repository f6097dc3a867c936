//! The desk behind the public pages: the same use cases as the API, for people without a program.

use std::pin::Pin;

use actix_web::HttpRequest;
use actix_web::web::{self, Data};
use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::access_code::AccessCode;
use domain::attachment::safe_name;
use domain::call_back::CallBack;
use domain::consent::Consents;
use domain::duty;
use domain::flood::Doubt;
use domain::language::Language;
use domain::problem::{FieldProblem, Rule};
use domain::report::TEXT_MAX;
use serde_json::{Value, json};
use store::Tx;
use triage_queue::reporter::{self, OwnView};
use triage_queue::{call_backs, drafts};

use crate::answer::Answer;
use crate::attachments;
use crate::error::{ApiError, Malformed};
use crate::extract::{Body, IdempotencyKey};
use crate::once::Once;
use crate::pages::{
    Desk, DeskError, DeskFuture, DraftChange, FileLimits, FileTrouble, FollowEntry, FollowFile,
    FollowReferral, FollowView, ReceiptView, SentFiles, StoredDraft,
};
use crate::reports::submit::file;
use crate::state::PublicState;

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
            let filed = file(&self.state, &body, (Some(key), None), language, doubts).await?;
            let (report, receipt) = (filed.report, filed.receipt);
            let aware_at = report.aware_or(receipt.received_at);
            Ok(ReceiptView {
                number: receipt.number.to_string(),
                access_code: receipt.access_code.shown(),
                kind: report.kind,
                received_at: receipt.received_at,
                next_update_due: receipt.next_update_due,
                duties: duty::duties(report.kind, &report.organisation, aware_at),
                warnings: report.warnings(),
                reachable: report.reporter.email.is_some() || report.reporter.phone.is_some(),
            })
        })
    }

    fn follow(
        &self,
        number: String,
        access_code: String,
        language: Language,
    ) -> DeskFuture<'_, FollowView> {
        Box::pin(async move {
            let door = reporter::door(&self.state.keys, &number, &access_code);
            let now = self.state.clock.now();
            let view = self
                .state
                .db
                .transact_reading(&Actor::Reporter, move |tx| reporter::view(tx, &door, now))
                .await
                .map_err(ApiError::from)?;
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

fn follow_view(
    view: OwnView,
    access_code: String,
    language: Language,
    files: FileLimits,
) -> FollowView {
    let organisation = view.report.organisation.name.clone().or_else(|| {
        view.report
            .organisation
            .cvr
            .as_ref()
            .map(|cvr| cvr.as_str().to_owned())
    });
    FollowView {
        number: view.number.to_string(),
        access_code,
        state: view.status,
        received_at: view.received_at,
        next_update_due: view.next_update_due,
        kind: view.report.kind,
        description: view.report.description,
        organisation,
        consents: view.consents,
        entries: view
            .events
            .into_iter()
            .map(|event| FollowEntry {
                at: event.at,
                name: event.name,
                text: event.body.text,
                facts: event.body.facts,
            })
            .collect(),
        duties: view.duties,
        attachments: view
            .attachments
            .iter()
            .map(|file| FollowFile {
                name: safe_name(&file.content.name),
                state: attachments::state_text(file.state, language),
            })
            .collect(),
        files,
        referrals: view
            .referrals
            .into_iter()
            .map(|referral| FollowReferral {
                state: referral.state,
                police_case_number: referral.police_case_number,
            })
            .collect(),
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
