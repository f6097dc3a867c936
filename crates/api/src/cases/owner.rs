//! Who works on a case.

use actix_web::put;
use actix_web::web::{Data, Path};
use domain::id::{CaseId, Id, PersonId};
use domain::problem::Rule;
use domain::report::reader::Reader;
use triage_queue::{assign, page};
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::cases::view::CasePageView;
use crate::error::ApiError;
use crate::extract::{Body, FromBody, IfMatch, Staff};
use crate::state::StaffState;

/// The new owner.
#[derive(Debug, ToSchema)]
pub(crate) struct OwnerRequest {
    /// A person's id; null puts a case in work back into the queue.
    #[schema(value_type = Option<Uuid>, required)]
    pub owner: Option<PersonId>,
}

impl FromBody for OwnerRequest {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        if !r.mentions("owner") {
            // Null takes the owner away; a field that was forgotten must not.
            r.problem("owner", Rule::Required);
        }
        if r.is_blank("owner") {
            r.problem("owner", Rule::Unknown);
        }
        let owner = r.parsed("owner", Rule::Unknown, |text| {
            text.parse().ok().map(Id::from_uuid)
        });
        Some(Self { owner })
    }
}

/// Give a case to somebody, or to nobody. Needs `If-Match`.
#[utoipa::path(tag = "cases", operation_id = "set_case_owner",
    params(("id" = Uuid, Path, description = "Case"),
        ("If-Match" = String, Header, description = "Version you have seen")),
    request_body = OwnerRequest,
    responses((status = OK, body = CasePageView)), security(("staff" = [])))]
#[put("/api/v1/cases/{id}/owner")]
pub(crate) async fn set_case_owner(
    staff: Staff,
    id: Path<CaseId>,
    if_match: IfMatch,
    body: Body<OwnerRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (id, now, actor, safe) = (
        *id,
        state.clock.now(),
        staff.actor.clone(),
        state.safe.clone(),
    );
    let (expected, owner) = (if_match.required()?, body.value.owner);
    let page = state
        .db
        .transact(&staff.actor, move |tx| {
            assign::assign(tx, &safe, &actor, id, owner, expected, now)?;
            page::case(tx, &safe, &actor, id, now)
        })
        .await?;
    let version = page.case.version;
    Ok(Answer::ok(&CasePageView::of(page, now))?.version(version))
}
