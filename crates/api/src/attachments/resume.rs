//! A file in several requests: what is here, and more of it.
//!
//! The shape of the IETF's resumable uploads: `Upload-Offset` says where a request goes on and how far the
//! file is, and what came before a connection was cut is kept.

use actix_web::http::header::{CACHE_CONTROL, HeaderMap};
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse, get, patch};
use attachment::Receiver;
use attachment::leftovers::{remove, tidy};
use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::id::AttachmentId;
use triage_queue::attachments::{self, Attachment};
use triage_queue::reporter::{self, Door};
use vault::DataKey;

use super::paced::{Paced, broken};
use super::view::AttachmentView;
use crate::error::{ApiError, Malformed};
use crate::extract::Bearer;
use crate::request;
use crate::state::PublicState;

/// Says where a request goes on, and how far the file is.
pub(crate) const OFFSET: &str = "upload-offset";

/// How far a file is. After a cut connection ask here, and go on at `received`.
#[utoipa::path(tag = "reports", operation_id = "get_report_attachment",
    params(("number" = String, Path, description = "Report number"),
        ("attachment" = Uuid, Path, description = "File")),
    responses((status = OK, body = AttachmentView,
        headers(("Upload-Offset" = u64, description = "Bytes that are here")))),
    security(("access_code" = [])))]
#[get("/api/v1/reports/{number}/attachments/{attachment}")]
pub(crate) async fn get_report_attachment(
    caller: Bearer,
    path: Path<(String, AttachmentId)>,
    state: Data<PublicState>,
) -> Result<HttpResponse, ApiError> {
    let code = caller.0.ok_or(ApiError::Unauthenticated)?;
    let (number, id) = path.into_inner();
    let door = reporter::door(&state.keys, &number, &code);
    let (file, _, _) = found(&state, &door, id).await?;
    Ok(answer(file))
}

/// Send more of an announced file, from the byte that `Upload-Offset` names.
///
/// When all announced bytes are here, the file is received. What arrived before a connection was cut is
/// kept, up to the last bytes.
#[utoipa::path(tag = "reports", operation_id = "append_to_report_attachment",
    params(("number" = String, Path, description = "Report number"),
        ("attachment" = Uuid, Path, description = "File"),
        ("Upload-Offset" = u64, Header, description = "`received` of the file")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = OK, body = AttachmentView,
        headers(("Upload-Offset" = u64, description = "Bytes that are here")))),
    security(("access_code" = [])))]
#[patch("/api/v1/reports/{number}/attachments/{attachment}")]
pub(crate) async fn append_to_report_attachment(
    caller: Bearer,
    path: Path<(String, AttachmentId)>,
    request: HttpRequest,
    payload: Payload,
    state: Data<PublicState>,
) -> Result<HttpResponse, ApiError> {
    let code = caller.0.ok_or(ApiError::Unauthenticated)?;
    let (number, id) = path.into_inner();
    let door = reporter::door(&state.keys, &number, &code);
    let (file, key, version) = found(&state, &door, id).await?;
    let offset = offset(request.headers())?;
    if offset != file.size || file.received_at.is_some() {
        return Err(ApiError::UploadOffset(file.size));
    }
    let intake = &state.attachments;
    let _place = intake.place(&request)?;
    let mut upload = Upload {
        state: &state,
        door: &door,
        key,
        version,
        now: state.clock.now(),
        announced: file.announced.unwrap_or(file.size),
        file,
    };
    let mut body = Paced::new(payload, intake.pace(&request));
    let file = Box::pin(upload.go_on(&mut body)).await?;
    Ok(answer(file))
}

/// A file that more comes of.
struct Upload<'a> {
    state: &'a PublicState,
    door: &'a Door,
    file: Attachment,
    key: DataKey,
    /// Version of its content as it is kept.
    version: i32,
    announced: u64,
    now: DateTime<Utc>,
}

