//! The reporter writes.

use actix_web::http::StatusCode;
use actix_web::post;
use actix_web::web::{Data, Path};
use domain::access::Actor;
use domain::report::TEXT_MAX;
use domain::report::reader::Reader;
use store::Tx;
use triage_queue::reporter;
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::{Bearer, Body, FromBody, IdempotencyKey};
use crate::once::Once;
use crate::reports::view::OwnReportView;
use crate::request;
use crate::state::PublicState;

/// Words.
#[derive(Debug, ToSchema)]
pub(crate) struct TextRequest {
    /// The words.
    #[schema(min_length = 1, max_length = 20000)]
    pub text: String,
}

impl FromBody for TextRequest {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            text: r.required_text("text", 1, TEXT_MAX),
        })
    }
}

/// Add words to a report. They wake a waiting case and reopen a resolved or closed one.
#[utoipa::path(tag = "reports", operation_id = "add_message_to_report",
    params(("number" = String, Path, description = "Report number")),
    request_body = TextRequest,
    responses((status = CREATED, body = OwnReportView)), security(("access_code" = [])))]
#[post("/api/v1/reports/{number}/messages")]
pub(crate) async fn add_message_to_report(
    caller: Bearer,
    number: Path<String>,
    key: IdempotencyKey,
    body: Body<TextRequest>,
    state: Data<PublicState>,
) -> Result<Answer, ApiError> {
    let code = caller.0.ok_or(ApiError::Unauthenticated)?;
    let (now, language, deadlines) = (state.clock.now(), request::language(), state.deadlines);
    let door = reporter::door(&state.keys, &number, &code);
    let scope = format!("message\u{1f}{}", hex::encode(door.code_hash()));
    let tried = door.clone();
    let knock = move |tx: &mut Tx<'_>| Ok(reporter::knock(tx, &tried)?);
    Once::new(&state.keys, &scope, key, &body.sha256)
        .run_behind(&state.db, &Actor::Reporter, now, knock, move |tx| {
            reporter::add_message(tx, &door, &body.value.text, now)?;
            let view = reporter::view(tx, &door, &deadlines, now)?;
            let view = OwnReportView::of(view, language);
            Ok::<_, ApiError>(Answer::of(StatusCode::CREATED, &view)?.not_stored())
        })
        .await
}
