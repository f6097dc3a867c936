//! The reporter adds files, or announces one that comes in several requests.

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Data, Path, Payload};
use actix_web::{FromRequest as _, HttpRequest, post};
use domain::access::Actor;
use domain::attachment::AttachmentContent;
use domain::problem::{FieldProblem, Rule};
use domain::report::reader::Reader;
use triage_queue::attachments;
use triage_queue::reporter::{self, Door};
use utoipa::ToSchema;

use super::files::post_files;
use super::view::{AttachmentView, AttachmentsView};
use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::{Bearer, Body, FromBody};
use crate::request;
use crate::state::PublicState;

/// Longest name that can be announced, in characters.
const NAME_MAX: usize = 1000;
/// Longest media type.
const TYPE_MAX: usize = 200;

/// Files.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "read as it streams; here is its shape for the document"
)]
pub(crate) struct FilesRequest {
    /// One part each, with a file name.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<String>,
}

/// A file that comes in several requests.
#[derive(Debug, ToSchema)]
pub(crate) struct AnnounceRequest {
    /// Its name.
    #[schema(min_length = 1, max_length = 1000)]
    pub name: String,
    /// Bytes of the whole.
    #[schema(minimum = 1)]
    pub size: u64,
    /// Its media type, as far as the sender knows.
    #[schema(max_length = 200)]
    pub content_type: Option<String>,
}

impl FromBody for AnnounceRequest {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        let name = r.required_text("name", 1, NAME_MAX);
        let content_type = r.text("content_type", TYPE_MAX);
        let size = r.required_number("size");
        Some(Self {
            name,
            size: size?,
            content_type,
        })
    }
}

/// Add files to a report, as `multipart/form-data`. With JSON: announce one file, to be sent piece by piece
/// and continued when a connection is cut.
///
/// A file of the same name and the same bytes is kept once, so a request may simply be sent again; this
/// operation takes no `Idempotency-Key`. Files are scanned before anybody opens them, and none is refused
/// for what is in it. A file wakes a waiting case and reopens a resolved or closed one.
#[utoipa::path(tag = "reports", operation_id = "add_attachments_to_report",
    params(("number" = String, Path, description = "Report number")),
    request_body(content((AnnounceRequest = "application/json"), (FilesRequest = "multipart/form-data"))),
    responses((status = CREATED, body = AttachmentsView,
        headers(("Location" = String, description = "Where an announced file is sent to")))),
    security(("access_code" = [])))]
#[post("/api/v1/reports/{number}/attachments")]
pub(crate) async fn add_attachments_to_report(
    caller: Bearer,
    number: Path<String>,
    request: HttpRequest,
    payload: Payload,
    state: Data<PublicState>,
) -> Result<Answer, ApiError> {
    let code = caller.0.ok_or(ApiError::Unauthenticated)?;
    let door = reporter::door(&state.keys, &number, &code);
    if !is_multipart(&request) {
        let body =
            Body::<AnnounceRequest>::from_request(&request, &mut payload.into_inner()).await?;
        return announce(&state, &door, &number, body.value).await;
    }
    let posted = post_files(&state, &request, payload, Some(door)).await?;
    if let Some(problem) = posted.problem {
        return Err(problem);
    }
    let language = request::language();
    let files = posted.kept.into_iter();
    let view = AttachmentsView {
        attachments: files
            .map(|file| AttachmentView::of(file, language))
            .collect(),
    };
    Ok(Answer::of(StatusCode::CREATED, &view)?.not_stored())
}

fn is_multipart(request: &HttpRequest) -> bool {
    let kind = request.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.trim_start()
        .to_ascii_lowercase()
        .starts_with("multipart/")
}

async fn announce(
    state: &PublicState,
    door: &Door,
    number: &str,
    asked: AnnounceRequest,
) -> Result<Answer, ApiError> {
    let intake = &state.attachments;
    let most = intake.settings.file_bytes;
    if asked.size > most {
        return Err(ApiError::FileTooLarge(most));
    }
    if asked.size == 0 {
        let pointer = "#/size".to_owned();
        let rule = Rule::TooShort(1);
        return Err(ApiError::Invalid(vec![FieldProblem { pointer, rule }]));
    }
    let (door, now, most) = (door.clone(), state.clock.now(), intake.settings.per_report);
    let content = AttachmentContent {
        name: asked.name,
        declared_type: asked.content_type,
        ..AttachmentContent::default()
    };
    let tried = door.clone();
    state
        .db
        .transact(&Actor::Reporter, move |tx| reporter::knock(tx, &tried))
        .await?;
    intake.storage.has_room()?;
    let begun = state
        .db
        .transact(&Actor::Reporter, move |tx| {
            attachments::announce(tx, &door, &content, asked.size, most, now)
        })
        .await?;
    let file = begun.ok_or(ApiError::TooManyFiles(most.unsigned_abs()))?;
    let location = format!("/api/v1/reports/{number}/attachments/{}", file.id);
    let view = AttachmentsView {
        attachments: vec![AttachmentView::of(file, request::language())],
    };
    Ok(Answer::of(StatusCode::CREATED, &view)?
        .not_stored()
        .at(location))
}
