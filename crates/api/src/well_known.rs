//! What anyone may ask: is it alive, is it ready, which keys, who to tell about a weakness.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use chrono::{Duration, SecondsFormat};
use domain::now::Clock;
use serde::Serialize;
use serde_json::{Value, json};
use store::Db;
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::error::ApiError;

/// What these answers are made from.
pub(crate) struct WellKnown {
    pub(crate) readiness: Db,
    pub(crate) clock: Clock,
    pub(crate) public_url: String,
    pub(crate) jwks: Vec<Value>,
    pub(crate) openapi: String,
}

/// How it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HealthView {
    /// `ok` or `ready`.
    #[schema(example = "ready")]
    pub status: &'static str,
}

/// Whether the process runs.
#[utoipa::path(tag = "service", operation_id = "healthz", responses((status = OK, body = HealthView)))]
#[get("/healthz")]
pub(crate) async fn healthz() -> Result<Answer, ApiError> {
    Answer::ok(&HealthView { status: "ok" })
}

/// Whether it can serve: the database answers.
#[utoipa::path(tag = "service", operation_id = "readyz", responses((status = OK, body = HealthView)))]
#[get("/readyz")]
pub(crate) async fn readyz(state: Data<WellKnown>) -> Result<Answer, ApiError> {
    state.readiness.ping().await?;
    Answer::ok(&HealthView { status: "ready" })
}

/// Public keys of tokens (`tok-…`) and of referrals (`ref-…`, retired ones too), RFC 7517.
#[utoipa::path(tag = "service", operation_id = "jwks",
    responses((status = OK, body = Object, content_type = "application/jwk-set+json")))]
#[get("/.well-known/jwks.json")]
pub(crate) async fn jwks(state: Data<WellKnown>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/jwk-set+json")
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .body(json!({ "keys": state.jwks }).to_string())
}

/// Who to tell about a weakness in this service (RFC 9116).
#[utoipa::path(tag = "service", operation_id = "security_txt",
    responses((status = OK, body = String, content_type = "text/plain")))]
#[get("/.well-known/security.txt")]
pub(crate) async fn security_txt(state: Data<WellKnown>) -> HttpResponse {
    let url = &state.public_url;
    let expires =
        (state.clock.now() + Duration::days(180)).to_rfc3339_opts(SecondsFormat::Secs, true);
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body(format!(
            "Contact: {url}/en/report\nExpires: {expires}\nPreferred-Languages: da, en\n\
         Canonical: {url}/.well-known/security.txt\n"
        ))
}

/// This document.
#[utoipa::path(tag = "service", operation_id = "openapi",
    responses((status = OK, body = Object, content_type = "application/yaml")))]
#[get("/openapi.yaml")]
pub(crate) async fn openapi(state: Data<WellKnown>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/yaml; charset=utf-8")
        .body(state.openapi.clone())
}
