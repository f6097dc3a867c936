//! A report as its owner sees it.

use chrono::{DateTime, Utc};
use domain::advice;
use domain::consent::Consents;
use domain::deadline::Deadlines;
use domain::duty::{self, Applies, DutyName};
use domain::event::EventName;
use domain::kind::Kind;
use domain::language::Language;
use domain::problem::Warning;
use domain::referral::State;
use domain::report::Report;
use i18n::Texts;
use serde::Serialize;
use triage_queue::reporter::{OwnEvent, OwnReferral, OwnView};
use utoipa::ToSchema;

use crate::attachments::AttachmentView;
use crate::codes::{
    AppliesCode, DutyCode, EventCode, KindCode, ReferralStateCode, StatusCode, WarningCode,
};
use crate::reports::Filed;
use crate::reports::request::ConsentsBody;
use crate::reports::stage_view::StageView;

/// What a new report brings back. The access code is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReceiptView {
    /// To read aloud; alone it opens nothing.
    #[schema(example = "SMV-7F3K-Q2NM")]
    pub number: String,
    /// Opens the report; keep it secret.
    pub access_code: String,
    /// Page to follow the report on.
    pub status_url: String,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// When you hear from us.
    pub next_update_due: DateTime<Utc>,
    /// What to do now, most urgent first.
    pub first_aid: Vec<String>,
    /// Duties of the firm; reporting here fulfils none of them.
    pub duties: Vec<DutyView>,
    /// Doubtful, but accepted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<WarningView>,
}

/// A duty that may apply.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DutyView {
    /// Which.
    #[schema(value_type = DutyCode)]
    pub name: DutyName,
    /// How sure.
    #[schema(value_type = AppliesCode)]
    pub applies: Applies,
    /// When; none means without undue delay.
    pub due_at: Option<DateTime<Utc>>,
    /// In words.
    pub text: String,
}

/// Something doubtful that was accepted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WarningView {
    /// Where in the body.
    pub pointer: &'static str,
    /// Stable code.
    #[schema(value_type = WarningCode)]
    pub code: Warning,
    /// In words.
    pub detail: String,
}

/// A report as its owner may see it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnReportView {
    /// Its number.
    pub number: String,
    /// Where the case stands.
    #[schema(value_type = StatusCode)]
    pub state: domain::case::status::Status,
    /// The same in plain words.
    pub state_text: String,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// When you hear from us, if something is owed.
    pub next_update_due: Option<DateTime<Utc>>,
    /// What happened.
    #[schema(value_type = KindCode)]
    pub kind: Kind,
    /// What was sent.
    #[schema(value_type = Object)]
    pub report: Report,
    /// What you allow.
    #[schema(value_type = ConsentsBody)]
    pub consents: Consents,
    /// What was written both ways, oldest first.
    pub messages: Vec<MessageView>,
    /// Everything that happened and that you may see, oldest first.
    pub timeline: Vec<OwnEventView>,
    /// Files, and where each stands.
    pub attachments: Vec<AttachmentView>,
    /// The way to the police.
    pub referrals: Vec<OwnReferralView>,
    /// Duties of the firm.
    pub duties: Vec<DutyView>,
    /// Stages of the firm's own notice to the authorities; kept here, they are sent to nobody.
    pub stages: Vec<StageView>,
    /// What to do.
    pub first_aid: Vec<String>,
}

/// A message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageView {
    /// When.
    pub at: DateTime<Utc>,
    /// `reporter` or `cert`.
    pub from: &'static str,
    /// Whether we wait for an answer to it.
    pub question: bool,
    /// The words.
    pub text: String,
}

/// A line of the timeline.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnEventView {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    #[schema(value_type = EventCode)]
    pub name: EventName,
    /// Words that go with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Facts that go with it.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub facts: std::collections::BTreeMap<String, String>,
}

