//! A stage of a firm's notice to the authorities, as the API shows it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::language::Language;
use domain::report::Report;
use domain::stage::{self, Content, Filed, StageName, StageState};
use i18n::Texts;
use serde::Serialize;
use triage_queue::reporter::OwnView;
use triage_queue::stages::Stage;
use utoipa::ToSchema;

use crate::codes::{SeverityCode, StageCode, StageStateCode, YesNoCode};

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

/// A stage. Kept here, it is sent to no authority.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StageView {
    /// Which.
    #[schema(value_type = StageCode)]
    pub stage: StageName,
    /// Where it stands.
    #[schema(value_type = StageStateCode)]
    pub state: StageState,
    /// The same in plain words.
    pub state_text: String,
    /// When it is due; null: no clock runs.
    pub due_at: Option<DateTime<Utc>>,
    /// When the firm sent it to the authority, as it says.
    pub sent_at: Option<DateTime<Utc>>,
    /// When the reporter was reminded of it.
    pub reminded_at: Option<DateTime<Utc>>,
    /// When it was written last.
    pub filed_at: Option<DateTime<Utc>>,
    /// How often it was written; earlier versions stand in the timeline.
    pub versions: usize,
    /// What it says: its fields, as in the request; null until it is written.
    #[schema(value_type = Option<Object>)]
    pub content: Option<BTreeMap<&'static str, String>>,
}

/// A stage with what it can begin with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StageDraftView {
    /// The stage.
    #[serde(flatten)]
    pub stage: StageView,
    /// What it says, or could say, because the report and other stages say it; its fields, as in the
    /// request.
    #[schema(value_type = Object)]
    pub draft: BTreeMap<&'static str, String>,
}

impl StageView {
    pub(crate) fn of(stage: Stage, language: Language) -> Self {
        let key = format!("stage-state-{}", stage.state);
        Self {
            stage: stage.name,
            state: stage.state,
            state_text: Texts::new(language).get(&key),
            due_at: stage.due_at,
            sent_at: stage.sent_at,
            reminded_at: stage.reminded_at,
            filed_at: stage.filed.as_ref().map(|filed| filed.at),
            versions: stage.filed.as_ref().map_or(0, |filed| filed.versions),
            content: stage.filed.map(|filed| fields(&filed.content)),
        }
    }
}

impl StageDraftView {
    /// The stage of a report with this name.
    pub(crate) fn of(view: &OwnView, name: StageName, language: Language) -> Option<Self> {
        let stage = view.stages.iter().find(|stage| stage.name == name)?;
        Some(Self {
            stage: StageView::of(stage.clone(), language),
            draft: fields(&draft(&view.report, &view.stages, name)),
        })
    }
}

/// What a stage says, or can begin with.
pub(crate) fn draft(report: &Report, stages: &[Stage], name: StageName) -> Content {
    let filed: BTreeMap<StageName, Filed> = stages
        .iter()
        .filter_map(|stage| Some((stage.name, stage.filed.clone()?)))
        .collect();
    stage::suggest(name, report, &filed)
}

fn fields(content: &Content) -> BTreeMap<&'static str, String> {
    content
        .values()
        .map(|(name, text)| (name, text.to_owned()))
        .collect()
}
