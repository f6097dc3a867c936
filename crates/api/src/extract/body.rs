//! JSON bodies: read whole within a time limit, then field by field.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::{self, Bytes};
use actix_web::{FromRequest, HttpRequest};
use aws_lc_rs::digest::{SHA256, digest};
use domain::report::reader::Reader;
use serde_json::Value;

use super::json;
use crate::edge::{self, BodyError, Edge};
use crate::error::{ApiError, Malformed};

/// Most bytes of a body. A report of 20,000 characters with escapes fits well.
const MAX_BYTES: usize = 256 * 1024;

/// What a body is read into.
pub(crate) trait FromBody: Sized {
    /// Whether no body at all means an empty object.
    const MAY_BE_MISSING: bool = false;

    /// Reads the fields; problems are noted at the reader. `None` only with a problem noted.
    fn read(reader: &mut Reader<'_>) -> Option<Self>;
}

/// A body that says nothing.
pub(crate) struct Nothing;

impl FromBody for Nothing {
    const MAY_BE_MISSING: bool = true;
    fn read(_: &mut Reader<'_>) -> Option<Self> {
        Some(Self)
    }
}

/// A body that passed its rules, with the hash of the bytes that were sent.
pub(crate) struct Body<T> {
    pub(crate) value: T,
    pub(crate) sha256: [u8; 32],
}

impl<T: FromBody> FromRequest for Body<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = bytes(request, payload);
        Box::pin(async move {
            let (json, sha256) = json(&bytes.await?, T::MAY_BE_MISSING)?;
            let mut reader = Reader::new(&json);
            let value = T::read(&mut reader);
            let problems = reader.finish();
            match value {
                Some(value) if problems.is_empty() => Ok(Self { value, sha256 }),
                _ => Err(ApiError::Invalid(problems)),
            }
        })
    }
}

/// A body as JSON, unread, with its hash; for reports, whose reading needs the time.
impl FromRequest for Body<Value> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = bytes(request, payload);
        Box::pin(async move {
            let (value, sha256) = json(&bytes.await?, false)?;
            Ok(Self { value, sha256 })
        })
    }
}

fn bytes(
    request: &HttpRequest,
    payload: &mut Payload,
) -> impl Future<Output = Result<Bytes, ApiError>> + use<> {
    let pace = Edge::of(request).map(|edge| edge.settings.pace);
    let payload = web::Payload::from_request(request, payload);
    async move {
        let payload = payload
            .await
            .map_err(|_| ApiError::Malformed(Malformed::Broken))?;
        edge::read(payload, MAX_BYTES, pace.unwrap_or_default())
            .await
            .map_err(|error| match error {
                BodyError::TooLarge => ApiError::TooLarge,
                BodyError::TooSlow => ApiError::Malformed(Malformed::SlowBody),
                BodyError::Broken => ApiError::Malformed(Malformed::Broken),
            })
    }
}

fn json(bytes: &[u8], may_be_missing: bool) -> Result<(Value, [u8; 32]), ApiError> {
    let mut sha256 = [0; 32];
    sha256.copy_from_slice(digest(&SHA256, bytes).as_ref());
    if bytes.is_empty() && may_be_missing {
        return Ok((Value::Object(serde_json::Map::new()), sha256));
    }
    let json = match json::read(bytes)? {
        Value::Null if may_be_missing => Value::Object(serde_json::Map::new()),
        json => json,
    };
    Ok((json, sha256))
}