/// A referral in plain view.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnReferralView {
    /// Where it stands.
    #[schema(value_type = ReferralStateCode)]
    pub state: State,
    /// The same in plain words.
    pub state_text: String,
    /// To whom.
    pub authority: &'static str,
    /// When the package was made.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When the police fetched it.
    pub delivered_at: Option<DateTime<Utc>>,
    /// Last step.
    pub updated_at: DateTime<Utc>,
    /// The police's own number.
    pub police_case_number: Option<String>,
}

impl ReceiptView {
    pub(crate) fn of(filed: &Filed, status_url: String, deadlines: &Deadlines) -> Self {
        let Filed {
            report, receipt, ..
        } = filed;
        let texts = Texts::new(report.language);
        let aware_at = report.aware_or(receipt.received_at);
        let duties = duty::duties(report.kind, &report.organisation, aware_at, deadlines, &[]);
        Self {
            number: receipt.number.to_string(),
            access_code: receipt.access_code.shown(),
            status_url,
            received_at: receipt.received_at,
            next_update_due: receipt.next_update_due,
            first_aid: advice::steps(report.kind, report.language).to_vec(),
            duties: duties
                .iter()
                .map(|duty| DutyView::of(duty, texts))
                .collect(),
            warnings: filed
                .warnings()
                .into_iter()
                .map(|code| WarningView {
                    pointer: code.pointer(),
                    code,
                    detail: i18n::warning(texts, code),
                })
                .collect(),
        }
    }
}

impl DutyView {
    fn of(duty: &duty::Duty, texts: Texts) -> Self {
        Self {
            name: duty.name,
            applies: duty.applies,
            due_at: duty.due_at,
            text: texts.get(&format!("duty-{}", duty.name.code().replace('_', "-"))),
        }
    }
}

/// Where a case stands, in plain words.
pub(crate) fn state_text(status: domain::case::status::Status, language: Language) -> String {
    Texts::new(language).get(&format!("status-{}", status.code().replace('_', "-")))
}

impl OwnReportView {
    pub(crate) fn of(view: OwnView, language: Language) -> Self {
        let texts = Texts::new(language);
        let state_text = state_text(view.status, language);
        Self {
            number: view.number.to_string(),
            state: view.status,
            state_text,
            received_at: view.received_at,
            next_update_due: view.next_update_due,
            kind: view.report.kind,
            consents: view.consents,
            messages: view.events.iter().filter_map(message).collect(),
            referrals: view
                .referrals
                .into_iter()
                .map(|r| own_referral(r, texts))
                .collect(),
            duties: view
                .duties
                .iter()
                .map(|duty| DutyView::of(duty, texts))
                .collect(),
            stages: view
                .stages
                .into_iter()
                .map(|stage| StageView::of(stage, language))
                .collect(),
            first_aid: advice::steps(view.report.kind, language).to_vec(),
            attachments: view
                .attachments
                .into_iter()
                .map(|file| AttachmentView::of(file, language))
                .collect(),
            timeline: view
                .events
                .into_iter()
                .map(|event| OwnEventView {
                    at: event.at,
                    name: event.name,
                    text: event.body.text,
                    facts: event.body.facts,
                })
                .collect(),
            report: view.report,
        }
    }
}

fn message(event: &OwnEvent) -> Option<MessageView> {
    use EventName as E;
    let from = if event.name == E::MessageFromReporter {
        "reporter"
    } else {
        "cert"
    };
    let question = event.name == E::Question;
    let written = [
        E::MessageFromReporter,
        E::MessageToReporter,
        E::Question,
        E::Resolution,
    ];
    if !written.contains(&event.name) {
        return None;
    }
    Some(MessageView {
        at: event.at,
        from,
        question,
        text: event.body.text.clone()?,
    })
}

fn own_referral(referral: OwnReferral, texts: Texts) -> OwnReferralView {
    let key = format!("referral-state-{}", referral.state.code().replace('_', "-"));
    OwnReferralView {
        state: referral.state,
        state_text: texts.get(&key),
        authority: "police",
        submitted_at: referral.submitted_at,
        delivered_at: referral.delivered_at,
        updated_at: referral.updated_at,
        police_case_number: referral.police_case_number,
    }
}
