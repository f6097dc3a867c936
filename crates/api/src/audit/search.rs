//! Searching the audit trail.

use std::collections::BTreeMap;

use actix_web::get;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use domain::id::PersonId;
use serde::Serialize;
use serde_json::Value;
use store::audit::AuditRow;
use triage_queue::audit::search::{self, Found};
use utoipa::ToSchema;
use uuid::Uuid;

use super::params::SearchParams;
use crate::answer::Answer;
use crate::codes::{AuditActionCode, AuditOutcomeCode};
use crate::error::ApiError;
use crate::extract::{Checked, Staff};
use crate::page_of::Page;
use crate::state::StaffState;

/// One line of the audit trail.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditView {
    /// Grows with each line; not without gaps.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// In which role somebody acted.
    pub actor_role: String,
    /// Who.
    pub actor: Option<Uuid>,
    /// The name of who that is.
    pub actor_name: Option<String>,
    /// The key of a calling system.
    pub api_key: Option<Uuid>,
    /// The session.
    pub session: Option<Uuid>,
    /// What.
    #[schema(value_type = AuditActionCode)]
    pub action: String,
    /// What came of it.
    #[schema(value_type = AuditOutcomeCode)]
    pub outcome: String,
    /// About this case.
    pub case: Option<Uuid>,
    /// About this report.
    pub report: Option<Uuid>,
    /// About this referral.
    pub referral: Option<Uuid>,
    /// About this person.
    pub person: Option<Uuid>,
    /// The request, as in the log.
    pub trace_id: Option<String>,
    /// Codes, ids and numbers that go with it.
    #[schema(value_type = Object)]
    pub detail: BTreeMap<String, Value>,
}

impl AuditView {
    pub(super) fn all(found: Found) -> Vec<Self> {
        let names: BTreeMap<PersonId, String> = found.names.into_iter().collect();
        let rows = found.rows.into_iter();
        rows.map(|row| Self::of(row, &names)).collect()
    }

    fn of(row: AuditRow, names: &BTreeMap<PersonId, String>) -> Self {
        let actor = row.actor_id.map(PersonId::from_uuid);
        Self {
            id: row.id,
            at: row.at,
            actor_role: row.actor_role,
            actor: row.actor_id,
            actor_name: actor.and_then(|id| names.get(&id).cloned()),
            api_key: row.api_key_id,
            session: row.session_id,
            action: row.action,
            outcome: row.outcome,
            case: row.case_id,
            report: row.report_id,
            referral: row.referral_id,
            person: row.person_id,
            trace_id: row.trace_id,
            detail: serde_json::from_str(&row.detail).unwrap_or_default(),
        }
    }
}

/// Search the audit trail: who read what, who came in, what was ordered; newest first.
///
/// The auditor sees all of it, a duty lead what touches cases of the own teams. Changes of a case are
/// its events. Every search is a line itself.
#[utoipa::path(tag = "audit", operation_id = "search_audit",
    params(
        ("actor" = Option<Uuid>, Query, description = "Who did it"),
        ("action" = Option<String>, Query, description = "Comma-separated actions"),
        ("case" = Option<Uuid>, Query, description = "About this case"),
        ("outcome" = Option<AuditOutcomeCode>, Query, description = "What came of it"),
        ("from" = Option<String>, Query, description = "At or after this time, or day (UTC)"),
        ("to" = Option<String>, Query, description = "Before this time, or day (UTC)"),
        ("limit" = Option<i64>, Query, description = "1 to 200, 50 without"),
        ("after" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = OK, body = Page<AuditView>)), security(("staff" = [])))]
#[get("/api/v1/audit")]
pub(crate) async fn search_audit(
    staff: Staff,
    params: Checked<SearchParams>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let SearchParams { limit, search } = params.0;
    let (actor, now) = (staff.actor.clone(), state.clock.now());
    let found = state
        .db
        .transact_reading(&staff.actor, move |tx| {
            search::search(tx, &actor, &search, limit + 1, now)
        })
        .await?;
    let page = Page::of(AuditView::all(found), limit, |line| line.id, |line| line);
    Ok(Answer::ok(&page)?.not_stored())
}
