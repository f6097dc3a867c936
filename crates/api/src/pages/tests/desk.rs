//! A desk that answers from memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use std::future::Future;
use std::pin::Pin;

use actix_web::{HttpRequest, web};
use chrono::{DateTime, Duration, Utc};
use domain::access_code::AccessCode;
use domain::call_back::CallBack;
use domain::case::status::Status;
use domain::consent::{Consents, PoliceConsent};
use domain::deadline::Deadlines;
use domain::duty::duties;
use domain::event::EventName;
use domain::flood::Doubt;
use domain::kind::Kind;
use domain::language::Language;
use domain::organisation::{Organisation, SizeClass};
use domain::problem::Warning;
use domain::referral::State;
use domain::stage::{Content, StageName, StageState};
use serde_json::Value;

use super::now;
use crate::pages::{
    Desk, DeskError, DeskFuture, DraftChange, FileLimits, FileTrouble, FollowEntry, FollowFile,
    FollowReferral, FollowStage, FollowView, Gate, Pass, ReceiptView, SentFiles, StageView,
    StoredDraft, Wave,
};

const FILES: FileLimits = FileLimits {
    files: 5,
    megabytes: 10,
    per_report: 20,
};

/// What was asked of the desk, as text.
pub(super) type Asked = Arc<Mutex<Vec<String>>>;

/// Version and content of a draft.
type Kept = Arc<Mutex<Option<(i32, Vec<u8>)>>>;

#[derive(Default, Clone)]
pub(super) struct FakeDesk {
    /// Given instead of every answer.
    pub(super) trouble: Option<DeskError>,
    pub(super) asked: Asked,
    pub(super) doubts: Arc<Mutex<Vec<Doubt>>>,
    /// The names of the presses of "call me".
    pub(super) presses: Asked,
    /// The only draft there is.
    draft: Kept,
}

impl FakeDesk {
    pub(super) fn in_trouble(error: DeskError) -> Self {
        Self {
            trouble: Some(error),
            ..Self::default()
        }
    }

    fn answer<T: 'static>(&self, asked: String, answer: T) -> DeskFuture<'_, T> {
        self.asked.lock().unwrap().push(asked);
        let answer = self.trouble.clone().map_or(Ok(answer), Err);
        Box::pin(async move { answer })
    }
}

impl Desk for FakeDesk {
    fn asks_about_firm(&self) -> DeskFuture<'_, bool> {
        Box::pin(async { Ok(true) })
    }

    fn file(
        &self,
        report: Value,
        key: String,
        _: Language,
        doubts: Vec<Doubt>,
    ) -> DeskFuture<'_, ReceiptView> {
        self.doubts.lock().unwrap().extend(doubts);
        let kind = Kind::from_code(report["kind"].as_str().unwrap()).unwrap();
        self.answer(format!("{key} {report}"), receipt(kind))
    }

    fn wave(&self) -> DeskFuture<'_, Option<Wave>> {
        Box::pin(async { Ok(None) })
    }

    fn gate(&self, _: &Pass) -> Option<Gate> {
        None
    }

    fn admit(&self, _: Pass) -> Pin<Box<dyn Future<Output = Result<Vec<Doubt>, Gate>> + '_>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn follow(&self, number: String, code: String, _: Language) -> DeskFuture<'_, FollowView> {
        self.answer(format!("{number} {code}"), case(Status::WaitingReporter))
    }

    fn add_message(
        &self,
        _: String,
        _: String,
        text: String,
        key: String,
        _: Language,
    ) -> DeskFuture<'_, ()> {
        self.answer(format!("{key} {text}"), ())
    }

    fn stage(
        &self,
        number: String,
        code: String,
        name: StageName,
        _: Language,
    ) -> DeskFuture<'_, StageView> {
        self.answer(format!("{number} {code} {name}"), stage(name))
    }

    fn add_stage(&self, _: String, _: String, body: Value, key: String) -> DeskFuture<'_, ()> {
        self.answer(format!("{key} {body}"), ())
    }

    fn attach(
        &self,
        _: HttpRequest,
        _: web::Payload,
    ) -> Pin<Box<dyn Future<Output = Result<SentFiles, FileTrouble>> + '_>> {
        Box::pin(async { Err(FileTrouble::Broken) })
    }

    fn set_consents(
        &self,
        _: String,
        _: String,
        consents: Consents,
        _: Language,
    ) -> DeskFuture<'_, ()> {
        let police = consents.police_referral;
        self.answer(format!("{police} {}", consents.share_anonymised), ())
    }

    fn keep_draft(&self, content: Vec<u8>) -> DeskFuture<'_, (AccessCode, DateTime<Utc>)> {
        let code = AccessCode::from_mac(&[7; 32]);
        *self.draft.lock().unwrap() = Some((1, content));
        self.answer("keep".to_owned(), (code, now() + Duration::hours(72)))
    }

    fn open_draft(&self, code: AccessCode) -> DeskFuture<'_, Option<StoredDraft>> {
        let kept = self.draft.lock().unwrap().clone();
        let kept = kept.filter(|_| code == AccessCode::from_mac(&[7; 32]));
        let stored = kept.map(|(version, content)| StoredDraft {
            content,
            version,
            expires_at: now() + Duration::hours(72),
        });
        self.answer("open".to_owned(), stored)
    }

    fn change_draft(
        &self,
        code: AccessCode,
        change: Box<DraftChange>,
    ) -> DeskFuture<'_, Option<StoredDraft>> {
        if self.trouble.is_none() {
            let mut kept = self.draft.lock().unwrap();
            let next = kept.as_ref().and_then(|(version, content)| {
                change(content, *version).map(|content| (version + 1, content))
            });
            if next.is_some() {
                *kept = next;
            }
        }
        self.open_draft(code)
    }

    fn forget_draft(&self, _: AccessCode) -> DeskFuture<'_, ()> {
        *self.draft.lock().unwrap() = None;
        self.answer("forget".to_owned(), ())
    }

    fn call_back(&self, asked: CallBack, press: String) -> DeskFuture<'_, ()> {
        self.presses.lock().unwrap().push(press);
        self.answer(serde_json::to_string(&asked).unwrap(), ())
    }
}

