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

use crate::codes::{StageCode, StageStateCode};

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
