//! The one error of this room, and how it becomes an answer.
//!
//! A new variant is a decision. What the caller may not know of is `NotFound`. Bodies of 5xx say
//! nothing but the trace id; the whole chain is logged here, once.

mod from;

use std::fmt;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use domain::api_key::Scope;
use domain::attachment::AttachmentState;
use domain::problem::FieldProblem;
use i18n::Texts;

use crate::problem::{FieldError, Problem};
use crate::request;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a request was not done.
#[derive(Debug)]
pub(crate) enum ApiError {
    /// 422: fields break rules.
    Invalid(Vec<FieldProblem>),
    /// 400: the request itself cannot be read.
    Malformed(Malformed),
    /// 401.
    Unauthenticated,
    /// 403.
    Forbidden(Forbidden),
    /// 404.
    NotFound,
    /// 405, with the methods that are there.
    MethodNotAllowed(String),
    /// 409.
    Conflict(Conflict),
    /// 410: the content of the case was deleted under this decision of the archives.
    ContentDeleted(String),
    /// 412: `If-Match` names an old version.
    Stale,
    /// 413.
    TooLarge,
    /// 413: a file has more bytes than it may have.
    FileTooLarge(u64),
    /// 415: a form is expected.
    UnsupportedMediaType,
    /// 422: a request or a report has more files than it may have.
    TooManyFiles(u32),
    /// 409: the file goes on at this byte.
    UploadOffset(u64),
    /// 507: no file is taken, because the disk is nearly full.
    StorageFull,
    /// 503: no file is taken or given, because the place where they lie does not answer.
    StorageAway(Source),
    /// 422: the key was used with another body.
    KeyReused,
    /// 428: `If-Match` is needed.
    MissingIfMatch,
    /// 429.
    TooManyRequests(Duration),
    /// 503: the database or another part is away; the same request may succeed later.
    Unavailable(Source),
    /// 500: a bug.
    Internal(Source),
}

/// What cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// The body is not JSON.
    Json,
    /// The member at this place stands twice.
    Duplicate(String),
    /// The body is nested too deeply.
    TooDeep,
    /// The connection broke off within the body, or its framing cannot be read.
    Broken,
    /// The body did not arrive in time.
    SlowBody,
    /// A query parameter nobody knows.
    UnknownParameter(String),
    /// A query parameter with a value it cannot have.
    BadParameter(String),
    /// `Idempotency-Key` is needed here.
    MissingKey,
    /// `Idempotency-Key` is not 16 to 255 characters.
    BadKey,
    /// `Upload-Offset` is missing, or no number.
    BadOffset,
    /// The parts of a body with files cannot be read.
    Multipart,
    /// `If-Match` is not an `ETag` of ours.
    BadIfMatch,
}

/// Why it is forbidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forbidden {
    /// The role may not.
    Role,
    /// The person who submitted may not approve.
    SamePerson,
    /// The request comes from another site.
    Origin,
    /// The person must make a second factor first.
    SecondFactor,
    /// The person must show again who they are.
    Reauthentication,
    /// The API key does not have this scope.
    Scope(Scope),
}

/// What it collides with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Conflict {
    /// The status or state does not allow it; what it allows.
    NotAllowed(Vec<String>),
    /// Somebody else was faster.
    LostRace,
    /// The source reference belongs to this report, with another body.
    SourceRefTaken(String),
    /// Nobody has agreed that the case goes to the police.
    NoConsent,
    /// The case is referred already.
    AlreadyReferred,
    /// The scanner did not find the file clean, and nobody said how to take it out all the same.
    NotClean(AttachmentState),
    /// The package is not the one that was shown.
    OtherPackage,
    /// The package was destroyed when a person in it was erased.
    PackageErased,
    /// It is the last second factor, and one is needed.
    LastFactor,
}

