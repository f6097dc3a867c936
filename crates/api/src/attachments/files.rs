//! Files in one request, as `multipart/form-data`: from programs and from the page.

use std::pin::Pin;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::HttpRequest;
use actix_web::http::header::DispositionType;
use actix_web::web::{Bytes, Payload};
use domain::access::Actor;
use domain::attachment::AttachmentContent;
use domain::id::AttachmentId;
use domain::problem::{FieldProblem, Rule};
use futures_core::Stream as _;
use triage_queue::attachments::Attachment;
use triage_queue::reporter::{self, Door};
use vault::DataKey;

use super::paced::{Paced, broken};
use super::places::Place;
use crate::error::{ApiError, Malformed};
use crate::state::PublicState;

/// Longest name that is kept, in characters.
const NAME_MAX: usize = 4096;
/// Longest text field beside the files.
const FIELD_MAX: usize = 1024;
/// Most parts beside the files: number, code, and what a browser adds.
const FIELDS_MAX: usize = 16;

/// What was posted beside the files, and what became of them.
#[derive(Debug, Default)]
pub(crate) struct PostedFiles {
    /// Text fields that came before the files.
    pub(crate) fields: Vec<(String, String)>,
    /// Files that were kept.
    pub(crate) kept: Vec<Attachment>,
    /// Why the others were not.
    pub(crate) problem: Option<ApiError>,
}

/// How files are read.
struct Rules {
    /// Most files.
    most: usize,
    /// Most bytes of one.
    bytes: u64,
    /// Most bytes that are read only to reach the next part.
    passed: u64,
}

/// Reads the files of a request. With a `door` only files may come, and the first that is refused ends it;
/// without one the fields `number` and `access_code` come first, a file that is refused is passed over, and
/// the body is read to its end: a browser shows no answer before it has sent all.
pub(crate) async fn post_files(
    state: &PublicState,
    request: &HttpRequest,
    payload: Payload,
    door: Option<Door>,
) -> Result<PostedFiles, ApiError> {
    let intake = &state.attachments;
    let paced = Paced::new(payload, intake.pace(request));
    let mut multipart = Multipart::new(request.headers(), paced);
    let mut posted = PostedFiles::default();
    let settings = &intake.settings;
    let from_page = door.is_none();
    let rules = if from_page {
        Rules {
            most: settings.form_files,
            bytes: settings.form_bytes,
            passed: settings
                .file_bytes
                .saturating_mul(length(settings.form_files)),
        }
    } else {
        Rules {
            most: usize::try_from(settings.per_report).unwrap_or(usize::MAX),
            bytes: settings.file_bytes,
            passed: 0,
        }
    };
    let (mut door, mut place, mut files) = (door, None, 0_usize);
    let (mut others, mut passed) = (0_usize, rules.passed);
    while let Some(field) = next(&mut multipart).await {
        let mut field = field.map_err(|error| refused(&error))?;
        let found = file_name(&field);
        // Parts without a file cost nothing but us: there are a few.
        if found.as_ref().is_none_or(String::is_empty) {
            others += 1;
            if others > FIELDS_MAX {
                return Err(ApiError::Malformed(Malformed::Multipart));
            }
        }
        let Some(name) = found else {
            let name = field.name().unwrap_or_default().to_owned();
            if !from_page {
                let pointer = format!("#/{name}");
                let rule = Rule::UnknownField { nearest: None };
                return Err(ApiError::Invalid(vec![FieldProblem { pointer, rule }]));
            }
            posted.fields.push((name, text(&mut field).await?));
            continue;
        };
        // What browsers send when no file was chosen.
        if name.is_empty() {
            pass_over(&mut field, &mut passed).await?;
            continue;
        }
        let opened = match door.take() {
            Some(opened) => opened,
            None => posted.door(state),
        };
        files += 1;
        let outcome = match &mut place {
            _ if files > rules.most => Err(ApiError::TooManyFiles(
                u32::try_from(rules.most).unwrap_or(u32::MAX),
            )),
            // The first file: is the door open, and is there room?
            none @ None => match begin(state, request, &opened).await {
                Ok(taken) => {
                    *none = Some(taken);
                    one(state, &opened, &mut field, name, rules.bytes).await
                }
                Err(error) => Err(error),
            },
            Some(_) => one(state, &opened, &mut field, name, rules.bytes).await,
        };
        door = Some(opened);
        match outcome {
            Ok(file) => posted.kept.push(file),
            Err(error @ ApiError::Malformed(_)) => return Err(error),
            Err(error) if !from_page => return Err(error),
            Err(error) => {
                posted.problem.get_or_insert(error);
                pass_over(&mut field, &mut passed).await?;
            }
        }
    }
    if files == 0 && posted.problem.is_none() {
        let problem = FieldProblem {
            pointer: "#/file".to_owned(),
            rule: Rule::Required,
        };
        posted.problem = Some(ApiError::Invalid(vec![problem]));
    }
    Ok(posted)
}

