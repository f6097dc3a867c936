//! The wave of reports there is, with its cases, those that are alike together.

use std::sync::PoisonError;

use actix_web::get;
use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use domain::access::Actor;
use domain::case::Case;
use serde::Serialize;
use store::surges;
use triage_queue::surge::{self, Wave};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::Staff;
use crate::pages;
use crate::state::{PublicState, StaffState};

/// A wave comes and goes in minutes: so long nobody asks again.
const KNOWN_FOR: TimeDelta = TimeDelta::seconds(10);

/// The wave there is, for the form. When nobody can say, it is as it was.
pub(crate) async fn wave(state: &PublicState) -> Option<pages::Wave> {
    let now = state.clock.now();
    let known = *state.wave.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((since, wave)) = known
        && now - since < KNOWN_FOR
    {
        return wave;
    }
    let asked = state
        .db
        .transact_reading(&Actor::Reporter, surges::for_everybody)
        .await;
    let wave = match asked {
        Ok(found) => found.map(|kind| pages::Wave { kind }),
        Err(error) => {
            tracing::warn!(%error, "whether there is a wave cannot be asked");
            known.and_then(|(_, wave)| wave)
        }
    };
    *state.wave.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, wave));
    wave
}

/// Whether there is a wave.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SurgeView {
    /// Whether far more reports than usual come in.
    pub active: bool,
    /// Since when.
    pub began_at: Option<DateTime<Utc>>,
    /// Of which kind at least half of them are.
    #[schema(value_type = Option<String>, example = "phishing")]
    pub kind: Option<&'static str>,
    /// How many came in the last window, without what looks like a flood.
    pub recent: Option<u32>,
    /// How many come in a usual one.
    pub usual: Option<f64>,
    /// Its unfinished cases that you may open, those that are alike together; the largest group first.
    pub groups: Vec<AlikeView>,
}

/// Cases that are alike.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlikeView {
    /// How many.
    pub count: usize,
    /// When the first report of the first case came.
    pub first_received_at: DateTime<Utc>,
    /// The same of the last one.
    pub last_received_at: DateTime<Utc>,
    /// The cases, in the order they came.
    pub cases: Vec<AlikeCaseView>,
}

/// One of them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlikeCaseView {
    /// Id of the case.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// What happened.
    #[schema(value_type = String, example = "phishing")]
    pub kind: &'static str,
    /// Where it stands.
    #[schema(value_type = String, example = "new")]
    pub status: &'static str,
    /// 0 to 100.
    pub priority: i16,
}

impl SurgeView {
    fn of(wave: Option<Wave>) -> Self {
        let surge = wave.as_ref().map(|wave| wave.current.surge);
        Self {
            active: wave.is_some(),
            began_at: wave.as_ref().map(|wave| wave.current.began_at),
            kind: surge
                .and_then(|surge| surge.kind)
                .map(domain::kind::Kind::code),
            recent: surge.map(|surge| surge.recent),
            usual: surge.map(|surge| surge.usual),
            groups: wave
                .map(|wave| wave.groups)
                .unwrap_or_default()
                .iter()
                .filter_map(|group| AlikeView::of(group))
                .collect(),
        }
    }
}

impl AlikeView {
    fn of(group: &[Case]) -> Option<Self> {
        Some(Self {
            count: group.len(),
            first_received_at: group.first()?.received_at,
            last_received_at: group.last()?.received_at,
            cases: group
                .iter()
                .map(|case| AlikeCaseView {
                    id: case.id.uuid(),
                    number: case.number.to_string(),
                    kind: case.kind.code(),
                    status: case.status.code(),
                    priority: case.priority,
                })
                .collect(),
        })
    }
}

/// The wave of reports there is. Begins and ends by itself; cases are grouped by the words in them.
#[utoipa::path(tag = "cases", operation_id = "get_surge",
    responses((status = OK, body = SurgeView)), security(("staff" = [])))]
#[get("/api/v1/surge")]
pub(crate) async fn get_surge(staff: Staff, state: Data<StaffState>) -> Result<Answer, ApiError> {
    let (actor, now, window) = (staff.actor.clone(), state.clock.now(), state.surge_window);
    let wave = state
        .db
        .transact_reading(&staff.actor, move |tx| surge::view(tx, &actor, window, now))
        .await?;
    Answer::ok(&SurgeView::of(wave))
}
