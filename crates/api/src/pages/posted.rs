//! The fields of a posted form, in the order the browser sent them.
//!
//! Own reader instead of `web::Form`: a report with many æ, ø and å is far longer than its default
//! limit, and a wrong field must never cost the reporter the others.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::error::InternalError;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};

use crate::edge::{self, BodyError, Edge};
use crate::error::{ApiError, Malformed};
use crate::extract::form_pairs;

/// Most bytes of a posted form.
const BODY_MAX: usize = 1_000_000;

/// A posted form.
pub(super) struct Posted {
    fields: Vec<(String, String)>,
    /// Where it came from.
    pub(super) address: IpAddr,
}

impl Posted {
    /// Every field with its value.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
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
        let address = edge::client_address(request);
        let pace = Edge::of(request).map(|edge| edge.settings.pace);
        let (body, request) = (
            web::Payload::from_request(request, payload),
            request.clone(),
        );
        let refused = move |error: &ApiError| {
            InternalError::from_response("no form", edge::refused(&request, error)).into()
        };
        Box::pin(async move {
            if !is_form {
                return Err(refused(&ApiError::UnsupportedMediaType));
            }
            let read = edge::read(body.await?, BODY_MAX, pace.unwrap_or_default()).await;
            match read {
                Ok(bytes) => Ok(Self {
                    // What is not Unicode stands as U+0000: no field takes it, and the page says so.
                    fields: form_pairs(&bytes)
                        .map(|pair| (pair.name, pair.value))
                        .collect(),
                    address,
                }),
                Err(BodyError::TooLarge) => Err(refused(&ApiError::TooLarge)),
                Err(BodyError::TooSlow) => Err(refused(&ApiError::Malformed(Malformed::SlowBody))),
                Err(BodyError::Broken) => Err(refused(&ApiError::Malformed(Malformed::Broken))),
            }
        })
    }
}
