//! The inbox of the police, and the same list for staff.

use actix_web::get;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use domain::id::ReferralId;
use domain::referral::State;
use referral::police::{self, Entry};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

use crate::answer::Answer;
use crate::codes::ReferralStateCode;
use crate::error::ApiError;
use crate::extract::{Checked, Params, Query, Staff};
use crate::page_of::Page;
use crate::referrals::view::ReferralView;
use crate::state::StaffState;

/// Where a page ended.
#[derive(Serialize, Deserialize)]
struct Position(DateTime<Utc>, ReferralId);

/// Parameters of the list.
pub(crate) struct InboxParams {
    limit: i64,
    after: Option<(DateTime<Utc>, ReferralId)>,
    state: Option<State>,
}

impl Params for InboxParams {
    const KNOWN: &'static [&'static str] = &["limit", "after", "state"];
    fn read(query: &Query) -> Result<Self, ApiError> {
        Ok(Self {
            limit: query.limit()?,
            after: query.after::<Position>()?.map(|Position(at, id)| (at, id)),
            state: query.parsed("state", State::from_code)?,
        })
    }
}

/// Referrals, last step first. The police see their inbox, never a draft.
#[utoipa::path(tag = "referrals", operation_id = "list_referrals",
    params(("state" = Option<ReferralStateCode>, Query, description = "Only this state"),
        ("limit" = Option<i64>, Query, description = "1 to 200, 50 without"),
        ("after" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = OK, body = Page<ReferralView>)), security(("staff" = [])))]
#[get("/api/v1/referrals")]
pub(crate) async fn list_referrals(
    staff: Staff,
    params: Checked<InboxParams>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let InboxParams {
        limit,
        after,
        state: wanted,
    } = params.0;
    let (safe, actor) = (state.safe.clone(), staff.actor.clone());
    let now = state.clock.now();
    let found = state
        .db
        .transact_reading(&staff.actor, move |tx| {
            police::inbox(tx, &safe, &actor, wanted, after, limit + 1, now)
        })
        .await?;
    let names = HashMap::new();
    let position = |entry: &Entry| Position(entry.referral.updated_at, entry.referral.id);
    Answer::ok(&Page::of(found, limit, position, |entry| {
        ReferralView::of(
            entry.referral,
            &entry.case,
            entry.police_case_number,
            &names,
        )
    }))
}
