//! Our side: draft, submit, approve, reject, withdraw.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::post;
use actix_web::web::{Data, Path};
use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::id::{CaseId, ReferralId};
use domain::problem::Rule;
use domain::report::TEXT_MAX;
use domain::report::reader::Reader;
use referral::prepare;
use store::referrals::Referral;
use store::{Tx, cases, people};
use triage_queue::Safe;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::{Body, Elevated, FromBody, IdempotencyKey, IfMatch, Nothing, Staff};
use crate::once::{Once, staff_scope};
use crate::referrals::view::ReferralView;
use crate::state::StaffState;

/// Begins a referral.
#[derive(Debug, ToSchema)]
pub(crate) struct DraftRequest {
    /// Without the reporter's consent: the legal basis in writing, by a duty lead.
    #[schema(min_length = 10)]
    pub legal_basis: Option<String>,
}

impl FromBody for DraftRequest {
    const MAY_BE_MISSING: bool = true;
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        let legal_basis = r
            .has("legal_basis")
            .then(|| r.required_text("legal_basis", 10, TEXT_MAX));
        if legal_basis.is_none() {
            let _ = r.text("legal_basis", TEXT_MAX);
        }
        Some(Self { legal_basis })
    }
}

/// Approves a referral.
#[derive(Debug, ToSchema)]
pub(crate) struct ApproveRequest {
    /// SHA-256 of the document that was looked at, hex; another one is 409.
    pub sha256: Option<String>,
}

impl FromBody for ApproveRequest {
    const MAY_BE_MISSING: bool = true;
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        let wrong = Rule::WrongType("64 hexadecimal digits");
        let fits = |text: &str| {
            hex::decode(text)
                .ok()
                .filter(|h| h.len() == 32)
                .map(hex::encode)
        };
        Some(Self {
            sha256: r.parsed("sha256", wrong, fits),
        })
    }
}

/// May say why.
#[derive(Debug, ToSchema)]
pub(crate) struct OptionalReasonRequest {
    /// Why.
    pub reason: Option<String>,
}

impl FromBody for OptionalReasonRequest {
    const MAY_BE_MISSING: bool = true;
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            reason: r.text("reason", TEXT_MAX),
        })
    }
}

/// A step on a referral, done once and answered with its view.
struct StepRequest {
    staff: Staff,
    id: Uuid,
    operation: &'static str,
    key: IdempotencyKey,
    sha256: [u8; 32],
    status: StatusCode,
}

impl StepRequest {
    async fn run<F>(self, state: &StaffState, step: F) -> Result<Answer, ApiError>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<Referral, referral::Error> + Send + 'static,
    {
        let scope = staff_scope(&self.staff.actor, self.operation, &self.id);
        let status = self.status;
        Once::new(&state.safe.keys, &scope, self.key, &self.sha256)
            .run(&state.db, &self.staff.actor, state.clock.now(), move |tx| {
                let referral = step(tx)?;
                answer(tx, referral, status)
            })
            .await
    }
}

fn parts<I>(id: I, staff: &Staff, state: &StaffState) -> (I, DateTime<Utc>, Actor, Safe) {
    (
        id,
        state.clock.now(),
        staff.actor.clone(),
        state.safe.clone(),
    )
}

fn answer(tx: &mut Tx<'_>, referral: Referral, status: StatusCode) -> Result<Answer, ApiError> {
    let case = cases::find(tx, referral.case)?;
    let mut ids = vec![referral.created_by];
    ids.extend(referral.submitted_by);
    ids.extend(referral.approved_by);
    let names: HashMap<_, _> = people::names(tx, &ids)?.into_iter().collect();
    let (version, id) = (referral.version, referral.id);
    let view = ReferralView::of(referral, &case, None, &names);
    Ok(Answer::of(status, &view)?
        .version(version)
        .at(format!("/api/v1/referrals/{id}")))
}

/// Begin a referral. Needs the reporter's consent, or a legal basis by a duty lead.
#[utoipa::path(tag = "referrals", operation_id = "draft_referral",
    params(("id" = Uuid, Path, description = "Case")), request_body = Option<DraftRequest>,
    responses((status = CREATED, body = ReferralView)), security(("staff" = [])))]
