//! Changing the status of a case.

use actix_web::post;
use actix_web::web::{Data, Path};
use domain::case::transition::{ASKED_FOR, DismissReason, Transition, TransitionName};
use domain::id::CaseId;
use domain::number::ReportNumber;
use domain::problem::Rule;
use domain::report::TEXT_MAX;
use domain::report::reader::Reader;
use triage_queue::{page, transition};
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::cases::view::CasePageView;
use crate::codes::TransitionCode;
use crate::error::ApiError;
use crate::extract::{Body, FromBody, IdempotencyKey, IfMatch, Staff};
use crate::once::{Once, staff_scope};
use crate::state::StaffState;

/// What is asked for, with what it needs.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "a shape of the document; bodies are read field by field"
)]
pub(crate) struct TransitionRequest {
    /// Which.
    #[schema(value_type = TransitionCode)]
    pub transition: String,
    /// `ask`: the question, sent to the reporter.
    pub question: Option<String>,
    /// `resolve`: what came of it, sent to the reporter.
    pub resolution: Option<String>,
    /// `release`, `reopen`: why. `dismiss`: one of `spam`, `duplicate_of`, `not_an_incident`, `test`.
    #[schema(example = "not_an_incident", value_type = Option<String>)]
    pub reason: Option<String>,
    /// `dismiss` as `duplicate_of`: number of the other case.
    pub duplicate_of: Option<String>,
}

impl FromBody for Transition {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        let name = r.required_choice("transition", ASKED_FOR, TransitionName::from_code);
        if name.is_none() {
            // Without a transition nothing is known of its companions: they are not the problem.
            for companion in ["question", "resolution", "reason", "duplicate_of"] {
                let _ = r.text(companion, TEXT_MAX);
            }
        }
        let name = name?;
        match name {
            TransitionName::Accept => Some(Self::Accept),
            TransitionName::Release => Some(Self::Release {
                reason: r.required_text("reason", 1, TEXT_MAX),
            }),
            TransitionName::Ask => Some(Self::Ask {
                question: r.required_text("question", 1, TEXT_MAX),
            }),
            TransitionName::Resume => Some(Self::Resume),
            TransitionName::Resolve => Some(Self::Resolve {
                resolution: r.required_text("resolution", 1, TEXT_MAX),
            }),
            TransitionName::Dismiss => dismiss(r),
            TransitionName::Close => Some(Self::Close),
            TransitionName::Reopen => Some(Self::Reopen {
                reason: r.required_text("reason", 1, TEXT_MAX),
            }),
            TransitionName::Answered => {
                // Happens when the reporter writes; nobody asks for it.
                r.problem("transition", Rule::NotAChoice(ASKED_FOR));
                None
            }
        }
    }
}

fn dismiss(r: &mut Reader<'_>) -> Option<Transition> {
    let duplicate_of = r.parsed("duplicate_of", Rule::Unknown, |text| {
        ReportNumber::parse(text).ok()
    });
    let reason = r.required_choice("reason", DismissReason::CODES, DismissReason::from_code)?;
    Some(Transition::Dismiss {
        reason,
        duplicate_of,
    })
}

/// Apply a transition.
///
/// Answers 409 with the transitions that are possible when the status does not allow it, and when
/// somebody else moved the case first.
#[utoipa::path(tag = "cases", operation_id = "transition_case",
    params(("id" = Uuid, Path, description = "Case"),
        ("If-Match" = Option<String>, Header, description = "Version you have seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "16 to 255 characters")),
    request_body = TransitionRequest,
    responses((status = OK, body = CasePageView)), security(("staff" = [])))]
#[post("/api/v1/cases/{id}/transitions")]
pub(crate) async fn transition_case(
    staff: Staff,
    id: Path<CaseId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    body: Body<Transition>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (id, now, actor, safe) = (
        *id,
        state.clock.now(),
        staff.actor.clone(),
        state.safe.clone(),
    );
    let scope = staff_scope(&staff.actor, "transition", &id);
    Once::new(&state.safe.keys, &scope, key, &body.sha256)
        .run(&state.db, &staff.actor, now, move |tx| {
            let case = transition(tx, &safe, &actor, id, &body.value, if_match.version, now)?;
            let view = CasePageView::of(page::case(tx, &safe, &actor, id, now)?, now);
            Ok::<_, ApiError>(Answer::ok(&view)?.version(case.version))
        })
        .await
}
