//! Files on the receipt and on the follow page: the box that sends them, what became of them, and the
//! list. What is read as it streams stands in [`crate::attachments`].

use actix_web::http::StatusCode;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, post, web};
use domain::language::Language;
use i18n::Texts;

use super::PagesState;
use super::desk::{FileTrouble, SentFiles};
use super::follow::{Opened, problem, show_case, trouble};
use super::follow_page::News;
use super::layout::Layout;
use super::view::FileLimits;
use crate::edge;
use crate::error::ApiError;

/// The box that sends files.
pub(super) struct FilesBox {
    pub(super) number: String,
    pub(super) access_code: String,
    limits: FileLimits,
    pub(super) error: Option<String>,
}

impl FilesBox {
    pub(super) fn new(number: &str, access_code: &str, limits: FileLimits) -> Self {
        Self {
            number: number.to_owned(),
            access_code: access_code.to_owned(),
            limits,
            error: None,
        }
    }

    pub(super) fn with_error(self, error: Option<String>) -> Self {
        Self { error, ..self }
    }

    pub(super) fn hint(&self, layout: &Layout<'_>) -> String {
        let (files, megabytes) = (self.limits.files, self.limits.megabytes);
        layout.texts().with(
            "page-file-hint",
            &[("files", &files), ("megabytes", &megabytes)],
        )
    }
}

#[post("/{language:da|en}/follow/files")]
pub(super) async fn add_files(
    state: web::Data<PagesState>,
    request: HttpRequest,
    language: web::Path<Language>,
    payload: web::Payload,
) -> HttpResponse {
    let language = *language;
    let kind = request.content_type();
    if !kind.eq_ignore_ascii_case("multipart/form-data") {
        return edge::refused(&request, &ApiError::UnsupportedMediaType);
    }
    let sent = match state.desk.attach(request.clone(), payload).await {
        Ok(sent) => sent,
        Err(FileTrouble::NotFound { number, code }) => {
            let opened = Opened { number, code };
            return trouble(&state, language, &opened, &super::DeskError::NotFound);
        }
        Err(FileTrouble::Slow) => return refused(&request, StatusCode::REQUEST_TIMEOUT),
        Err(FileTrouble::Unreadable) => return refused(&request, StatusCode::BAD_REQUEST),
        Err(FileTrouble::Broken) => return refused(&request, StatusCode::INTERNAL_SERVER_ERROR),
    };
    let news = news(&sent, Texts::new(language));
    let opened = Opened {
        number: sent.number,
        code: sent.code,
    };
    show_case(&state, language, &opened, news).await
}

fn news(sent: &SentFiles, texts: Texts) -> News {
    let limits = sent.limits;
    let Some(key) = sent.problem else {
        return News::FilesAdded(sent.kept);
    };
    let args: &[(&'static str, &dyn ToString)] = &[
        (
            "files",
            if key.ends_with("-report") {
                &limits.per_report
            } else {
                &limits.files
            },
        ),
        ("megabytes", &limits.megabytes),
    ];
    problem("file", texts.with(key, args), String::new())
}

fn refused(request: &HttpRequest, status: StatusCode) -> HttpResponse {
    use crate::error::Malformed;
    let error = if status == StatusCode::REQUEST_TIMEOUT {
        ApiError::Malformed(Malformed::SlowBody)
    } else if status == StatusCode::BAD_REQUEST {
        ApiError::Malformed(Malformed::Multipart)
    } else {
        ApiError::Internal("files could not be taken".into())
    };
    edge::refused(request, &error)
}
