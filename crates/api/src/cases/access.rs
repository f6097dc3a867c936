//! Who may reach a case.

use actix_web::web::{Data, Path};
use actix_web::{get, put};
use chrono::{DateTime, Utc};
use domain::id::{CaseId, Id, PersonId, TeamId};
use domain::problem::Rule;
use domain::report::reader::Reader;
use serde::Serialize;
use triage_queue::sharing::{self, Access, Wanted};
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::{Body, FromBody, IfMatch, Staff};
use crate::state::StaffState;

/// Most people on a list, and most teams a case is shared with.
const MOST: usize = 100;

/// Who may reach a case, whole: who is left out is taken off.
#[derive(Debug, ToSchema)]
pub(crate) struct AccessRequest {
    /// Only the owner, those on the list and the duty leads of its team.
    pub restricted: bool,
    /// Ids of people who need to know.
    #[schema(value_type = Vec<Uuid>, max_items = 100)]
    pub people: Vec<PersonId>,
    /// Ids of teams it is shared with, beside its own.
    #[schema(value_type = Vec<Uuid>, max_items = 100)]
    pub teams: Vec<TeamId>,
}

impl FromBody for AccessRequest {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        let restricted = r.boolean("restricted");
        if !r.has("restricted") {
            r.problem("restricted", Rule::Required);
        }
        for list in ["people", "teams"] {
            if !r.has(list) {
                // A list that was forgotten must not take everybody off.
                r.problem(list, Rule::Required);
            }
        }
        let people = r.parsed_list("people", MOST, |text| text.parse().ok());
        let teams = r.parsed_list("teams", MOST, |text| text.parse().ok());
        Some(Self {
            restricted: restricted?,
            people: people.into_iter().map(Id::from_uuid).collect(),
            teams: teams.into_iter().map(Id::from_uuid).collect(),
        })
    }
}

/// Who may reach a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccessView {
    /// Only the owner, those on the list and the duty leads of its team.
    pub restricted: bool,
    /// Those who need to know, and those who opened it in an emergency that is not over.
    pub people: Vec<ListedView>,
    /// Teams it is shared with, beside its own.
    pub teams: Vec<SharedView>,
}

/// Somebody on a case's list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListedView {
    /// Id.
    #[schema(value_type = Uuid)]
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Opened in an emergency, until then.
    pub until: Option<DateTime<Utc>>,
}

/// A team that a case is shared with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SharedView {
    /// Id.
    #[schema(value_type = Uuid)]
    pub id: TeamId,
    /// Name.
    pub name: String,
}

impl AccessView {
    fn of(access: Access) -> Self {
        Self {
            restricted: access.case.restricted,
            people: access
                .people
                .into_iter()
                .map(|listed| ListedView {
                    id: listed.person,
                    name: listed.name,
                    until: listed.until,
                })
                .collect(),
            teams: access
                .teams
                .into_iter()
                .map(|(id, name)| SharedView { id, name })
                .collect(),
        }
    }
}

/// Who may reach a case beside its team.
#[utoipa::path(tag = "cases", operation_id = "get_case_access",
    params(("id" = Uuid, Path, description = "Case")),
    responses((status = OK, body = AccessView)), security(("staff" = [])))]
#[get("/api/v1/cases/{id}/access")]
pub(crate) async fn get_case_access(
    staff: Staff,
    id: Path<CaseId>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (id, actor) = (*id, staff.actor.clone());
    let access = state
        .db
        .transact(&staff.actor, move |tx| sharing::of(tx, &actor, id))
        .await?;
    let version = access.case.version;
    Ok(Answer::ok(&AccessView::of(access))?.version(version))
}

/// Set who may reach a case: its owner and the duty leads of its team may. Needs `If-Match`.
#[utoipa::path(tag = "cases", operation_id = "set_case_access",
    params(("id" = Uuid, Path, description = "Case"),
        ("If-Match" = String, Header, description = "Version you have seen")),
    request_body = AccessRequest,
    responses((status = OK, body = AccessView)), security(("staff" = [])))]
#[put("/api/v1/cases/{id}/access")]
pub(crate) async fn set_case_access(
    staff: Staff,
    id: Path<CaseId>,
    if_match: IfMatch,
    body: Body<AccessRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (id, now, actor, safe) = (
        *id,
        state.clock.now(),
        staff.actor.clone(),
        state.safe.clone(),
    );
    let expected = if_match.required()?;
    let wanted = Wanted {
        restricted: body.value.restricted,
        people: body.value.people,
        teams: body.value.teams,
    };
    let access = state
        .db
        .transact(&staff.actor, move |tx| {
            sharing::set(tx, &safe, &actor, id, &wanted, expected, now)
        })
        .await?;
    let version = access.case.version;
    Ok(Answer::ok(&AccessView::of(access))?.version(version))
}
