//! The fields of a posted form, in the order the browser sent them.
//!
//! Own reader instead of `web::Form`: a report with many æ, ø and å is far longer than its default
//! limit, and a wrong field must never cost the reporter the others.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::error::{ErrorPayloadTooLarge, ErrorRequestTimeout, ErrorUnsupportedMediaType};
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};

/// Most bytes of a posted form.
const BODY_MAX: usize = 1_000_000;
/// A phone on a bad network gets longer than a program; nobody holds a connection for ever.
const BODY_TIME: Duration = Duration::from_mins(1);

/// A posted form.
pub(super) struct Posted(Vec<(String, String)>);

impl Posted {
    /// Every field with its value.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let Self(pairs) = self;
        pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The last value of a field; empty when it is missing.
    pub(super) fn value(&self, field: &str) -> &str {
        self.pairs()
            .filter(|(name, _)| *name == field)
            .last()
            .map_or("", |(_, value)| value)
    }

    /// The key that the page carried. One that no page of ours made is replaced.
    pub(super) fn key(&self, new_key: fn() -> String) -> String {
        let key = self.value("idempotency_key").trim();
        let usable = (16..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
        if usable { key.to_owned() } else { new_key() }
    }
}

impl FromRequest for Posted {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_form = request
            .content_type()
            .eq_ignore_ascii_case("application/x-www-form-urlencoded");
        let body = web::Payload::from_request(request, payload);
        Box::pin(async move {
            if !is_form {
                return Err(ErrorUnsupportedMediaType("a form is expected"));
            }
            let reading = body.await?.to_bytes_limited(BODY_MAX);
            let bytes = tokio::time::timeout(BODY_TIME, reading)
                .await
                .map_err(|_| ErrorRequestTimeout("the form came too slowly"))?
                .map_err(|_| ErrorPayloadTooLarge("the form is too long"))??;
            Ok(Self(
                url::form_urlencoded::parse(&bytes).into_owned().collect(),
            ))
        })
    }
}
