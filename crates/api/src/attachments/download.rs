//! Staff take a file out. Never shown in a browser, whatever it says it is.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::http::header::{
    CACHE_CONTROL, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue,
};
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpResponse, get};
use attachment::hand_out::{self, Form};
use attachment::open::StoredFile;
use domain::attachment::{AttachmentState, safe_name};
use domain::id::{AttachmentId, CaseId};
use futures_core::Stream;
use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;
use triage_queue::attachments::{Attachment, take_out};

use crate::error::{ApiError, Conflict};
use crate::extract::{Checked, Params, Query, Staff};
use crate::state::StaffState;

/// How a file is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// As it is, if the scanner knows nothing against it.
    Unsaid,
    /// As it is, whatever the scanner said.
    Raw,
    /// In an encrypted zip.
    Zip,
}

impl Wanted {
    const fn code(self) -> &'static str {
        match self {
            Self::Unsaid | Self::Raw => "raw",
            Self::Zip => "zip",
        }
    }

    /// Only what is clean goes out as it is without being asked for by name.
    fn allows(self, file: &Attachment) -> Result<(), ApiError> {
        if self == Self::Unsaid && file.state != AttachmentState::Clean {
            return Err(ApiError::Conflict(Conflict::NotClean(file.state)));
        }
        Ok(())
    }
}

/// Parameters of taking a file out.
pub(crate) struct DownloadParams {
    form: Wanted,
}

impl Params for DownloadParams {
    const KNOWN: &'static [&'static str] = &["form"];
    fn read(query: &Query) -> Result<Self, ApiError> {
        let form = query.formed("form", |text| match text {
            "raw" => Some(Wanted::Raw),
            "zip" => Some(Wanted::Zip),
            _ => None,
        })?;
        Ok(Self {
            form: form.unwrap_or(Wanted::Unsaid),
        })
    }
}

/// Take a file out. Each time is a line in the timeline of the case.
///
/// Without `form` only a file that the scanner found clean is given: else 409 `not-clean`. `zip` is a zip
/// with AES-256 whose password the site has agreed on (`infected`, unless it is set otherwise), so that
/// nothing opens it by accident; `raw` is the file as it is, whatever the scanner said.
#[utoipa::path(tag = "cases", operation_id = "download_attachment",
    params(("id" = Uuid, Path, description = "Case"),
        ("attachment" = Uuid, Path, description = "File"),
        ("form" = Option<String>, Query, description = "`raw` or `zip`")),
    responses((status = OK, description = "The file", content_type = "application/octet-stream",
        body = Vec<u8>)),
    security(("staff" = [])))]
#[get("/api/v1/cases/{id}/attachments/{attachment}")]
pub(crate) async fn download_attachment(
    staff: Staff,
    path: Path<(CaseId, AttachmentId)>,
    params: Checked<DownloadParams>,
    state: Data<StaffState>,
) -> Result<HttpResponse, ApiError> {
    let wanted = params.0.form;
    let (ids, now) = (path.into_inner(), state.clock.now());
    let (safe, actor) = (state.safe.clone(), staff.actor.clone());
    let place = state.attachments.place()?;
    let taken = state
        .db
        .transact(&staff.actor, move |tx| {
            take_out(tx, &safe, &actor, ids, wanted.code(), now, |file| {
                wanted.allows(file)
            })
        })
        .await?;
    // The transaction has committed: from here on the file counts as taken out.
    let out = &state.attachments;
    let (file, name) = (&taken.file, safe_name(&taken.file.content.name));
    let runtime = Handle::current();
    let stored = StoredFile::new(
        out.storage.clone(),
        runtime.clone(),
        file.id,
        taken.key,
        &file.content,
    );
    let (form, name) = match wanted {
        Wanted::Unsaid | Wanted::Raw => (Form::Raw, name),
        Wanted::Zip => {
            let (password, named) = (out.zip_password.clone(), format!("{name}.zip"));
            (Form::Zip { name, password }, named)
        }
    };
    let mut response = HttpResponse::Ok();
    response
        .content_type("application/octet-stream")
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header(disposition(&name));
    if matches!(form, Form::Raw) {
        response.no_chunking(file.size);
    }
    Ok(response.streaming(Chunks {
        chunks: hand_out::begin(stored, form, &runtime),
        _place: place,
    }))
}

/// RFC 6266: a plain name for old programs, the real one beside it.
fn disposition(name: &str) -> ContentDisposition {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii() && c != '\\' { c } else { '_' })
        .collect();
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![
            DispositionParam::Filename(plain),
            DispositionParam::FilenameExt(ExtendedValue {
                charset: Charset::Ext("UTF-8".to_owned()),
                language_tag: None,
                value: name.as_bytes().to_vec(),
            }),
        ],
    }
}

/// The file while it goes out.
struct Chunks {
    chunks: hand_out::Chunks,
    _place: OwnedSemaphorePermit,
}

impl Stream for Chunks {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.chunks
            .poll_next(context)
            .map(|chunk| chunk.map(|chunk| chunk.map(Bytes::from)))
    }
}
