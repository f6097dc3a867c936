//! First aid by kind, for anyone.

use actix_web::get;
use actix_web::web::Path;
use domain::advice;
use domain::kind::Kind;
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::codes::{KindCode, LanguageCode};
use crate::error::ApiError;
use crate::request;

/// What to do now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FirstAidView {
    /// For which kind.
    #[schema(value_type = KindCode)]
    pub kind: Kind,
    /// Language of the steps.
    #[schema(value_type = LanguageCode)]
    pub language: domain::language::Language,
    /// Title.
    pub title: String,
    /// Steps, most urgent first.
    pub steps: Vec<String>,
}

/// First aid for a kind, in the language of `Accept-Language`.
#[utoipa::path(tag = "first-aid", operation_id = "get_first_aid",
    params(("kind" = KindCode, Path, description = "Kind of incident")),
    responses((status = OK, body = FirstAidView)))]
#[get("/api/v1/first-aid/{kind}")]
pub(crate) async fn get_first_aid(kind: Path<String>) -> Result<Answer, ApiError> {
    let kind = Kind::from_code(&kind).ok_or(ApiError::NotFound)?;
    let language = request::language();
    Answer::ok(&FirstAidView {
        kind,
        language,
        title: advice::title(kind, language).to_owned(),
        steps: advice::steps(kind, language).to_vec(),
    })
}