pub(super) fn receipt(kind: Kind) -> ReceiptView {
    let organisation = Organisation {
        size_class: Some(SizeClass::S50To99),
        ..Organisation::default()
    };
    ReceiptView {
        number: "SMV-28T5-CY08".to_owned(),
        access_code: "MPJT-B9D5-MPJT-B9D5-MPJT-B9D5-MPZ".to_owned(),
        kind,
        received_at: now(),
        next_update_due: now() + Duration::hours(4),
        duties: duties(kind, &organisation, now(), &Deadlines::default(), &[]),
        warnings: vec![Warning::CvrChecksum],
        reachable: true,
    }
}

/// A case with every event there is, one a minute, and a referral in every state.
pub(super) fn case(state: Status) -> FollowView {
    let names = EventName::ALL.iter().copied();
    let mut entries: Vec<FollowEntry> = names.zip(0..).map(|(name, at)| entry(at, name)).collect();
    entries.push(entry(100, EventName::Question));
    for (&status, at) in Status::ALL.iter().zip(200..) {
        let mut changed = entry(at, EventName::StatusChanged);
        changed.facts.insert("to".to_owned(), status.to_string());
        entries.push(changed);
    }
    let referral = |&state: &State| FollowReferral {
        state,
        police_case_number: Some("0100-83991-00042-26".to_owned()),
    };
    let receipt = receipt(Kind::Ransomware);
    FollowView {
        number: receipt.number,
        access_code: receipt.access_code,
        state,
        received_at: now(),
        next_update_due: Some(receipt.next_update_due),
        kind: Kind::Ransomware,
        description: "Alle filer er <låst>.".to_owned(),
        organisation: Some("Bageriet Solsikken ApS".to_owned()),
        consents: Consents {
            police_referral: PoliceConsent::CallFirst,
            share_anonymised: false,
        },
        entries,
        duties: receipt.duties,
        stages: StageName::ALL.iter().map(|name| line(*name)).collect(),
        referrals: State::ALL.iter().map(referral).collect(),
        attachments: vec![FollowFile {
            name: "<faktura>.pdf".to_owned(),
            state: "modtaget".to_owned(),
        }],
        files: FILES,
    }
}

fn entry(minutes: i64, name: EventName) -> FollowEntry {
    let at: DateTime<Utc> = now() + Duration::minutes(minutes);
    FollowEntry {
        at,
        name,
        text: Some(format!("words of {name}")),
        facts: BTreeMap::new(),
    }
}

/// One that is overdue, and the others as they may stand.
fn line(name: StageName) -> FollowStage {
    FollowStage {
        name,
        state: match name {
            StageName::EarlyWarning => StageState::Overdue,
            StageName::Notification => StageState::Sent,
            StageName::Final => StageState::NotCounted,
        },
        due_at: (name != StageName::Final).then(now),
        sent_at: (name == StageName::Notification).then(now),
        written_at: (name == StageName::Notification).then(now),
        versions: usize::from(name == StageName::Notification),
    }
}

pub(super) fn stage(name: StageName) -> StageView {
    let receipt = receipt(Kind::Ransomware);
    let known = [("cross_border", "yes"), ("update", "Alt er <låst>.")];
    let known = known.map(|(name, text)| (name.to_owned(), text.to_owned()));
    StageView {
        number: receipt.number,
        access_code: receipt.access_code,
        stage: line(name),
        content: Content::of_facts(name, &BTreeMap::from(known)),
        text: "Teksten <til> virk.dk".to_owned(),
        is_complete: name == StageName::Notification,
    }
}
