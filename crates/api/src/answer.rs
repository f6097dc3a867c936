//! An answer as a value, so that it can be kept and given again to a retry.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, LOCATION};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::ApiError;

/// Status, body and the headers that belong to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Answer {
    status: u16,
    body: Value,
    etag: Option<i32>,
    location: Option<String>,
    #[serde(default)]
    not_stored: bool,
}

impl Answer {
    /// An answer with a body.
    pub(crate) fn of(status: StatusCode, body: &impl Serialize) -> Result<Self, ApiError> {
        let body =
            serde_json::to_value(body).map_err(|error| ApiError::Internal(Box::new(error)))?;
        let status = status.as_u16();
        Ok(Self {
            status,
            body,
            etag: None,
            location: None,
            not_stored: false,
        })
    }

    /// 200 with a body.
    pub(crate) fn ok(body: &impl Serialize) -> Result<Self, ApiError> {
        Self::of(StatusCode::OK, body)
    }

    /// 204.
    pub(crate) const fn empty() -> Self {
        Self {
            status: 204,
            body: Value::Null,
            etag: None,
            location: None,
            not_stored: false,
        }
    }

    /// With a member that must not be kept.
    pub(crate) fn with(mut self, name: &str, value: String) -> Self {
        if let Some(body) = self.body.as_object_mut() {
            body.insert(name.to_owned(), Value::String(value));
        }
        self
    }

    /// With the version of what is shown, as `ETag`.
    pub(crate) const fn version(mut self, version: i32) -> Self {
        self.etag = Some(version);
        self
    }

    /// With the address of what was made.
    pub(crate) fn at(mut self, location: String) -> Self {
        self.location = Some(location);
        self
    }

    /// Holds a secret: caches must not keep it.
    pub(crate) const fn not_stored(mut self) -> Self {
        self.not_stored = true;
        self
    }

    /// Its HTTP status.
    pub(crate) const fn status(&self) -> u16 {
        self.status
    }
}

impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = HttpResponse::build(status);
        if let Some(version) = self.etag {
            response.insert_header((ETAG, format!("\"v{version}\"")));
        }
        if let Some(location) = self.location {
            response.insert_header((LOCATION, location));
        }
        if self.not_stored {
            response.insert_header((CACHE_CONTROL, "no-store"));
        }
        if self.body.is_null() {
            response.finish()
        } else {
            response.json(self.body)
        }
    }
}