impl Upload<'_> {
    async fn go_on(&mut self, body: &mut Paced) -> Result<Attachment, ApiError> {
        let intake = &self.state.attachments;
        let content = self.file.content.clone();
        let (id, announced) = (self.file.id, self.announced);
        let mut receiver = intake.receiver(id, &self.key, content, announced);
        let filled = self.fill(&mut receiver, body).await;
        let kept = match filled {
            Ok(()) if self.file.size < announced => return Ok(self.file.clone()),
            Ok(()) => self.keep(&mut receiver).await,
            Err(error) => Err(error),
        };
        match &kept {
            Ok(file) => tidy(&intake.storage, file.id, &file.content).await,
            Err(_) => self.take_back(receiver).await,
        }
        kept
    }

    /// Takes what comes, and writes down how far it is.
    async fn fill(&mut self, receiver: &mut Receiver, body: &mut Paced) -> Result<(), ApiError> {
        let mut cut = None;
        while let Some(chunk) = body.next().await {
            let bytes = match chunk {
                Ok(bytes) => bytes,
                Err(error) => {
                    cut = Some(broken(&error));
                    break;
                }
            };
            match receiver.take(&bytes).await {
                Ok(true) => self.record(receiver.so_far()).await?,
                Ok(false) => {}
                // More than was announced: what came before it stays.
                Err(error) => {
                    cut = Some(error.into());
                    break;
                }
            }
        }
        if receiver.pause().await? {
            self.record(receiver.so_far()).await?;
        }
        cut.map_or(Ok(()), Err)
    }

    /// All of it is here.
    async fn keep(&self, receiver: &mut Receiver) -> Result<Attachment, ApiError> {
        let content = receiver.finish().await?;
        let file = (self.file.id, self.key.clone(), self.version + 1);
        let intake = &self.state.attachments;
        intake
            .keep(self.state, self.door, file, content, self.now)
            .await
    }

    /// Removes what this request kept and the file does not have, because another request was faster. It is
    /// asked: what failed may have been written down all the same.
    async fn take_back(&self, mut receiver: Receiver) {
        let recorded = self.file.content.pieces.len();
        let mut strays = receiver.so_far().pieces.split_off(recorded);
        if strays.is_empty() {
            return;
        }
        match found(self.state, self.door, self.file.id).await {
            Ok((file, _, _)) => strays.retain(|stray| !file.content.pieces.contains(stray)),
            Err(ApiError::NotFound) => {}
            // They go when the file is whole, or is forgotten.
            Err(_) => return,
        }
        remove(&self.state.attachments.storage, &strays).await;
    }

    async fn record(
        &mut self,
        content: domain::attachment::AttachmentContent,
    ) -> Result<(), ApiError> {
        let (door, id, key) = (self.door.clone(), self.file.id, self.key.clone());
        let (version, now_there) = (self.version + 1, content.clone());
        self.state
            .db
            .transact(&Actor::Reporter, move |tx| {
                attachments::grow(tx, &door, id, &key, &now_there, version)
            })
            .await?;
        self.version = version;
        self.file.size = content.size();
        self.file.content = content;
        Ok(())
    }
}

async fn found(
    state: &PublicState,
    door: &Door,
    id: AttachmentId,
) -> Result<(Attachment, DataKey, i32), ApiError> {
    let door = door.clone();
    let found = state
        .db
        .transact(&Actor::Reporter, move |tx| {
            attachments::resume(tx, &door, id)
        })
        .await?;
    Ok(found)
}

fn offset(headers: &HeaderMap) -> Result<u64, ApiError> {
    let value = headers.get(OFFSET).and_then(|value| value.to_str().ok());
    value
        .and_then(|value| value.trim().parse().ok())
        .ok_or(ApiError::Malformed(Malformed::BadOffset))
}

fn answer(file: Attachment) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((OFFSET, file.size.to_string()))
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(AttachmentView::of(file, request::language()))
}
