//! Stages of a firm's notice to the authorities: written, read, fetched as text. Nothing is passed on.

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, VARY};
use actix_web::web::{Data, Path};
use actix_web::{Either, HttpRequest, HttpResponse, get, post};
use domain::access::Actor;
use domain::report::reader::Reader;
use domain::stage::{Filing, StageName};
use i18n::Texts;
use store::Tx;
use triage_queue::{reporter, stages};

use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::{Bearer, Body, FromBody, IdempotencyKey};
use crate::once::Once;
use crate::reports::stage_request::StageRequest;
use crate::reports::stage_text;
use crate::reports::stage_view::StageDraftView;
use crate::reports::view::OwnReportView;
use crate::request;
use crate::state::PublicState;

impl FromBody for Filing {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        Self::read(r)
    }
}

/// Add a stage of your notice to the authorities, or say that you have sent one.
///
/// It is kept here and sent to no authority: that you do yourself. The same stage again is its next
/// version. Like a message it wakes a waiting case and reopens a resolved or closed one; `sent_at` alone
/// does not.
#[utoipa::path(tag = "reports", operation_id = "add_stage_to_report",
    params(("number" = String, Path, description = "Report number")),
    request_body = StageRequest,
    responses((status = CREATED, body = OwnReportView)), security(("access_code" = [])))]
#[post("/api/v1/reports/{number}/stages")]
pub(crate) async fn add_stage_to_report(
    caller: Bearer,
    number: Path<String>,
    key: IdempotencyKey,
    body: Body<Filing>,
    state: Data<PublicState>,
) -> Result<Answer, ApiError> {
    let code = caller.0.ok_or(ApiError::Unauthenticated)?;
    let (now, language, deadlines) = (state.clock.now(), request::language(), state.deadlines);
    let door = reporter::door(&state.keys, &number, &code);
    let scope = format!("stage\u{1f}{}", hex::encode(door.code_hash()));
    let tried = door.clone();
    let knock = move |tx: &mut Tx<'_>| Ok(reporter::knock(tx, &tried)?);
    Once::new(&state.keys, &scope, key, &body.sha256)
        .run_behind(&state.db, &Actor::Reporter, now, knock, move |tx| {
            stages::add(tx, &door, &body.value, &deadlines, now)?;
            let view = reporter::view(tx, &door, &deadlines, now)?;
            let view = OwnReportView::of(view, language);
            Ok::<_, ApiError>(Answer::of(StatusCode::CREATED, &view)?.not_stored())
        })
        .await
}

/// See one stage, written or not; with `Accept: text/plain` as text for the authorities' own form.
#[utoipa::path(tag = "reports", operation_id = "get_report_stage",
    params(("number" = String, Path, description = "Report number"),
        ("stage" = String, Path, description = "`early_warning`, `notification` or `final`")),
    responses((status = OK, content((StageDraftView = "application/json"), (String = "text/plain")))),
    security(("access_code" = [])))]
#[get("/api/v1/reports/{number}/stages/{stage}")]
pub(crate) async fn get_report_stage(
    caller: Bearer,
    path: Path<(String, String)>,
    request: HttpRequest,
    state: Data<PublicState>,
) -> Result<Either<Answer, HttpResponse>, ApiError> {
    let code = caller.0.ok_or(ApiError::Unauthenticated)?;
    let (number, name) = path.into_inner();
    let (now, deadlines) = (state.clock.now(), state.deadlines);
    let door = reporter::door(&state.keys, &number, &code);
    let view = state
        .db
        .transact_reading(&Actor::Reporter, move |tx| {
            reporter::view(tx, &door, &deadlines, now)
        })
        .await?;
    let name = StageName::from_code(&name).ok_or(ApiError::NotFound)?;
    let language = request::language();
    if wants_text(&request) {
        let text = stage_text::text(&view, name, Texts::new(language));
        return Ok(Either::Right(plain(text)));
    }
    let view = StageDraftView::of(&view, name, language).ok_or(ApiError::NotFound)?;
    Ok(Either::Left(Answer::ok(&view)?.not_stored()))
}

/// Text for whoever asks for it by name and not for JSON; everything else is JSON.
fn wants_text(request: &HttpRequest) -> bool {
    let accept = request.headers().get(ACCEPT);
    let accept = accept.and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/plain") && !accept.contains("json"))
}

fn plain(text: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((VARY, "Accept"))
        .body(text)
}