#[post("/api/v1/cases/{id}/referrals")]
pub(crate) async fn draft_referral(
    staff: Staff,
    id: Path<CaseId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    body: Body<DraftRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (id, now, actor, safe) = parts(*id, &staff, &state);
    let (sha256, status) = (body.sha256, StatusCode::CREATED);
    StepRequest {
        staff,
        id: id.uuid(),
        operation: "draft",
        key,
        sha256,
        status,
    }
    .run(&state, move |tx| {
        prepare::draft(
            tx,
            &safe,
            &actor,
            id,
            body.value.legal_basis,
            if_match.version,
            now,
        )
    })
    .await
}

/// Build and hash the document, and hand it to another person for approval.
#[utoipa::path(tag = "referrals", operation_id = "submit_referral",
    params(("id" = Uuid, Path, description = "Referral")),
    responses((status = OK, body = ReferralView)), security(("staff" = [])))]
#[post("/api/v1/referrals/{id}/submit")]
pub(crate) async fn submit_referral(
    staff: Staff,
    id: Path<ReferralId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    body: Body<Nothing>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (id, now, actor, safe) = parts(*id, &staff, &state);
    let (sha256, status) = (body.sha256, StatusCode::OK);
    StepRequest {
        staff,
        id: id.uuid(),
        operation: "submit",
        key,
        sha256,
        status,
    }
    .run(&state, move |tx| {
        prepare::submit(tx, &safe, &actor, id, if_match.version, now)
    })
    .await
}

/// Sign the document. The person who submitted may not; who approves has shown within ten minutes
/// who they are (`auth/reauthenticate`).
#[utoipa::path(tag = "referrals", operation_id = "approve_referral",
    params(("id" = Uuid, Path, description = "Referral")), request_body = Option<ApproveRequest>,
    responses((status = OK, body = ReferralView)), security(("staff" = [])))]
#[post("/api/v1/referrals/{id}/approve")]
pub(crate) async fn approve_referral(
    Elevated(staff): Elevated,
    id: Path<ReferralId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    body: Body<ApproveRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (id, now, actor, safe) = parts(*id, &staff, &state);
    let (sha256, status) = (body.sha256, StatusCode::OK);
    let shown = body.value.sha256.and_then(|shown| hex::decode(shown).ok());
    let signer = state.signer.clone();
    StepRequest {
        staff,
        id: id.uuid(),
        operation: "approve",
        key,
        sha256,
        status,
    }
    .run(&state, move |tx| {
        let expected = if_match.version;
        let shown = shown.as_deref();
        prepare::approve(tx, &safe, &actor, &signer, id, shown, expected, now)
    })
    .await
}

/// Send a referral back to draft.
#[utoipa::path(tag = "referrals", operation_id = "reject_referral",
    params(("id" = Uuid, Path, description = "Referral")), request_body = Option<OptionalReasonRequest>,
    responses((status = OK, body = ReferralView)), security(("staff" = [])))]
#[post("/api/v1/referrals/{id}/reject")]
pub(crate) async fn reject_referral(
    staff: Staff,
    id: Path<ReferralId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    body: Body<OptionalReasonRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (id, now, actor, safe) = parts(*id, &staff, &state);
    let (sha256, status) = (body.sha256, StatusCode::OK);
    StepRequest {
        staff,
        id: id.uuid(),
        operation: "reject",
        key,
        sha256,
        status,
    }
    .run(&state, move |tx| {
        let reason = body.value.reason.as_deref();
        prepare::reject(tx, &safe, &actor, id, reason, if_match.version, now)
    })
    .await
}

/// Take back a referral that the police have not fetched.
#[utoipa::path(tag = "referrals", operation_id = "withdraw_referral",
    params(("id" = Uuid, Path, description = "Referral")),
    request_body = Option<OptionalReasonRequest>,
    responses((status = OK, body = ReferralView)), security(("staff" = [])))]
#[post("/api/v1/referrals/{id}/withdraw")]
pub(crate) async fn withdraw_referral(
    staff: Staff,
    id: Path<ReferralId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    body: Body<OptionalReasonRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (id, now, actor, safe) = parts(*id, &staff, &state);
    let (sha256, status) = (body.sha256, StatusCode::OK);
    StepRequest {
        staff,
        id: id.uuid(),
        operation: "withdraw",
        key,
        sha256,
        status,
    }
    .run(&state, move |tx| {
        let reason = body.value.reason.as_deref();
        prepare::withdraw(tx, &safe, &actor, id, reason, if_match.version, now)
    })
    .await
}
