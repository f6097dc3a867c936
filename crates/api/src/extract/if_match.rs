//! `If-Match` (RFC 9110, section 13.1.1) with strong entity tags of the form `"v17"`.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::IF_MATCH;
use actix_web::{FromRequest, HttpRequest};

use crate::error::{ApiError, Malformed};

/// The version the caller has seen, if it said so. `*` matches any.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IfMatch {
    /// The version named; none with `*` or without the header.
    pub(crate) version: Option<i32>,
    present: bool,
}

impl IfMatch {
    /// The version, where a request without one is refused with 428 (RFC 6585, section 3).
    pub(crate) fn required(self) -> Result<Option<i32>, ApiError> {
        if self.present {
            Ok(self.version)
        } else {
            Err(ApiError::MissingIfMatch)
        }
    }
}

impl FromRequest for IfMatch {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request))
    }
}

fn parse(request: &HttpRequest) -> Result<IfMatch, ApiError> {
    let Some(value) = request.headers().get(IF_MATCH) else {
        return Ok(IfMatch {
            version: None,
            present: false,
        });
    };
    let text = value.to_str().map(str::trim).unwrap_or_default();
    if text == "*" {
        return Ok(IfMatch {
            version: None,
            present: true,
        });
    }
    if text.starts_with("W/") {
        // A weak tag never matches here.
        return Ok(IfMatch {
            version: Some(-1),
            present: true,
        });
    }
    // A list of tags is allowed elsewhere; who has seen a case has seen one version of it.
    let quoted = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let tag = Some(quoted.unwrap_or(text)).filter(|tag| !tag.contains(['"', ',']));
    match tag {
        Some(tag) => {
            let version = tag
                .strip_prefix('v')
                .and_then(|v| v.parse().ok())
                .unwrap_or(-1);
            Ok(IfMatch {
                version: Some(version),
                present: true,
            })
        }
        None => Err(ApiError::Malformed(Malformed::BadIfMatch)),
    }
}
