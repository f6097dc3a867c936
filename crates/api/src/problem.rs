//! Problem details for HTTP APIs (RFC 9457): the one shape of every error.

use serde::Serialize;
use utoipa::ToSchema;

/// An error, as `application/problem+json`. `code` is stable; `title` and `detail` follow
/// `Accept-Language`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Names the sort of problem.
    #[serde(rename = "type")]
    #[schema(example = "urn:smv-cert:problem:invalid-fields")]
    pub kind: String,
    /// Short, in the caller's language.
    pub title: String,
    /// HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// What happened and the way out, in the caller's language.
    pub detail: String,
    /// Stable code: switch on this.
    #[schema(example = "invalid-fields")]
    pub code: &'static str,
    /// Names this occurrence; tell it when you call.
    #[schema(example = "urn:smv-cert:trace:9f86d081884c7d65")]
    pub instance: String,
    /// Broken rules, for bad input.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// What is possible instead, when a transition is not allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Vec<String>>,
    /// Number of the report that has the source reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

/// One broken rule.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldError {
    /// JSON pointer into the body.
    #[schema(example = "#/organisation/cvr")]
    pub pointer: String,
    /// Stable code of the rule.
    #[schema(example = "cvr-eight-digits")]
    pub code: &'static str,
    /// The rule and the way out, in the caller's language.
    pub detail: String,
}
