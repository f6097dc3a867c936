//! The police answer: case number, decision, questions, outcome.

use std::collections::HashMap;

use actix_web::post;
use actix_web::web::{Data, Path};
use domain::id::ReferralId;
use domain::report::TEXT_MAX;
use domain::report::reader::Reader;
use referral::police::{self, Answer as PoliceAnswer};
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::{Body, FromBody, IdempotencyKey, Staff};
use crate::once::{Once, staff_scope};
use crate::referrals::view::ReferralView;
use crate::reports::TextRequest;
use crate::state::StaffState;

/// The police's own number for the case.
#[derive(Debug, ToSchema)]
pub(crate) struct AcknowledgementRequest {
    /// The number, as the police write it.
    #[schema(max_length = 100, example = "0100-70123-00012-26")]
    pub police_case_number: String,
}

impl FromBody for AcknowledgementRequest {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            police_case_number: r.required_text("police_case_number", 1, 100),
        })
    }
}

/// Whether the police take the case on.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "a shape of the document; bodies are read field by field"
)]
pub(crate) struct DecisionRequest {
    /// `accepted` or `declined`.
    #[schema(example = "accepted")]
    pub decision: String,
    /// Why; the reporter sees it.
    pub reason: Option<String>,
}

/// What was decided.
pub(crate) enum Decision {
    Accepted(Option<String>),
    Declined(Option<String>),
}

impl FromBody for Decision {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        const CODES: &[&str] = &["accepted", "declined"];
        let reason = r.text("reason", TEXT_MAX);
        let accepted = r.required_choice("decision", CODES, |code| match code {
            "accepted" => Some(true),
            "declined" => Some(false),
            _ => None,
        })?;
        Some(if accepted {
            Self::Accepted(reason)
        } else {
            Self::Declined(reason)
        })
    }
}

/// What came of it.
#[derive(Debug, ToSchema)]
pub(crate) struct OutcomeRequest {
    /// In a word, for instance `charged`, `convicted`, `closed_unsolved`.
    #[schema(max_length = 100)]
    pub outcome: String,
    /// In words; the reporter sees it.
    pub text: Option<String>,
}

impl FromBody for OutcomeRequest {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        let text = r.text("text", TEXT_MAX);
        Some(Self {
            outcome: r.required_text("outcome", 1, 100),
            text,
        })
    }
}

async fn answer(
    operation: &'static str,
    staff: Staff,
    id: ReferralId,
    key: IdempotencyKey,
    sha256: [u8; 32],
    given: PoliceAnswer,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (now, actor, safe) = (state.clock.now(), staff.actor.clone(), state.safe.clone());
    let scope = staff_scope(&staff.actor, operation, &id);
    Once::new(&state.safe.keys, &scope, key, &sha256)
        .run(&state.db, &staff.actor, now, move |tx| {
            let entry = police::answer(tx, &safe, &actor, id, &given, now)?;
            let version = entry.referral.version;
            let number = entry.police_case_number;
            let view = ReferralView::of(entry.referral, &entry.case, number, &HashMap::new());
            Ok::<_, ApiError>(Answer::ok(&view)?.version(version))
        })
        .await
}

/// Give the case its police number.
#[utoipa::path(tag = "police", operation_id = "acknowledge_referral",
    params(("id" = Uuid, Path, description = "Referral")), request_body = AcknowledgementRequest,
    responses((status = OK, body = ReferralView)), security(("staff" = [])))]
#[post("/api/v1/referrals/{id}/acknowledgement")]
pub(crate) async fn acknowledge_referral(
    staff: Staff,
    id: Path<ReferralId>,
    key: IdempotencyKey,
    body: Body<AcknowledgementRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let police_case_number = body.value.police_case_number;
    let given = PoliceAnswer::Acknowledgement { police_case_number };
    answer("acknowledge", staff, *id, key, body.sha256, given, state).await
}

/// Take the case on, or decline it.
#[utoipa::path(tag = "police", operation_id = "decide_referral",
    params(("id" = Uuid, Path, description = "Referral")), request_body = DecisionRequest,
    responses((status = OK, body = ReferralView)), security(("staff" = [])))]
#[post("/api/v1/referrals/{id}/decision")]
pub(crate) async fn decide_referral(
    staff: Staff,
    id: Path<ReferralId>,
    key: IdempotencyKey,
    body: Body<Decision>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let given = match body.value {
        Decision::Accepted(reason) => PoliceAnswer::Accepted { reason },
        Decision::Declined(reason) => PoliceAnswer::Declined { reason },
    };
    answer("decide", staff, *id, key, body.sha256, given, state).await
}

/// Ask for more information.
#[utoipa::path(tag = "police", operation_id = "question_referral",
    params(("id" = Uuid, Path, description = "Referral")), request_body = TextRequest,
    responses((status = OK, body = ReferralView)), security(("staff" = [])))]
#[post("/api/v1/referrals/{id}/questions")]
pub(crate) async fn question_referral(
    staff: Staff,
    id: Path<ReferralId>,
    key: IdempotencyKey,
    body: Body<TextRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let given = PoliceAnswer::Question {
        text: body.value.text,
    };
    answer("question", staff, *id, key, body.sha256, given, state).await
}

/// Tell the outcome.
#[utoipa::path(tag = "police", operation_id = "conclude_referral",
    params(("id" = Uuid, Path, description = "Referral")), request_body = OutcomeRequest,
    responses((status = OK, body = ReferralView)), security(("staff" = [])))]
#[post("/api/v1/referrals/{id}/outcome")]
pub(crate) async fn conclude_referral(
    staff: Staff,
    id: Path<ReferralId>,
    key: IdempotencyKey,
    body: Body<OutcomeRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let OutcomeRequest { outcome, text } = body.value;
    let given = PoliceAnswer::Outcome { outcome, text };
    answer("conclude", staff, *id, key, body.sha256, given, state).await
}