impl ApiError {
    /// The stable code.
    #[must_use]
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid-fields",
            Self::Malformed(Malformed::Json) => "not-json",
            Self::Malformed(Malformed::Duplicate(_)) => "duplicate-member",
            Self::Malformed(Malformed::TooDeep) => "too-deep",
            Self::Malformed(Malformed::Broken) => "body-broken",
            Self::Malformed(Malformed::SlowBody) => "slow-body",
            Self::Malformed(Malformed::UnknownParameter(_)) => "unknown-parameter",
            Self::Malformed(Malformed::BadParameter(_)) => "bad-parameter",
            Self::Malformed(Malformed::MissingKey) => "idempotency-key-missing",
            Self::Malformed(Malformed::BadKey) => "idempotency-key-invalid",
            Self::Malformed(Malformed::BadIfMatch) => "if-match-invalid",
            Self::Malformed(Malformed::BadOffset) => "upload-offset-invalid",
            Self::Malformed(Malformed::Multipart) => "multipart-invalid",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden(Forbidden::Role) => "forbidden",
            Self::Forbidden(Forbidden::SamePerson) => "same-person",
            Self::Forbidden(Forbidden::Origin) => "foreign-origin",
            Self::Forbidden(Forbidden::SecondFactor) => "second-factor-required",
            Self::Forbidden(Forbidden::Reauthentication) => "reauthentication-required",
            Self::Forbidden(Forbidden::Scope(_)) => "scope-missing",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed(_) => "method-not-allowed",
            Self::Conflict(Conflict::NotAllowed(_)) => "not-allowed",
            Self::Conflict(Conflict::LostRace) => "lost-race",
            Self::Conflict(Conflict::SourceRefTaken(_)) => "source-ref-taken",
            Self::Conflict(Conflict::NoConsent) => "no-consent",
            Self::Conflict(Conflict::AlreadyReferred) => "already-referred",
            Self::Conflict(Conflict::OtherPackage) => "other-package",
            Self::Conflict(Conflict::PackageErased) => "package-erased",
            Self::Conflict(Conflict::LastFactor) => "last-factor",
            Self::Conflict(Conflict::NotClean(_)) => "not-clean",
            Self::ContentDeleted(_) => "content-deleted",
            Self::Stale => "stale",
            Self::TooLarge => "too-large",
            Self::FileTooLarge(_) => "file-too-large",
            Self::TooManyFiles(_) => "too-many-files",
            Self::UploadOffset(_) => "upload-offset",
            Self::StorageFull => "storage-full",
            Self::StorageAway(_) => "storage-away",
            Self::UnsupportedMediaType => "unsupported-media-type",
            Self::KeyReused => "idempotency-key-reused",
            Self::MissingIfMatch => "if-match-missing",
            Self::TooManyRequests(_) => "too-many-requests",
            Self::Unavailable(_) => "unavailable",
            Self::Internal(_) => "internal",
        }
    }

    fn problem(&self) -> Problem {
        let (texts, code) = (request::texts(), self.code());
        let phone = request::phone();
        let shown = self.number_shown(texts);
        let (mut name, mut detail) = (
            shown.as_deref().unwrap_or_default(),
            format!("problem-{code}-detail"),
        );
        if let Self::Malformed(
            Malformed::UnknownParameter(n) | Malformed::BadParameter(n) | Malformed::Duplicate(n),
        ) = self
        {
            name = n;
        } else if let Self::ContentDeleted(decision) = self {
            name = decision;
        } else if let Self::Forbidden(Forbidden::Scope(scope)) = self {
            name = scope.code();
        } else if let (Self::TooManyRequests(_), Some(phone)) = (self, &phone) {
            name = phone;
            detail = format!("problem-{code}-call-detail");
        }
        let detail = texts.with(&detail, &[("name", &name)]);
        let (mut allowed, mut number) = (None, None);
        if let Self::Conflict(Conflict::NotAllowed(possible)) = self {
            allowed = Some(possible.clone());
        }
        if let Self::Conflict(Conflict::SourceRefTaken(taken_by)) = self {
            number = Some(taken_by.clone());
        }
        let mut errors = Vec::new();
        if let Self::Malformed(Malformed::Duplicate(pointer)) = self {
            errors.push(FieldError {
                pointer: pointer.clone(),
                code,
                detail: detail.clone(),
            });
        }
        if let Self::Invalid(problems) = self {
            errors.extend(problems.iter().map(|problem| FieldError {
                pointer: problem.pointer.clone(),
                code: problem.rule.code(),
                detail: i18n::rule(texts, &problem.rule),
            }));
        }
        Problem {
            kind: format!("urn:smv-cert:problem:{code}"),
            title: texts.get(&format!("problem-{code}-title")),
            status: self.status_code().as_u16(),
            detail,
            code,
            instance: format!("urn:smv-cert:trace:{}", request::trace_id()),
            errors,
            allowed,
            number,
        }
    }

    /// The number, or the state of a file, that the words are about.
    fn number_shown(&self, texts: Texts) -> Option<String> {
        if let Self::FileTooLarge(most) = self {
            return Some((most / 1_000_000).max(1).to_string());
        }
        if let Self::TooManyFiles(most) = self {
            return Some(most.to_string());
        }
        if let Self::UploadOffset(offset) = self {
            return Some(offset.to_string());
        }
        if let Self::Conflict(Conflict::NotClean(state)) = self {
            return Some(texts.get(&format!("attachment-state-{state}")));
        }
        None
    }

    fn log(&self) {
        let trace_id = request::trace_id();
        if let Self::Internal(source) = self {
            tracing::error!(
                trace.id = trace_id,
                error = chain(source.as_ref()),
                "a request failed"
            );
        } else if let Self::Unavailable(source) | Self::StorageAway(source) = self {
            let error = chain(source.as_ref());
            tracing::warn!(
                trace.id = trace_id,
                error,
                "a request could not be done now"
            );
        } else {
            tracing::debug!(
                trace.id = trace_id,
                code = self.code(),
                "a request was refused"
            );
        }
    }
}

/// An error with its causes, on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        line.push_str(": ");
        line.push_str(&cause.to_string());
        source = cause.source();
    }
    line
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Invalid(_) | Self::KeyReused | Self::TooManyFiles(_) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::Malformed(Malformed::SlowBody) => StatusCode::REQUEST_TIMEOUT,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict(_) | Self::UploadOffset(_) => StatusCode::CONFLICT,
            Self::ContentDeleted(_) => StatusCode::GONE,
            Self::Stale => StatusCode::PRECONDITION_FAILED,
            Self::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
            Self::TooLarge | Self::FileTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::MissingIfMatch => StatusCode::PRECONDITION_REQUIRED,
            Self::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) | Self::StorageAway(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        self.log();
        let mut response = HttpResponseBuilder::new(self.status_code());
        if let Self::TooManyRequests(after) = self {
            response.insert_header((RETRY_AFTER, after.as_secs().max(1).to_string()));
        } else if let Self::UploadOffset(offset) = self {
            response.insert_header(("upload-offset", offset.to_string()));
        } else if let Self::Unavailable(_) = self {
            response.insert_header((RETRY_AFTER, "2"));
        } else if let Self::StorageAway(_) = self {
            // Somebody has to see to it.
            response.insert_header((RETRY_AFTER, "60"));
        } else if let Self::Unauthenticated = self {
            response.insert_header((WWW_AUTHENTICATE, "Bearer"));
        } else if let Self::MethodNotAllowed(methods) = self
            && let Ok(methods) = HeaderValue::from_str(methods)
        {
            response.insert_header((ALLOW, methods));
        }
        response
            .content_type("application/problem+json")
            .body(serde_json::to_string(&self.problem()).unwrap_or_default())
    }
}