impl PostedFiles {
    /// The last value of a text field.
    pub(crate) fn field(&self, name: &str) -> String {
        let found = self.fields.iter().rev().find(|(field, _)| field == name);
        found
            .map(|(_, value)| value.trim().chars().take(200).collect())
            .unwrap_or_default()
    }

    fn door(&self, state: &PublicState) -> Door {
        reporter::door(
            &state.keys,
            &self.field("number"),
            &self.field("access_code"),
        )
    }
}

async fn begin(state: &PublicState, request: &HttpRequest, door: &Door) -> Result<Place, ApiError> {
    let tried = door.clone();
    state
        .db
        .transact(&Actor::Reporter, move |tx| reporter::knock(tx, &tried))
        .await?;
    state.attachments.place(request)
}

async fn one(
    state: &PublicState,
    door: &Door,
    field: &mut Field,
    name: String,
    most: u64,
) -> Result<Attachment, ApiError> {
    let intake = &state.attachments;
    let now = state.clock.now();
    let id: AttachmentId = store::new_id(now);
    let key = DataKey::generate(id.uuid());
    let content = AttachmentContent {
        name,
        declared_type: field.content_type().map(ToString::to_string),
        ..AttachmentContent::default()
    };
    let mut receiver = intake.receiver(id, &key, content, most);
    while let Some(chunk) = next_chunk(field).await {
        let taken = match chunk {
            Ok(bytes) => receiver.take(&bytes).await.map_err(ApiError::from),
            Err(error) => Err(refused(&error)),
        };
        if let Err(error) = taken {
            receiver.abandon().await;
            return Err(error);
        }
    }
    let content = match receiver.finish().await {
        Ok(content) => content,
        Err(error) => {
            receiver.abandon().await;
            return Err(error.into());
        }
    };
    intake.keep(state, door, (id, key, 1), content, now).await
}

/// The name of the file in this part, shortened; none: it is no file.
fn file_name(field: &Field) -> Option<String> {
    let disposition = field.content_disposition()?;
    if disposition.disposition != DispositionType::FormData {
        return None;
    }
    let extended = disposition.get_filename_ext();
    let extended = extended.map(|name| String::from_utf8_lossy(&name.value).into_owned());
    let name = extended.or_else(|| disposition.get_filename().map(str::to_owned))?;
    Some(name.chars().take(NAME_MAX).collect())
}

async fn text(field: &mut Field) -> Result<String, ApiError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = next_chunk(field).await {
        bytes.extend_from_slice(&chunk.map_err(|error| refused(&error))?);
        if bytes.len() > FIELD_MAX {
            return Err(ApiError::TooLarge);
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Reads a part to its end, of at most `left` bytes.
async fn pass_over(field: &mut Field, left: &mut u64) -> Result<(), ApiError> {
    while let Some(chunk) = next_chunk(field).await {
        let bytes = chunk.map_err(|error| refused(&error))?;
        *left = left
            .checked_sub(length(bytes.len()))
            .ok_or(ApiError::TooLarge)?;
    }
    Ok(())
}

fn length(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

async fn next(multipart: &mut Multipart) -> Option<Result<Field, MultipartError>> {
    std::future::poll_fn(|context| Pin::new(&mut *multipart).poll_next(context)).await
}

async fn next_chunk(field: &mut Field) -> Option<Result<Bytes, MultipartError>> {
    std::future::poll_fn(|context| Pin::new(&mut *field).poll_next(context)).await
}

fn refused(error: &MultipartError) -> ApiError {
    if let MultipartError::Payload(error) = error {
        return broken(error);
    }
    let malformed = if matches!(error, MultipartError::Incomplete) {
        Malformed::Broken
    } else {
        Malformed::Multipart
    };
    ApiError::Malformed(malformed)
}
