//! The body of a stage as the contract shows it. Reading is `domain::stage::Filing`'s.

use chrono::{DateTime, Utc};
use utoipa::ToSchema;

use crate::codes::{SeverityCode, StageCode, YesNoCode};

/// A stage as somebody sends it. Which fields there are depends on the stage: an early warning says
/// `suspected_malicious` and `cross_border`; a notification also `update`, `severity` and
/// `impact_assessment`, and if it can `indicators`; a final report says `description`, `severity`,
/// `impact_assessment`, `cause`, `mitigation` and `cross_border`. Each may name `countries`.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "a shape of the document; bodies are read field by field"
)]
pub(crate) struct StageRequest {
    /// Which.
    #[schema(value_type = StageCode)]
    pub stage: String,
    /// When you sent it to the authority; null takes that back. Alone it changes nothing that the stage
    /// says.
    pub sent_at: Option<DateTime<Utc>>,
    /// Whether somebody did it on purpose or unlawfully, as you suspect.
    #[schema(value_type = Option<YesNoCode>)]
    pub suspected_malicious: Option<String>,
    /// Whether it can affect other countries.
    #[schema(value_type = Option<YesNoCode>)]
    pub cross_border: Option<String>,
    /// Which countries.
    #[schema(max_length = 500)]
    pub countries: Option<String>,
    /// What happened, and what is new.
    #[schema(min_length = 10, max_length = 10000)]
    pub update: Option<String>,
    /// How severe it is, as you see it.
    #[schema(value_type = Option<SeverityCode>)]
    pub severity: Option<String>,
    /// Its consequences.
    #[schema(min_length = 10, max_length = 10000)]
    pub impact_assessment: Option<String>,
    /// Indicators of compromise.
    #[schema(max_length = 10000)]
    pub indicators: Option<String>,
    /// The whole course.
    #[schema(min_length = 10, max_length = 10000)]
    pub description: Option<String>,
    /// Type of threat, or root cause.
    #[schema(min_length = 10, max_length = 10000)]
    pub cause: Option<String>,
    /// What was done, and what is still being done.
    #[schema(min_length = 10, max_length = 10000)]
    pub mitigation: Option<String>,
}
